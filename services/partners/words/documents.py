"""What stands on printed documents and on the page that proves them, in Indonesian and English."""

from typing import Final

from shared.http.words import Language

Said = tuple[str, str]

SENTENCES: Final[dict[str, Said]] = {
    "printing-busy": ("Terlalu banyak yang sedang dicetak.", "Coba lagi sebentar lagi."),
}

TITLES: Final[dict[str, Said]] = {
    "mou": ("Nota Kesepahaman", "Memorandum of Understanding"),
    "agreement": ("Perjanjian Kerja Sama", "Cooperation Agreement"),
    "addendum": ("Adendum", "Addendum"),
}

STATES: Final[dict[str, Said]] = {
    "drafted": ("Rancangan, belum berlaku", "Draft, not in force"),
    "in_review": ("Dalam telaah, belum berlaku", "In review, not in force"),
    "signed": ("Ditandatangani semua pihak", "Signed by every party"),
    "active": ("Berlaku", "In force"),
    "suspended": ("Ditangguhkan", "Suspended"),
    "expired": ("Berakhir", "Expired"),
    "renewed": ("Berakhir, sudah diperpanjang", "Over, renewed by another"),
    "terminated": ("Diakhiri", "Terminated"),
    "ended": ("Berakhir", "Over"),
    "withdrawn": ("Ditarik", "Withdrawn"),
}
"""Of MoUs, agreements and addenda."""

HOLDS: Final = frozenset({"signed", "active"})
"""In these states a paper needs no warning."""

WAYS: Final[dict[str, Said]] = {
    "account": ("melalui akun penanda tangan yang berwenang", "by the account of an authorised signatory"),
    "key": ("melalui sistem organisasi", "by the organisation's own system"),
    "link": ("melalui tautan pribadi", "by a personal link"),
    "paper": ("di atas kertas, pindaian disimpan", "on paper, the scan is kept"),
}
"""How a party signed."""

LABELS: Final[dict[str, Said]] = {
    "period": ("Masa berlaku", "Period"),
    "kind": ("Jenis kegiatan", "Kind of activity"),
    "scope": ("Lingkup", "Scope"),
    "concentrations": ("Konsentrasi keahlian", "Expertise concentrations"),
    "notice": ("Pemberitahuan pengakhiran", "Notice of termination"),
    "under": ("Berdasarkan MoU", "Under the MoU"),
    "sites": ("Lokasi", "Sites"),
    "quota": ("Kuota", "Quota"),
    "insurance": ("Asuransi", "Insurance"),
    "funding": ("Pembiayaan", "Funding"),
    "amends": ("Mengubah naskah", "Amends the content"),
    "carries": ("Melanjutkan PKS", "Carries on agreements"),
}

SIDES: Final[dict[str, Said]] = {
    "school": ("Sekolah", "School"),
    "organisation": ("Mitra", "Partner"),
    "government": ("Pemerintah", "Government"),
    "parents": ("Orang tua", "Parents"),
}

CLAUSES: Final[dict[tuple[str, str], Said]] = {
    ("school", "right"): ("Hak sekolah", "Rights of the school"),
    ("school", "duty"): ("Kewajiban sekolah", "Duties of the school"),
    ("organisation", "right"): ("Hak mitra", "Rights of the partner"),
    ("organisation", "duty"): ("Kewajiban mitra", "Duties of the partner"),
}

KINDS: Final[dict[str, Said]] = {
    "placement": ("praktik kerja lapangan (PKL)", "student placement"),
    "teacher_internship": ("magang guru", "teacher internship"),
    "guest_teaching": ("guru tamu", "guest teaching"),
    "curriculum": ("kurikulum", "curriculum"),
    "curriculum_alignment": ("penyelarasan kurikulum", "curriculum alignment"),
    "production_unit": ("unit produksi", "production unit"),
    "certification": ("sertifikasi", "certification"),
    "recruitment": ("rekrutmen", "recruitment"),
    "industry_class": ("kelas industri", "industry class"),
    "transport": ("transportasi", "transport"),
    "allowance": ("uang saku", "allowance"),
    "insurance": ("asuransi", "insurance"),
    "honorarium": ("honorarium", "honorarium"),
    "equipment": ("peralatan", "equipment"),
}
"""Of activities and of money; another one is shown as it is called."""


UNKNOWN: Final[tuple[Said, Said]] = (
    ("Dokumen ini tidak dikenal", "This document is not known here"),
    (
        "Periksa alamat pada dokumen, atau pindai lagi kodenya. Bila tetap tidak dikenal, tanyakan kepada sekolah.",
        "Check the address on the paper, or scan its code again. If it stays unknown, ask the school.",
    ),
)
"""Headline, and what to do."""
LATER: Final[tuple[Said, Said]] = (
    ("Dokumen ini belum dapat diperiksa", "This document cannot be checked right now"),
    (
        "Coba lagi sebentar lagi. Ini tidak berarti dokumennya tidak asli.",
        "Try again in a moment. This does not mean that the paper is not genuine.",
    ),
)
"""Headline, and what to do."""


def say(said: Said, language: Language) -> str:
    """The one of the two."""
    return said[0] if language == "id" else said[1]


def say_kind(kind: str, language: Language) -> str:
    """An activity's kind or a purpose of money."""
    return say(KINDS[kind], language) if kind in KINDS else kind.replace("_", " ")


def say_rupiah(amount: int, language: Language) -> str:
    """`Rp16.800`."""
    return "Rp" + (f"{amount:,}".replace(",", ".") if language == "id" else f"{amount:,}")
