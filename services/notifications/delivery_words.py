"""What refusals about deliveries say in Indonesian: code → (what is wrong, how to mend it). In English they speak."""

from typing import Final

from shared.http import Words, add_words

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "payload-expired": ("Isi yang dikirim sudah tidak disimpan.", "Baca keadaan terkini sebagai gantinya."),
    "delivery-under-way": ("Pengiriman ini sedang berlangsung.", "Lihat dahulu hasilnya."),
}


def register() -> None:
    """Put the words into the catalogue."""
    for code, (detail, mend) in _SENTENCES.items():
        add_words(code, id=Words("", detail, mend))
