"""Refusals and needs about the ledger of contributions, in Indonesian (needs also in English)."""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "contribution-confirmed": ("Kontribusi ini sudah dikonfirmasi.", "Koreksi, atau catat yang lain."),
    "contribution-withdrawn": ("Kontribusi ini sudah ditarik.", "Catat yang lain."),
    "disputed-already": ("Kontribusi ini sudah disanggah.", "Tunggu koreksinya, atau konfirmasi."),
    "given-in-the-future": ("Tanggalnya belum tiba.", "Catat yang sudah diberikan."),
    "nothing-corrected": ("Isinya sama dengan yang tercatat.", "Ubah yang salah."),
    "of-another-partnership": ("Program atau MoU ini milik mitra lain.", "Sebutkan milik mitra ini, atau kosongkan."),
    "others-record": ("Pihak lain yang mencatat ini.", "Sanggah saja."),
    "own-record": ("Catatan sendiri tidak dikonfirmasi sendiri.", "Mintakan kepada pihak lain."),
}

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "confirm-contribution": ("Konfirmasi kontribusi ini", "Confirm this contribution"),
    "correct-contribution": ("Kontribusi disanggah: koreksi atau tarik", "Disputed: correct or withdraw it"),
}
