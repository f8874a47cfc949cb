"""Refusals about skills, in Indonesian."""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "level-not-stated": ("Tidak ada tingkat yang dapat diakhiri.", "Sebutkan yang diminta atau diajarkan sekarang."),
    "level-stated": ("Tingkat ini sudah tercatat.", "Catat tingkat lain, atau akhiri."),
    "since-too-early": ("Catatan sebelumnya mencakup hari ini.", "Isi hari pertama yang lebih lambat."),
    "skill-code-taken": ("Kode ini sudah ada dalam daftar.", "Gunakan yang sudah ada, atau kode lain."),
    "skill-retired": ("Keterampilan ini tidak dipakai lagi.", "Gunakan yang lain dari daftar."),
    "source-not-named": ("Sumbernya tidak disebutkan.", "Isi id penyelarasan atau kelas industrinya."),
    "too-many-months": ("Masa ini terlalu panjang.", "Minta paling banyak 120 bulan."),
    "until-too-early": ("Berakhir sebelum dimulai.", "Isi hari sesudah hari pertama."),
}
