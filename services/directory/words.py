"""What the refusals of this service say in Indonesian. In English they speak for themselves."""

from typing import Final

from shared.http import Words, add_words

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "concentration-twice": ("Satu konsentrasi disebut lebih dari sekali.", "Sebutkan setiap kode satu kali."),
    "key-lifetime": (
        "Kunci berlaku paling lama 400 hari dan harus berakhir di masa depan.",
        "Pilih `expires` yang lebih awal, lalu ganti kuncinya sebelum itu.",
    ),
    "key-name-taken": (
        "Pemilik ini sudah mempunyai kunci dengan nama itu.",
        "Tambahkan rahasia pada kunci yang ada, atau pilih nama lain.",
    ),
    "last-steward": (
        "Ini kepala sekolah atau admin aliansi yang terakhir.",
        "Berikan dahulu peran itu kepada anggota lain.",
    ),
    "member-already": ("Identitas ini sudah menjadi anggota aktif di sini.", "Ubah peran keanggotaan yang ada."),
    "membership-active": ("Anggota ini masih aktif.", "Akhiri keanggotaannya dahulu, lalu hapus datanya."),
    "membership-ended": ("Keanggotaan ini sudah berakhir.", "Tambahkan orangnya sebagai anggota baru."),
    "npsn-taken": (
        "Sekolah dengan NPSN ini sudah ada dalam aliansi.",
        "Gunakan sekolah yang ada, atau perbaiki nomornya.",
    ),
    "organisation-not-registered": (
        "Organisasi ini tidak ada dalam daftar aliansi.",
        "Daftarkan dahulu; bila baru saja didaftarkan, coba lagi sebentar lagi.",
    ),
    "role-beyond-yours": (
        "Peran Anda tidak boleh memberi atau mencabut peran itu.",
        "Mintalah kepada kepala sekolah atau admin aliansi.",
    ),
    "role-not-here": ("Peran itu tidak ada di tempat ini.", "Gunakan peran milik sekolah atau aliansi ini."),
    "scope-for-people": (
        "Cakupan itu tidak diberikan kepada kunci API.",
        "Hapus cakupan itu; anggota yang berperan melakukannya sendiri.",
    ),
    "sharing-with-itself": ("Sekolah selalu melihat datanya sendiri.", "Sebutkan sekolah lain."),
    "two-secrets-active": ("Kunci ini sudah mempunyai dua rahasia aktif.", "Cabut salah satunya dahulu."),
    "unknown-zone": (
        "Ini bukan nama zona waktu IANA.",
        "Gunakan Asia/Pontianak, Asia/Makassar, Asia/Jakarta atau Asia/Jayapura.",
    ),
}


def register() -> None:
    """Put the words into the catalogue."""
    for code, (detail, mend) in _SENTENCES.items():
        add_words(code, id=Words("", detail, mend))
