"""What every page says, in Indonesian and English; a site adds its own words and may say these otherwise."""

from typing import Any, Final

from shared.http.words import LANGUAGES, Language, Words, add_words

Said = tuple[str, str]
"""Indonesian, English."""
FormWords = tuple[Said, Said, Said]
"""Of a form: title, lead, button."""

WORDS: Final[dict[str, Said]] = {
    "skip": ("Langsung ke isi", "Skip to the content"),
    "leave": ("Keluar", "Leave"),
    "session-until": ("Sesi ini berakhir {until}.", "This session ends at {until}."),
    "back": ("Kembali", "Back"),
    "open-do": ("Buka", "Open"),
    "open-link": ("Tautan", "Link"),
    "open-help": (
        "Tempel tautan yang Anda terima, bila kolom ini kosong.",
        "Paste the link that you were sent, if this field is empty.",
    ),
    "refused-title": ("Tidak dapat dilakukan", "That cannot be done"),
    "over-title": ("Tidak perlu dijawab lagi", "No answer is needed any more"),
    "request-id": ("Nomor permintaan", "Request"),
}

_REFUSALS: Final[dict[str, Said]] = {
    "form-foreign": ("Formulir ini tidak dikirim dari halaman ini.", "Kembali ke halamannya lalu jawab di sana."),
    "form-unreadable": ("Formulir ini tidak dapat dibaca.", "Muat ulang halaman lalu kirim lagi."),
    "page-unknown": ("Tidak ada halaman di alamat ini.", "Periksa alamatnya, atau buka lagi tautan Anda."),
    "form-too-large": ("Formulir ini terlalu besar.", "Kirim lebih sedikit."),
    "form-not-valid": ("Ada yang belum diisi atau belum sesuai.", "Periksa yang ditandai di bawah."),
}
"""Code → detail and mend in Indonesian; in English the refusals speak for themselves."""

_ENGLISH: Final[dict[str, Said]] = {
    "form-unreadable": ("The form could not be read.", "Load the page anew and send it again."),
    "page-unknown": ("There is no page at this address.", "Check the address, or open your link once more."),
    "form-not-valid": ("Something is missing or does not fit.", "Look at what is marked below."),
}
"""Of what no rule of ours refuses."""


def speak(said: Said, language: Language, **facts: Any) -> str:
    """The one of the two, with facts filled in by name."""
    words = said[LANGUAGES.index(language)]
    return words.format(**facts) if facts else words


def register() -> None:
    """Put the words into the catalogue."""
    for code, (detail, mend) in _REFUSALS.items():
        add_words(code, id=Words("", detail, mend), en=Words("", *_ENGLISH[code]) if code in _ENGLISH else None)
