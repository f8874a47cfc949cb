"""What is said about curriculum alignments: refusals in Indonesian; needs in both languages."""

from typing import Final

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "sign-off-curriculum": (
        "Hasil sinkronisasi kurikulum menunggu persetujuan mitra.",
        "A curriculum waits for the partner's sign-off.",
    ),
    "document-curriculum": (
        "Kurikulum yang disepakati belum berdokumen: lampirkan.",
        "The curriculum that was signed off has no document: attach it.",
    ),
    "offer-curriculum": ("Versi kurikulum siap diajukan kepada mitra.", "A version is ready for the partner."),
    "revise-curriculum": ("Mitra menolak versi ini: perbaiki.", "The partner refused the version: write another."),
}

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "code-twice": ("Satu unit atau kompetensi tercantum dua kali.", "Beri setiap butir kodenya sendiri."),
    "no-teacher-among-authors": ("Tidak ada guru di antara penulisnya.", "Sebutkan seorang guru sebagai penulis."),
    "nothing-offered": ("Tidak ada versi yang diajukan kepada mitra.", "Ajukan versi terbaru dahulu."),
    "nothing-to-offer": ("Versi terbaru bukan rancangan.", "Tulis versi berikutnya dahulu."),
}
