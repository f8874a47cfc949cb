"""Students' placements, teachers' internships, and endpoints of one's own school (C15 to C23)."""

from typing import Final

from services.notifications.mail.words.forms import Topic

_PLACEMENTS: Final = "/placements/schools/{tenant}/"

PEOPLE: Final = {
    "placements.student.v1": Topic(
        ("siswa", "student"),
        _PLACEMENTS + "students/{id}",
        {
            "student-enrolled.v1": ("Siswa terdaftar untuk PKL", "A student was enrolled"),
            "student-guardian-named.v1": ("Wali siswa dicatat", "A student's guardian was named"),
            "student-account-linked.v1": ("Akun siswa dihubungkan", "A student's account was linked"),
            "student-left.v1": ("Siswa meninggalkan sekolah", "A student left the school"),
            "student-forgotten.v1": ("Data pribadi siswa dihapus", "A student's data was erased"),
        },
    ),
    "placements.cohort.v1": Topic(
        ("angkatan PKL", "placement cohort"),
        _PLACEMENTS + "cohorts/{id}",
        {
            "cohort-opened.v1": ("Angkatan PKL dibuka", "A placement cohort was opened"),
            "allocation-started.v1": ("Pembagian tempat PKL dimulai", "Slots are being given out"),
            "cohort-started.v1": ("Angkatan PKL dimulai", "A placement cohort began"),
            "cohort-closed.v1": ("Angkatan PKL selesai", "A placement cohort was closed"),
        },
    ),
    "placements.grant.v1": Topic(
        ("kuota PKL", "placement slots"),
        _PLACEMENTS + "grants/{id}",
        {
            "slots-opened.v1": ("Tempat PKL tersedia", "Placement slots were opened"),
            "slots-changed.v1": ("Jumlah tempat PKL berubah", "The number of slots changed"),
            "slot-reserved.v1": ("Satu tempat PKL terisi", "A slot was reserved"),
            "slot-released.v1": ("Satu tempat PKL kosong kembali", "A slot is free again"),
            "slots-closed.v1": ("Tempat PKL ditutup", "Placement slots were closed"),
            "slots-paused.v1": ("Tempat PKL ditangguhkan", "Placement slots are on hold"),
            "slots-resumed.v1": ("Tempat PKL dibuka lagi", "Placement slots can be reserved again"),
            "slots-end-announced.v1": ("Akhir tempat PKL diumumkan", "Placement slots will end early"),
            "slots-end-withdrawn.v1": ("Akhir tempat PKL dibatalkan", "Placement slots will not end early"),
        },
    ),
    "placements.placement.v1": Topic(
        ("penempatan PKL", "placement"),
        _PLACEMENTS + "placements/{id}",
        {
            "placement-proposed.v1": ("Penempatan PKL diusulkan", "A placement was proposed"),
            "placement-offered.v1": (
                "Penempatan PKL ditawarkan kepada mitra",
                "A placement was offered to the partner",
            ),
            "placement-accepted.v1": ("Mitra menerima penempatan PKL", "The partner accepted a placement"),
            "placement-rejected.v1": ("Mitra menolak penempatan PKL", "The partner rejected a placement"),
            "school-supervisor-assigned.v1": ("Pembimbing sekolah ditetapkan", "A school supervisor was assigned"),
            "industry-supervisor-assigned.v1": ("Pembimbing industri berganti", "Another industry supervisor"),
            "supervision-requested.v1": ("Pembimbing industri dihubungi", "The industry supervisor was written to"),
            "guardian-consent-requested.v1": ("Persetujuan wali diminta", "A guardian's consent is wanted"),
            "guardian-consent-recorded.v1": ("Wali memberi persetujuan", "A guardian gave consent"),
            "guardian-consent-revoked.v1": ("Wali mencabut persetujuan", "A guardian revoked consent"),
            "briefing-completed.v1": ("Pembekalan PKL selesai", "A briefing was completed"),
            "insurance-recorded.v1": ("Asuransi PKL dicatat", "Insurance was recorded"),
            "travel-documents-recorded.v1": ("Dokumen perjalanan diperiksa", "Travel documents were seen"),
            "roster-set.v1": ("Jadwal kerja PKL ditetapkan", "A roster was set"),
            "placement-cleared.v1": ("Siswa siap berangkat PKL", "A placement is cleared to start"),
            "internship-started.v1": ("PKL dimulai", "An internship began"),
            "logbook-recorded.v1": ("Jurnal PKL diisi", "A logbook was written"),
            "logbook-approved.v1": ("Jurnal PKL disetujui", "A logbook was approved"),
            "incident-reported.v1": ("Kejadian pada PKL dilaporkan", "An incident at a placement was reported"),
            "internship-assessed.v1": ("Penilaian PKL masuk", "An internship was assessed"),
            "internship-completed.v1": ("PKL selesai", "An internship was completed"),
            "placement-withdrawn.v1": ("Penempatan PKL dibatalkan", "A placement was withdrawn"),
            "placement-terminated.v1": ("PKL dihentikan", "A placement was broken off"),
            "placement-transferred.v1": ("Siswa pindah tempat PKL", "A student goes on elsewhere"),
            "placement-flagged.v1": ("Penempatan PKL perlu diperiksa", "A placement needs attention"),
        },
    ),
    "teachers.teacher.v1": Topic(
        ("guru", "teacher"),
        "/teachers/schools/{tenant}/teachers",
        {
            "teacher-registered.v1": ("Guru terdaftar untuk pengembangan", "A teacher was registered"),
            "teacher-forgotten.v1": ("Data pribadi guru dihapus", "A teacher's data was erased"),
        },
    ),
    "teachers.teacher-internship.v1": Topic(
        ("magang guru", "teacher internship"),
        "/teachers/schools/{tenant}/internships/{id}",
        {
            "teacher-nominated.v1": ("Guru diusulkan magang", "A teacher was nominated"),
            "teacher-internship-approved.v1": ("Magang guru disetujui", "A teacher internship was approved"),
            "teacher-internship-started.v1": ("Magang guru dimulai", "A teacher internship began"),
            "teacher-report-submitted.v1": ("Laporan magang guru masuk", "A teacher's report was submitted"),
            "practice-disseminated.v1": ("Hasil magang diimbaskan", "Practice was passed on"),
            "teacher-internship-completed.v1": ("Magang guru selesai", "A teacher internship was completed"),
            "teacher-internship-cancelled.v1": ("Magang guru dibatalkan", "A teacher internship was cancelled"),
        },
    ),
    "notifications.endpoint.v1": Topic(
        ("webhook", "webhook endpoint"),
        "/notifications/schools/{tenant}/endpoints/{id}",
        {
            "endpoint-failing.v1": ("Webhook akan dinonaktifkan", "A webhook is about to be disabled"),
            "endpoint-disabled.v1": ("Webhook dinonaktifkan", "A webhook was disabled"),
        },
    ),
}
