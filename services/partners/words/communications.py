"""What is said about the communication log: refusals in Indonesian; needs and dates in both languages."""

from typing import Final

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "contact-partner": ("Mitra perlu dihubungi kembali.", "Get in touch with the partner again."),
}

DATES: Final[dict[str, tuple[str, str]]] = {
    "next-contact": ("Hubungi kembali mitra", "Get in touch with a partner again"),
}

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "contact-in-the-future": ("Waktunya belum tiba.", "Isi waktu terjadinya."),
    "next-contact-before": ("Kontak berikutnya sebelum kontak ini.", "Isi hari yang lebih kemudian."),
    "no-contact-awaited": ("Tidak ada kontak berikutnya yang ditunggu.", "Catat tanpa `follows`."),
    "not-a-contact": ("Orang ini bukan kontak mitra tersebut.", "Tambahkan sebagai kontak dahulu."),
    "not-of-this-partner": ("Catatan itu dengan mitra lain.", "Sebutkan catatan dengan mitra ini."),
}
