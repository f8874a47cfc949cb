"""What the refusals of this service say in Indonesian. In English they speak for themselves."""

from typing import Final

from shared.http import Words, add_words
from shared.http.forms import add_form

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
    add_form(
        r"^([0-9]{8}|[PK][0-9]{7})$",
        id="NPSN (8 digit, atau P atau K dengan 7 digit)",
        en="an NPSN (8 digits, or P or K and 7 digits)",
        example="30203552",
    )
    add_form(
        r"^[1-9][0-9]?\.[1-9][0-9]?\.[1-9][0-9]?$",
        id="kode konsentrasi keahlian (bidang.program.konsentrasi)",
        en="the code of a concentration (field.programme.concentration)",
        example="8.1.1",
    )
    add_form(r"^[^@\s]+@[^@\s]+$", id="alamat surel", en="an e-mail address", example="sri@example.sch.id")
    add_form(r"^[A-Za-z0-9]{12}$", id="awalan kunci API", en="the prefix of an API key", example="Zk3vQ8mPx01a")
    add_form(r"^[a-z][a-z-]*$", id="nama yang dibagikan", en="the name of what is shared", example="placements")
    add_form(
        r"^[a-z][a-z-]*:[a-z][a-z-]*$", id="cakupan kunci API", en="the scope of an API key", example="partners:read"
    )
    add_form(
        r"^[a-z0-9][a-z0-9-]{0,62}$",
        id="nama dengan huruf kecil, angka dan tanda hubung",
        en="a name in small letters, digits and hyphens",
        example="attendance-terminal",
    )
