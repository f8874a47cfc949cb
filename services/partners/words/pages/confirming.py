"""Words of the page on which an entry of the ledger is confirmed."""

from collections.abc import Mapping
from typing import Final

from services.partners.domain.contribution import ContributionKind, Side
from shared.pages import Said

TITLE: Final[Said] = ("Kontribusi dalam kemitraan", "A contribution to the partnership")
KIND: Final[Said] = ("Kontribusi kemitraan", "Contribution to the partnership")
HEADING: Final[Mapping[Side, Said]] = {
    "partner": ("Yang diberikan {organisation}", "What {organisation} gave"),
    "school": ("Yang diberikan {school}", "What {school} gave"),
}
LEAD: Final[Said] = (
    "{school} mencatat kontribusi ini dan meminta {organisation} memastikan bahwa catatannya benar.",
    "{school} wrote this down and asks {organisation} whether it was so.",
)
WHAT: Final[Mapping[ContributionKind, Said]] = {
    "time": ("Waktu", "Time"),
    "places": ("Tempat", "Places"),
    "equipment": ("Peralatan", "Equipment"),
    "money": ("Uang", "Money"),
}
AMOUNT: Final[Mapping[ContributionKind, Said]] = {
    "time": ("{amount} menit", "{amount} minutes"),
    "places": ("{amount} tempat", "{amount} places"),
    "equipment": ("{amount} buah", "{amount} pieces"),
    "money": ("Rp{amount}", "Rp{amount}"),
}
BY: Final[Said] = ("Diberikan oleh", "Given by")
ON: Final[Said] = ("Tanggal", "On")
ABOUT: Final[Said] = ("Keterangan", "What it was")
EARLIER: Final[Said] = ("Catatan sebelumnya", "Written before")
CONFIRMED: Final[Said] = ("Sudah dikonfirmasi. Terima kasih.", "It is confirmed. Thank you.")
DISPUTED: Final[Said] = (
    "Disanggah. Sekolah akan memperbaiki catatannya; bila ternyata benar, Anda masih dapat mengonfirmasi.",
    "It is disputed. The school corrects what it wrote; if it was right after all, you can still confirm it.",
)
WITHDRAWN: Final[Said] = ("Catatan ini sudah ditarik oleh sekolah.", "The school took this entry back.")
OWN: Final[Said] = (
    "Ini dicatat oleh pihak Anda sendiri; sekolah yang mengonfirmasinya.",
    "Your own side wrote this; the school confirms it.",
)
CONFIRM: Final[Said] = ("Benar", "It was so")
CONFIRM_LEAD: Final[Said] = (
    "Dengan mengonfirmasi, kontribusi ini dihitung dalam laporan kemitraan kedua pihak.",
    "Once confirmed, it counts in what both sides report of the partnership.",
)
CONFIRM_DO: Final[Said] = ("Ya, benar", "Yes, it was so")
DISPUTE: Final[Said] = ("Tidak benar", "It was otherwise")
DISPUTE_LEAD: Final[Said] = (
    "Tulis bagaimana yang sebenarnya; sekolah memperbaiki catatannya.",
    "Say how it was; the school corrects what it wrote.",
)
DISPUTE_DO: Final[Said] = ("Sanggah catatan ini", "Dispute it")
HOW: Final[Said] = ("Bagaimana yang sebenarnya?", "How was it?")
DONE_CONFIRMED: Final[Said] = ("Terima kasih, konfirmasi Anda tercatat.", "Thank you, your confirmation is recorded.")
DONE_DISPUTED: Final[Said] = ("Sanggahan Anda sudah sampai di sekolah.", "The school has what you wrote.")
