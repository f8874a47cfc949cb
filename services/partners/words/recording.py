"""Refusals and needs of MoUs signed on paper before, or outside, the system, for people."""

from typing import Final

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "add-scan": ("MoU yang dicatat belum mempunyai pindaian: unggah.", "A recorded MoU has no scan: add it."),
}

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "concentrations-unknown": (
        "Direktori tidak mengenal konsentrasi keahlian sekolah ini.",
        "Sebutkan konsentrasi yang dicakup MoU.",
    ),
    "mou-not-recorded": (
        "MoU ini ditandatangani di sini, pihak demi pihak.",
        "Sertakan pindaian bersama tanda tangan di kertas.",
    ),
    "mou-number-taken": ("Sekolah sudah mencatat MoU lain dengan nomor ini.", "Periksa nomornya."),
    "cooperation-kind-unknown": (
        "Kode Dapodik ini tidak dikenal.",
        "Tulis jenis kegiatan di kolom `lingkup`, atau kosongkan kodenya.",
    ),
    "partner-ambiguous": ("Beberapa organisasi bernama demikian.", "Isi NIB atau NPWP."),
    "partner-unknown": (
        "Organisasi ini tidak ada dalam daftar.",
        "Kirim daftar mitra dahulu, atau tulis nama seperti yang terdaftar.",
    ),
}
