"""Words of the page on which a partnership is scored."""

from typing import Final

from shared.pages import Said

TITLE: Final[Said] = ("Penilaian kemitraan dengan sekolah", "The partnership with a school, as you see it")
KIND: Final[Said] = ("Penilaian kemitraan", "Evaluation of the partnership")
HEADING: Final[Said] = ("Bagaimana kemitraan dengan {school}?", "How do you see the partnership with {school}?")
LEAD: Final[Said] = (
    (
        "{school} dan {organisation} menilai kemitraan ini, masing-masing sendiri. Nilai Anda baru dapat dilihat "
        "setelah kedua pihak menilai."
    ),
    (
        "{school} and {organisation} judge their partnership, each on its own. Your scores can be seen only once both "
        "sides have given theirs."
    ),
)
PROGRAMME: Final[Said] = ("Program", "Programme")
PERIOD: Final[Said] = ("Masa yang dinilai", "Period that is judged")
DUE: Final[Said] = ("Mohon dinilai sampai", "Please answer by")
SCORED: Final[Said] = ("Sudah menilai", "Has scored")
NOT_SCORED: Final[Said] = ("Belum menilai", "Has not scored")
WHO: Final[Said] = ("Siapa yang sudah menilai", "Who has scored")
WE_SCORED: Final[Said] = (
    "Nilai dari {organisation} sudah diterima dan disegel sampai sekolah menilai. Nilai itu tidak dapat diubah.",
    "The scores of {organisation} are in, and sealed until the school has given its own. They cannot be changed.",
)
COMPLETED: Final[Said] = (
    "Evaluasi selesai; hasilnya ada di bawah.",
    "The evaluation is complete; see the result below.",
)
CANCELLED: Final[Said] = (
    "Sekolah membatalkan evaluasi ini; tidak ada yang perlu dinilai.",
    "The school called this evaluation off; there is nothing to score.",
)
RESULT: Final[Said] = ("Hasil", "Result")
CRITERION: Final[Said] = ("Kriteria", "Criterion")
REMARK_OF: Final[Said] = ("Catatan {who}", "Remark of {who}")
FORM: Final[Said] = ("Nilai dari {organisation}", "Scores of {organisation}")
FORM_LEAD: Final[Said] = (
    "Beri nilai {least} sampai {most} untuk setiap kriteria. Setelah dikirim, nilai tidak dapat diubah.",
    "Score each criterion from {least} to {most}. Once sent, scores cannot be changed.",
)
WEIGHT: Final[Said] = ("{label} (bobot {weight} %)", "{label} (weight {weight} %)")
LEAST: Final[Said] = ("{points} = paling rendah", "{points} = lowest")
MOST: Final[Said] = ("{points} = paling tinggi", "{points} = highest")
SCALE_HELP: Final[Said] = ("Bilangan bulat dari {least} sampai {most}.", "A whole number from {least} to {most}.")
REMARK: Final[Said] = ("Catatan", "Remark")
REMARK_HELP: Final[Said] = (
    "Hal yang berjalan baik atau perlu diperbaiki. Terlihat bersama nilainya.",
    "What went well or should be better. Seen together with the scores.",
)
DO: Final[Said] = ("Kirim nilai", "Send the scores")
DONE: Final[Said] = ("Terima kasih, nilai Anda sudah diterima.", "Thank you, your scores are in.")
