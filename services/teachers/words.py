"""What the refusals of the teachers service say in Indonesian. In English they speak for themselves."""

from typing import Final

from shared.http.words import Words, add_words

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "internship-ended": ("Magang ini sudah berakhir.", "Usulkan magang yang baru."),
    "internship-still-running": ("Magang ini belum selesai.", "Serahkan laporan setelah hari terakhir."),
    "internships-overlap": (
        "Guru ini sudah magang pada hari-hari itu.",
        "Pilih hari di luar magang tersebut, atau batalkan magang itu.",
    ),
    "member-is-a-teacher": (
        "Anggota ini sudah terdaftar sebagai guru.",
        "Gunakan guru yang sudah ada, atau sebutkan anggota lain.",
    ),
    "no-report": ("Laporan magang belum ada.", "Mintalah laporan kepada guru."),
    "no-substitute": ("Jam pelajaran yang ditinggalkan belum ada penggantinya.", "Sebutkan guru pengganti."),
    "not-disseminated": ("Hasil magang belum diimbaskan kepada siapa pun.", "Catat sedikitnya satu pengimbasan."),
    "not-held-yet": ("Hari itu belum tiba.", "Catat pengimbasan setelah berlangsung."),
    "not-the-principal": ("Hanya kepala sekolah yang menyetujui magang.", "Mintalah kepada kepala sekolah."),
    "not-the-teacher": ("Laporan dibuat oleh guru yang magang.", "Biarkan guru itu menyerahkannya."),
    "nuptk-taken": (
        "Guru dengan NUPTK ini sudah terdaftar di sekolah.",
        "Gunakan guru yang sudah ada, atau perbaiki nomornya.",
    ),
    "own-substitute": ("Guru tidak dapat menggantikan dirinya sendiri.", "Sebutkan rekan guru."),
    "period-empty": ("Magang berakhir sebelum mulai.", "Isi hari terakhir setelah hari pertama."),
    "person-erased": ("Data pribadi guru ini sudah dihapus.", "Daftarkan guru itu kembali."),
    "wrong-state": ("Ini tidak dapat dilakukan pada status sekarang.", "Periksa statusnya."),
}


def register() -> None:
    """Put the words into the catalogue."""
    for code, (detail, mend) in _SENTENCES.items():
        add_words(code, id=Words("", detail, mend))
