"""What the pages behind letters' links say, in Indonesian and English."""

from typing import Final

from shared.http.words import Words, add_words
from shared.pages.words import Said

WORDS: Final[dict[str, Said]] = {
    "brand": ("Jembatan", "Jembatan"),
    "leave": ("Tutup", "Close"),
    "open-title": ("Buka tautan Anda", "Open your link"),
    "open-lead": (
        "Tautan dalam surat Anda membuka halaman ini tanpa akun. Belum ada yang dijawab dengan membukanya.",
        "The link in your letter opens this page without an account. Opening it answers nothing yet.",
    ),
    "open-help": (
        "Terisi sendiri bila Anda membuka tautan di surat. Bila kosong, tempel tautannya di sini.",
        "It fills itself in when you open the link in the letter. If it is empty, paste the link here.",
    ),
    "closed-title": ("Tautan ini tidak dapat dibuka", "This link cannot be opened"),
    "left-title": ("Halaman sudah ditutup", "The page is closed"),
    "left-lead": (
        "Untuk kembali, buka lagi tautan di surat Anda. Anda boleh menutup jendela ini.",
        "To come back, open the link in your letter again. You can close this window.",
    ),
    "done-lead": (
        "Tautan ini sekarang tidak dapat dipakai lagi. Anda boleh menutup jendela ini.",
        "This link is of no further use. You can close this window.",
    ),
    "you": ("Anda", "You"),
    "answer": ("Jawaban Anda", "Your answer"),
    "to-answer": ("Ke jawaban", "Go to the answer"),
    "about": ("Ringkasan", "In short"),
    "optional": ("opsional", "optional"),
    "download": ("Unduh PDF", "Download as PDF"),
    "fingerprint": ("Sidik isi", "Fingerprint"),
    "fingerprint-help": (
        "Sidik jari (SHA-256) dari isi yang Anda baca. Jawaban Anda berlaku hanya untuk isi ini.",
        "The SHA-256 of what you read. Your answer holds for this content alone.",
    ),
    "not-done": ("Jawaban belum tersimpan", "Your answer was not recorded"),
    "written": ("Yang sudah Anda tulis, agar dapat disalin:", "What you had written, so that you can copy it:"),
    "answer-until": ("Dapat dijawab di sini sampai", "Can be answered here until"),
    "yours-alone": (
        "Halaman ini dari {school}. Tautannya hanya untuk Anda dan berlaku sampai {until}; jangan teruskan suratnya.",
        "This page is from {school}. Its link is yours alone and valid until {until}; do not forward the letter.",
    ),
}

_REFUSALS: Final[dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]]] = {
    "link-expired": (
        (
            "Tautan ini sudah tidak berlaku",
            "Masa berlakunya sudah lewat.",
            "Hubungi sekolah yang mengirim surat dan minta surat baru; tautan di dalamnya membuka halaman yang sama.",
        ),
        (
            "This link is no longer valid",
            "Its time is over.",
            "Contact the school that wrote to you and ask for a new letter; its link opens the same page.",
        ),
    ),
    "link-unreadable": (
        (
            "Tautan ini tidak lengkap",
            "Ini bukan tautan utuh dari surat kami; mungkin terpotong saat disalin.",
            "Buka tautan langsung dari suratnya, atau salin seluruhnya.",
        ),
        (
            "This link is not complete",
            "It is not a whole link from a letter of ours; perhaps it was cut off when it was copied.",
            "Open the link in the letter itself, or copy all of it.",
        ),
    ),
    "link-of-another-letter": (
        (
            "Ini tautan dari surat lain",
            "Tautan ini utuh, tetapi untuk halaman lain.",
            "Buka langsung dari suratnya.",
        ),
        (
            "This is the link of another letter",
            "The link is complete, and opens another page than this one.",
            "Open it in its own letter.",
        ),
    ),
    "link-page-closed": (
        (
            "Buka tautan di surat Anda",
            "Halaman ini hanya terbuka beberapa jam setelah tautan dibuka. Jawaban yang sudah dikirim tetap tersimpan.",
            "Buka sekali lagi tautan di surat Anda. Bila halaman ini muncul lagi, izinkan kuki di peramban Anda.",
        ),
        (
            "Open the link in your letter",
            "This page stays open for some hours after the link was opened. Answers that were sent are kept.",
            "Open the link in your letter once more. If this page comes again, allow cookies in your browser.",
        ),
    ),
    "link-page-ended": (
        (
            "Tautan ini sudah berakhir",
            (
                "Yang dituju tidak lagi menunggu jawaban melalui tautan ini: mungkin sudah dialihkan kepada rekan, "
                "diganti, atau dibatalkan."
            ),
            "Tanyakan kepada sekolah bila Anda masih mengharapkan dapat menjawab.",
        ),
        (
            "This link has ended",
            (
                "What it was about does not wait for an answer by this link any more: perhaps it was passed on to a "
                "colleague, replaced or called off."
            ),
            "Ask the school if you still expected to answer.",
        ),
    ),
    "link-page-over": (
        (
            "Tautan ini sudah berakhir",
            "Penerima surat ini bukan narahubung lagi.",
            "Bila Anda masih ingin menjawab, hubungi sekolah yang mengirim surat.",
        ),
        (
            "This link has ended",
            "Whom the letter was sent to is not known as a contact any more.",
            "If you still want to answer, contact the school that wrote to you.",
        ),
    ),
}
"""Code → title, detail and mend, in Indonesian and in English."""


def register() -> None:
    """Put the words into the catalogue."""
    for code, (indonesian, english) in _REFUSALS.items():
        add_words(code, id=Words(*indonesian), en=Words(*english))
