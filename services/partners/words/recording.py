"""Refusals and needs of MoUs signed on paper before, or outside, the system, for people."""

from typing import Final

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "name-programme": (
        "Sebutkan program yang dilaksanakan di bawah MoU, supaya dapat dievaluasi dan diperpanjang.",
        "Name the programme carried out under the MoU, so that it can be evaluated and renewed.",
    ),
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
    "mou-number-taken": ("MoU lain sekolah ini sudah bernomor demikian.", "Periksa nomor pada naskahnya."),
    "mou-over": (
        "MoU ini sudah diperpanjang atau diakhiri.",
        "Buat MoU lain untuk program ini, atau sebutkan pada MoU penggantinya.",
    ),
    "cooperation-kind-unknown": (
        "Kode Dapodik ini tidak dikenal.",
        "Tulis jenis kegiatan di kolom `lingkup`, atau kosongkan kodenya.",
    ),
    "partner-ambiguous": ("Beberapa organisasi bernama demikian.", "Isi NIB atau NPWP."),
    "programme-named": ("MoU ini sudah mempunyai program.", "Lanjutkan program itu."),
    "programme-of-another-partner": (
        "Mitra program ini bukan pihak dalam MoU.",
        "Sebutkan program bersama mitra yang menandatangani MoU.",
    ),
    "renewal-without-programme": (
        "Belum disebutkan program apa yang dilaksanakan di bawah MoU lama.",
        "Sebutkan programnya dahulu, lalu evaluasi.",
    ),
    "partner-unknown": (
        "Organisasi ini tidak ada dalam daftar.",
        "Kirim daftar mitra dahulu, atau tulis nama seperti yang terdaftar.",
    ),
}
