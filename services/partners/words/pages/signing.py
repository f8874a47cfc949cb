"""Words of the pages on which documents are signed."""

from collections.abc import Mapping
from typing import Final

from shared.pages import FormWords, Said

TITLE_MOU: Final[Said] = ("Nota kesepahaman untuk Anda tanda tangani", "A memorandum of understanding to sign")
TITLE_AGREEMENT: Final[Said] = ("Perjanjian kerja sama untuk Anda tanda tangani", "A cooperation agreement to sign")
TITLE_ADDENDUM: Final[Said] = ("Adendum untuk Anda tanda tangani", "An addendum to sign")

LEAD: Final[Said] = (
    "{school} meminta Anda menandatangani {kind} ini atas nama {organisation}.",
    "{school} asks you to sign this {kind} on behalf of {organisation}.",
)
SIGNED_LEAD: Final[Said] = (
    "Antara {school} dan {organisation}. Naskah {kind} ini dapat Anda baca dan unduh di sini.",
    "Between {school} and {organisation}. You can read and download this {kind} here.",
)
PARTIES: Final[Said] = ("Para pihak", "Parties")
TEXT: Final[Said] = ("Naskah", "Text")
SIGNATURES: Final[Said] = ("Tanda tangan", "Signatures")
SIGNED_ON: Final[Said] = ("Ditandatangani {day}", "Signed on {day}")
HAS_REFUSED: Final[Said] = ("Menolak isi ini", "Refused this content")
WAITS: Final[Said] = ("Belum", "Not yet")

WE_SIGNED: Final[Said] = (
    "{organisation} sudah menandatangani pada {at}. Tidak ada lagi yang perlu Anda lakukan.",
    "{organisation} signed on {at}. There is nothing more for you to do.",
)
OTHERS_WAIT: Final[Said] = ("Belum semua pihak menandatangani.", "Not every party has signed yet.")
STATE: Final[Said] = ("Keadaan naskah: {state}.", "The document is: {state}.")
FROM: Final[Said] = ("Berlaku mulai {day}.", "In force from {day}.")
WE_REFUSED: Final[Said] = (
    (
        "{organisation} menolak menandatangani isi ini. Selama naskahnya belum diubah, Anda masih dapat "
        "menandatanganinya bila berubah pikiran."
    ),
    (
        "{organisation} refused to sign this content. While it stands unchanged you can still sign if you think better "
        "of it."
    ),
)
WE_ANSWERED: Final[Said] = (
    "{organisation} sudah memberi jawaban dalam putaran telaah ini. Anda tetap dapat menandatangani naskah ini.",
    "{organisation} has answered in this round of the review. You can sign this text all the same.",
)
BEING_CHANGED: Final[Said] = (
    "{school} sedang mengubah naskah ini. Setelah diajukan lagi, tautan ini membuka naskah yang baru.",
    "{school} is changing this text. Once it is submitted again, this link opens the new one.",
)
NOT_OPEN: Final[Said] = (
    "Saat ini tidak ada yang perlu ditandatangani. Keadaan naskah: {state}.",
    "There is nothing to sign at present. The document is: {state}.",
)

SIGN: Final[Said] = ("Tandatangani", "Sign")
SIGN_LEAD: Final[Said] = (
    "Dengan menekan tombol, {organisation} menandatangani isi di atas. Nama Anda, waktu, dan sidik isinya dicatat.",
    (
        "By pressing the button {organisation} signs the content above. Your name, the time and the fingerprint of the "
        "content are recorded."
    ),
)
SIGN_DO: Final[Said] = ("Tandatangani sekarang", "Sign now")
SURE: Final[Said] = (
    "Saya sudah membaca naskah ini dan berwenang menandatanganinya atas nama {organisation}.",
    "I have read this text and am authorised to sign it on behalf of {organisation}.",
)
CHANGES: Final[FormWords] = (
    ("Meminta perubahan naskah", "Ask for changes to the text"),
    (
        "Sekolah membaca permintaan Anda dan mengajukan naskah yang diubah.",
        "The school reads what you ask for and submits a changed text.",
    ),
    ("Kirim permintaan", "Send what I ask for"),
)
WHICH_CHANGES: Final[Said] = ("Apa yang perlu diubah?", "What should be changed?")
DELEGATE: Final[FormWords] = (
    ("Mengalihkan kepada rekan yang berwenang", "Pass it on to a colleague who may sign"),
    (
        "Rekan Anda menerima surat dengan tautannya sendiri. Tautan Anda sesudahnya tidak berlaku lagi.",
        "Your colleague gets a letter with a link of their own. Your link ends with that.",
    ),
    ("Alihkan kepada rekan ini", "Pass it on to this colleague"),
)
LETTER_IN: Final[Said] = ("Bahasa surat", "Language of the letter")
REFUSE: Final[FormWords] = (
    ("Menolak menandatangani", "Refuse to sign"),
    (
        "Penolakan berlaku untuk isi ini. Bila sekolah mengubah naskahnya, Anda akan diminta lagi.",
        "A refusal is about this content. If the school changes the text, you are asked again.",
    ),
    ("Tolak naskah ini", "Refuse this text"),
)
WHY_NOT: Final[Said] = ("Alasan", "Reason")
WHY_HELP: Final[Said] = ("Dibaca oleh para pihak.", "The parties read it.")

DONE_SIGNED: Final[Said] = ("Terima kasih, tanda tangan Anda tercatat.", "Thank you, your signature is recorded.")
DONE_REFUSED: Final[Said] = (
    "Penolakan Anda tercatat, beserta alasannya.",
    "Your refusal is recorded, with its reason.",
)
DONE_DELEGATED: Final[Said] = (
    "Sudah dialihkan: rekan Anda akan menerima surat",
    "Passed on: your colleague gets a letter",
)
DONE_CHANGES: Final[Said] = (
    "Permintaan Anda sudah sampai di sekolah.",
    "The school has what you asked for.",
)

REFUSALS: Final[Mapping[str, tuple[Said, Said]]] = {
    "content-changed": (
        ("Naskahnya diubah sejak Anda membacanya.", "The text was changed since you read it."),
        (
            "Di atas sekarang tertulis naskah yang baru. Baca lagi sebelum menjawab.",
            "What you see above now is the new text. Read it again before you answer.",
        ),
    ),
    "nothing-to-sign": (
        ("Saat ini tidak ada yang dapat ditandatangani.", "There is nothing to sign at present."),
        ("Lihat keadaannya di atas.", "See above how it stands."),
    ),
}
"""What the API says to programs, said to people."""
