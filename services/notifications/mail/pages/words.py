"""What the pages say, in Indonesian and English."""

from typing import Final

from shared.http.words import Words, add_words
from shared.pages import Said

WORDS: Final[dict[str, Said]] = {
    "brand": ("Jembatan", "Jembatan"),
    "confirm-title": ("Konfirmasi alamat", "Confirm your address"),
    "confirm-text": (
        "Tekan tombol untuk menerima pemberitahuan di alamat ini.",
        "Press the button to be told at this address.",
    ),
    "confirm-do": ("Konfirmasi alamat saya", "Confirm my address"),
    "confirmed-title": ("Alamat dikonfirmasi", "Address confirmed"),
    "confirmed-text": (
        "Pemberitahuan akan dikirim ke alamat ini. Halaman ini boleh ditutup.",
        "You will be told at this address. You can close this page.",
    ),
    "unsubscribe-title": ("Berhenti menerima surel", "Stop these messages"),
    "unsubscribe-text": (
        "Tekan tombol agar tidak ada lagi yang dikirim ke alamat ini.",
        "Press the button and nothing more is sent to this address.",
    ),
    "unsubscribe-do": ("Berhenti sekarang", "Stop now"),
    "unsubscribed-title": ("Tidak ada lagi yang dikirim", "Nothing more is sent"),
    "unsubscribed-text": (
        "Anda dapat mengaktifkannya kembali dengan meminta surel konfirmasi di Jembatan.",
        "To be told again, ask for a confirmation message in Jembatan.",
    ),
    "removed-title": ("Tidak ada lagi yang dikirim", "Nothing more is sent"),
    "removed-text": (
        "Alamat ini sudah dihapus. Untuk menerima pemberitahuan lagi, daftarkan kembali di Jembatan.",
        "This address was removed. To be told again, register it anew in Jembatan.",
    ),
}
"""Key → Indonesian, English. Of a page: title, text, and the word on its button where it has one."""

_CLOSED: Final = (
    Words(
        "Tautan ini tidak berlaku lagi",
        "Masa berlakunya sudah lewat, alamatnya sudah berganti, atau tautannya tidak tersalin utuh.",
        "Buka tautan langsung di surel terbaru, atau minta surel konfirmasi lagi di Jembatan.",
    ),
    Words(
        "This link is out of date",
        "Its time is over, the address is another one now, or the link was not copied whole.",
        "Open the link in the newest message itself, or ask for another confirmation message in Jembatan.",
    ),
)


def register() -> None:
    """Put the words into the catalogue."""
    indonesian, english = _CLOSED
    add_words("mail-link-closed", id=indonesian, en=english)
