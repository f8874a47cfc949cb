"""What is said about attachments, in Indonesian; English is what the refusals say themselves."""

from typing import Final

from shared.http.words import Words, add_words

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "attachment-gone": ("Lampiran ini sudah dihapus.", "Tidak dapat dikembalikan."),
    "attachment-lost": ("Isi lampiran ini hilang.", "Unggah lagi."),
    "attachment-type-differs": (
        "Isi berkas bukan jenis yang disebutkan ({found}).",
        "Sebutkan jenis yang sebenarnya, atau kirim sebagai application/octet-stream.",
    ),
    "attachment-type-not-taken": ("Berkas jenis ini tidak diterima.", "Kirim salah satu dari: {taken}."),
    "attachment-unknown": ("Lampiran ini tidak ada di sini.", "Unggah dahulu, lalu sebutkan id yang diberikan."),
    "attachments-away": ("Berkas sedang tidak dapat disimpan atau dibaca.", "Coba lagi sebentar lagi."),
    "attachments-not-set": ("Pemasangan ini tidak menyimpan berkas.", "Isi JEMBATAN_ATTACHMENTS_URL."),
    "file-missing": ("Tidak ada berkas.", "Kirim sebagai isi permintaan atau sebagai bagian `file`."),
    "file-too-large": ("Berkas lebih besar dari {limit} byte.", "Kirim paling banyak {limit} byte."),
    "upload-too-slow": ("Berkas tiba terlalu lambat.", "Pakai jaringan yang lebih cepat."),
    "form-not-readable": ("Formulir tidak dapat dibaca.", "Kirim multipart/form-data dengan bagian `file`."),
    "link-expired": ("Tautan ini sudah kedaluwarsa.", "Mintalah lampirannya lagi."),
    "person-unknown": ("Orang ini tidak ada di sini.", "Sebutkan orang dari sekolah ini."),
    "upload-broken-off": ("Sambungan putus sebelum berkas selesai.", "Kirim lagi."),
}


def register() -> None:
    """Put them into the catalogue."""
    for code, (detail, mend) in _SENTENCES.items():
        add_words(code, id=Words("", detail, mend))
