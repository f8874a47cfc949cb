"""What is said about industry classes: refusals in Indonesian; needs and dates in both languages."""

from typing import Final

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "close-class": (
        "Kelas industri sudah selesai: catat hasilnya.",
        "The class is over: record its outcomes.",
    ),
    "document-class": ("Kelas industri belum berbukti: lampirkan.", "The class lacks evidence: attach it."),
}

DATES: Final[dict[str, tuple[str, str]]] = {"industry-class": ("Kelas industri", "Industry class")}

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "class-closed": ("Kelas ini sudah ditutup.", "Buka kelas yang lain."),
    "class-outside-agreement": ("Kelas ini di luar masa atau konsentrasi PKS.", "Tetaplah di dalam PKS."),
    "class-without-teacher": ("Kelas ini belum mempunyai pengajar.", "Sebutkan sedikitnya satu guru."),
    "no-class-agreement": ("Tidak ada PKS kelas industri yang berlaku.", "Tandatangani PKS kelas industri dahulu."),
    "not-taught-here": ("Sekolah tidak membuka konsentrasi ini.", "Pilih konsentrasi yang ada di sekolah."),
    "outcomes-do-not-add-up": ("Angka hasilnya tidak cocok.", "Tidak ada yang melebihi jumlah peserta atau tempat."),
}
