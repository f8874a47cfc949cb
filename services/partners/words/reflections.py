"""Refusals about the principal's reflections, in Indonesian."""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "evaluation-of-another": ("Evaluasi ini tentang hal lain.", "Sebutkan evaluasi tentang hal yang sama."),
    "not-about-one-thing": ("Refleksi tentang satu mitra, program atau tahun.", "Sebutkan tepat satu."),
    "only-principal-reflects": ("Hanya kepala sekolah yang menulis refleksi.", "Mintakan kepada kepala sekolah."),
    "reflection-shared": ("Refleksi sudah dibagikan dan tidak berubah.", "Tulis refleksi yang baru."),
}
