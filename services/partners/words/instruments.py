"""Refusals about instruments, in Indonesian."""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "criterion-twice": ("Dua kriteria memakai kode yang sama.", "Beri setiap kriteria kode sendiri."),
    "instrument-retired": ("Instrumen ini sudah tidak dipakai.", "Gunakan atau susun instrumen lain."),
    "nothing-to-publish": ("Tidak ada rancangan.", "Ubah instrumennya dahulu."),
    "scale-empty": ("Skala hanya mempunyai satu nilai.", "Isi batas atas di atas batas bawah."),
    "weights-not-whole": ("Jumlah bobot bukan 100 persen.", "Ubah bobot sehingga jumlahnya 100 persen."),
}
