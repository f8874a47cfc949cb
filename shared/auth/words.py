"""What the refusals of this package say in Indonesian. In English they speak for themselves."""

from typing import Final

from shared.http.words import Words, add_words

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "not-authenticated": (
        "Kredensial tidak ada atau tidak membuktikan apa pun.",
        "Kirim `Authorization: Bearer <token atau kunci API>`, atau `Authorization: Link <token>` dari surat.",
    ),
    "link-ended": (
        "Tautan ini sudah berakhir: penerimanya tidak lagi bertindak di sini.",
        "Mintalah surat dengan tautan atas nama Anda kepada sekolah.",
    ),
    "role-missing": (
        "Peran Anda tidak cukup; yang diperlukan ada pada `roles`.",
        "Mintalah peran itu kepada kepala sekolah atau admin aliansi.",
    ),
    "scope-missing": (
        "Kunci API ini tidak memiliki cakupan {scope}.",
        "Gunakan kunci yang diterbitkan dengan cakupan {scope}.",
    ),
    "people-only": (
        "Hanya kepala sekolah atau admin aliansi yang boleh, bukan kunci API.",
        "Masuk sebagai anggota dengan salah satu peran pada `roles`.",
    ),
    "not-for-partners": (
        "Ini milik sekolah atau aliansi sendiri: kunci API mitra tidak berlaku di sini.",
        "Baca yang menyebut organisasi Anda: daftarnya pada `readable`, dan di OpenAPI `x-access.partner: true`.",
    ),
    "directory-behind": (
        "Layanan ini sudah beberapa saat tidak menerima kabar dari direktori.",
        "Coba lagi sebentar lagi; bila tetap, periksa Kafka dan pekerja direktori.",
    ),
    "member-unknown": (
        "Tidak semua yang disebut adalah anggota sekolah ini.",
        "Sebutkan anggota menurut daftar anggota sekolah, tanpa yang ada pada `members`; yang baru segera dikenal.",
    ),
    "school-not-heard": ("Layanan ini belum menerima kabar tentang sekolah itu.", "Coba lagi sebentar lagi."),
    "issuer-unavailable": ("Kunci penyedia identitas tidak dapat diambil.", "Coba lagi sebentar lagi."),
}


def register() -> None:
    """Put the words into the catalogue."""
    for code, (detail, mend) in _SENTENCES.items():
        add_words(code, id=Words("", detail, mend))
