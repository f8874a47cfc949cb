"""What is said about achievements: refusals in Indonesian; needs in both languages."""

from typing import Final

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "prove-achievement": (
        "Prestasi belum berbukti: lampirkan piagamnya.",
        "An achievement lacks evidence.",
    ),
}

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "achieved-in-the-future": ("Hari itu belum tiba.", "Isi tanggal prestasinya."),
    "not-among-them": ("Siswa ini tidak tercantum.", "Cantumkan siswanya dahulu."),
    "shown-without-consent": (
        "Belum semua yang disebut memberi persetujuan.",
        "Catat persetujuan masing-masing (wali untuk anak), atau kosongkan id siswanya.",
    ),
    "shown-without-evidence": ("Buktinya belum ada.", "Lampirkan piagamnya dahulu."),
}
