"""Refusals about vision and yearly plans, in Indonesian."""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "draft-open": ("Masih ada rancangan.", "Revisi rancangan itu, atau tetapkan dahulu."),
    "no-draft-open": ("Versi ini sudah ditetapkan.", "Susun rancangan versi berikutnya dahulu."),
    "other-school-year": ("Tahun ajaran rencana tidak diganti.", "Susun rencana untuk tahun ajaran lain."),
}

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "endorse-vision": ("Tanggapi rancangan visi sekolah", "Endorse the draft of the vision or object"),
    "adopt-vision": ("Tetapkan visi sekolah", "Adopt the school's vision"),
    "endorse-plan": ("Tanggapi rancangan rencana tahunan", "Endorse the draft of the yearly plan or object"),
    "adopt-plan": ("Tetapkan rencana kemitraan tahunan", "Adopt the yearly partnership plan"),
}
