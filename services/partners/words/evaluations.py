"""Refusals, needs and dates of evaluations, in Indonesian (needs and dates also in English)."""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "criteria-not-met": ("Tidak setiap kriteria dinilai satu kali.", "Nilai setiap kriteria satu kali."),
    "due-in-the-past": ("Batas waktunya sudah lewat.", "Isi hari ini atau hari sesudahnya."),
    "evaluation-exists": ("Masa ini sudah mempunyai evaluasi.", "Lanjutkan yang sudah ada, atau pilih masa lain."),
    "evaluation-not-completed": ("Evaluasi belum selesai.", "Tunggu sampai hasilnya ada."),
    "evaluation-not-overdue": ("Mitra masih dapat menjawab.", "Tunggu sampai batas waktunya lewat."),
    "evaluation-over": ("Evaluasi ini sudah selesai atau dibatalkan.", "Buka evaluasi lain."),
    "instrument-not-published": ("Instrumen ini belum berlaku.", "Gunakan instrumen yang diterbitkan aliansi."),
    "no-more-time": ("Batas waktu ini tidak lebih lambat.", "Isi hari yang lebih lambat."),
    "not-of-the-line": ("Hanya jalur koordinasi sekolah yang melakukan ini.", "Mintakan kepada koordinator."),
    "nothing-to-evaluate-yet": ("Masa ini belum berjalan.", "Pilih masa yang sudah dimulai."),
    "off-the-scale": ("Nilai di luar skala.", "Beri nilai di dalam skala instrumen."),
    "other-view-sealed": ("Pihak lain baru saja menilai.", "Kirim nilai sekali lagi."),
    "programme-not-carried-out": ("Program belum atau tidak lagi berjalan.", "Evaluasi program yang berjalan."),
    "school-has-not-scored": ("Sekolah belum menilai.", "Isi nilai sekolah dahulu."),
    "scored-already": ("Pihak ini sudah menilai.", "Tidak perlu tindakan."),
    "seal-broken": ("Nilai yang disegel tidak cocok dengan segelnya.", "Hubungi operator."),
}

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "score-partnership": ("Nilai kemitraan ini", "Score this partnership"),
    "close-evaluation": ("Mitra tidak menjawab: tutup evaluasi atau beri waktu", "No answer: close it or give time"),
    "reflect-on-evaluation": ("Tulis refleksi atas hasil evaluasi", "Reflect on the result of the evaluation"),
}

DATES: Final[dict[str, tuple[str, str]]] = {
    "evaluation-due": ("Batas waktu evaluasi kemitraan", "Partnership evaluation is due"),
}
