"""What is said about activities: refusals in Indonesian; figures, needs and dates in both languages."""

from typing import Final

FIGURES: Final[dict[str, tuple[str, str]]] = {
    "beneficiaries": ("Penerima manfaat", "Beneficiaries"),
    "families": ("Keluarga", "Families"),
    "lesson_hours": ("Jam pelajaran (JP)", "Lesson hours"),
    "plans": ("Rencana usaha", "Business plans"),
    "vacancies": ("Lowongan", "Vacancies"),
    "working_hours": ("Jam kerja", "Working hours"),
}
"""Numbers that kinds of activities ask for."""

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "hold-activity": (
        "Waktu kegiatan sudah lewat: catat kehadiran atau batalkan.",
        "The time of the activity is over: record who attended, or cancel it.",
    ),
    "document-activity": ("Kegiatan belum berbukti: lampirkan buktinya.", "The activity lacks evidence: attach it."),
}

DATES: Final[dict[str, tuple[str, str]]] = {"activity": ("Kegiatan kemitraan", "Partnership activity")}

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "activity-not-begun": ("Kegiatan ini belum dimulai.", "Catat setelah dimulai, atau ubah rencananya."),
    "activity-not-documented": ("Kegiatan ini belum didokumentasikan.", "Dokumentasikan dahulu."),
    "activity-not-held": ("Kegiatan ini tidak tercatat terlaksana.", "Catat pelaksanaannya dahulu."),
    "activity-not-planned": ("Kegiatan ini bukan lagi rencana.", "Koreksi kehadirannya, atau rencanakan yang lain."),
    "activity-outside-agreement": (
        "PKS tidak berlaku pada hari itu atau bukan dengan mitra ini.",
        "Pilih hari di dalam masa PKS, atau rencanakan tanpa PKS.",
    ),
    "activity-outside-mou": (
        "MoU tidak berlaku pada hari itu atau bukan dengan mitra ini.",
        "Pilih hari di dalam masa MoU, atau rencanakan tanpa MoU.",
    ),
    "activity-without-partner": ("Jenis kegiatan ini memerlukan mitra.", "Sebutkan mitranya."),
    "blocked-partner": ("Mitra ini diblokir.", "Nilai kelayakannya kembali dahulu."),
    "documented-without-evidence": (
        "Buktinya belum ada.",
        "Lampirkan paling sedikit satu bukti, dan satu dari setiap jenis dalam `missing`.",
    ),
    "figures-not-as-asked": ("Angkanya tidak seperti yang diminta.", "Isi setiap angka dalam `figures`."),
    "held-without-attendance": ("Kehadirannya belum disebut.", "Isi jumlah setiap kelompok dalam `missing`."),
    "kind-not-with-this-partner": (
        "Kegiatan ini bukan dengan mitra jenis tersebut.",
        "Pilih jenis kegiatan lain, atau mitra dari jenis dalam `partners`.",
    ),
    "more-names-than-heads": ("Yang disebut namanya melebihi jumlahnya.", "Hitung semua yang hadir."),
    "not-your-activity": (
        "Hanya staf dan pesertanya yang mencatat hasil kegiatan.",
        "Mintakan kepada penanggung jawab atau koordinator.",
    ),
    "programme-of-another": ("Program ini dengan mitra lain.", "Sebutkan mitra program tersebut."),
    "unknown-activity-kind": ("Jenis kegiatan ini tidak ada.", "Pilih salah satu dalam `known`."),
}
