"""What is said about meetings: refusals in Indonesian; needs and dates in both languages."""

from typing import Final

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "hold-meeting": (
        "Waktu rapat sudah lewat: tulis notulennya atau batalkan.",
        "The time of the meeting is over: write its minutes, or cancel it.",
    ),
    "document-meeting": (
        "Rapat belum berbukti: lampirkan notulen yang ditandatangani atau daftar hadir.",
        "The meeting lacks evidence: attach signed minutes or a list of who attended.",
    ),
    "reply-to-meeting": ("Undangan rapat belum dijawab.", "The invitation to a meeting is not answered yet."),
    "follow-up": ("Tindak lanjut rapat menunggu.", "A follow-up of a meeting is to be done."),
}

DATES: Final[dict[str, tuple[str, str]]] = {
    "meeting": ("Rapat kemitraan", "Partnership meeting"),
    "follow-up": ("Batas tindak lanjut rapat", "A follow-up of a meeting is due"),
}

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "follow-up-closed": ("Tindak lanjut ini sudah selesai atau dihentikan.", "Sepakati tindak lanjut yang baru."),
    "follow-up-due-before": ("Batasnya sebelum hari rapat.", "Isi hari yang lebih kemudian."),
    "follow-up-without-owner": (
        "Penanggung jawabnya tidak ada, atau lebih dari satu.",
        "Sebutkan satu anggota sekolah atau satu mitra.",
    ),
    "meeting-begun": ("Rapat sudah dimulai.", "Hadirlah, atau mintalah notulennya."),
    "meeting-not-begun": ("Rapat belum dimulai.", "Tulis notulennya setelah dimulai, atau ubah waktunya."),
    "meeting-not-held": ("Rapat ini belum berlangsung.", "Tulis notulennya dahulu."),
    "meeting-not-planned": ("Rapat ini sudah berlangsung atau dibatalkan.", "Undang rapat yang lain."),
    "meeting-with-nobody": ("Tidak ada yang diundang.", "Undang anggota sekolah atau mitra."),
    "meeting-without-agenda": ("Rapat ini tidak beragenda.", "Sebutkan sedikitnya satu acara."),
    "meeting-without-attendance": ("Tidak disebut siapa yang hadir.", "Sebutkan yang hadir."),
    "not-at-the-meeting": ("Pihak ini tidak diundang ke rapat.", "Undang dahulu, atau mintakan kepada pengundang."),
    "not-later": ("Hari itu tidak lebih kemudian.", "Isi hari yang akan datang dan lebih kemudian."),
    "not-your-follow-up": ("Tindak lanjut ini tanggung jawab orang lain.", "Mintakan kepada penanggung jawabnya."),
    "series-begins-in-the-past": (
        "Hari pertamanya sudah lewat.",
        "Isi hari pertama mulai hari ini; tulis notulen rapat terdahulu satu per satu.",
    ),
    "not-your-meeting": ("Hanya staf dan yang diundang dapat melakukannya.", "Mintakan kepada pengundang."),
}
