"""What the pages of guardians and industry supervisors say, in Indonesian and English."""

from collections.abc import Mapping
from typing import Final

from services.placements.bodies import IncidentKind
from services.placements.domain.placement import State
from services.placements.domain.placement.values import Attendance
from shared.pages import FormWords, Said

PERIOD: Final[Said] = ("Masa PKL", "From – to")
STUDENT: Final[Said] = ("Peserta didik", "Student")
SCHOOL: Final[Said] = ("Sekolah", "School")
HOST: Final[Said] = ("Tempat PKL", "Where")
DEPARTMENT: Final[Said] = ("Bagian", "Department")
STATE: Final[Said] = ("Keadaan", "State")
STATES: Final[Mapping[State, Said]] = {
    "proposed": ("diusulkan", "proposed"),
    "offered": ("ditawarkan kepada mitra", "offered to the partner"),
    "accepted": ("diterima mitra", "accepted by the partner"),
    "cleared": ("siap dimulai", "ready to begin"),
    "ongoing": ("berjalan", "under way"),
    "assessed": ("dinilai kedua pembimbing", "assessed by both supervisors"),
    "completed": ("selesai", "completed"),
    "rejected": ("ditolak mitra", "declined by the partner"),
    "withdrawn": ("dibatalkan", "withdrawn"),
    "transferred": ("dipindahkan", "transferred"),
    "terminated": ("diakhiri", "ended early"),
}
ENDED: Final[Said] = (
    "PKL ini sudah berakhir ({state}). Tidak ada lagi yang perlu dijawab.",
    "This placement is over ({state}). There is nothing more to answer.",
)
THE_STUDENT: Final[Said] = ("peserta didik", "the student")

# the guardian

CONSENT_TITLE: Final[Said] = ("Persetujuan wali untuk PKL", "A guardian's consent to a work placement")
CONSENT_KIND: Final[Said] = ("Persetujuan wali", "Guardian's consent")
CONSENT_HEADING: Final[Said] = ("PKL {student}", "Work placement of {student}")
CONSENT_LEAD: Final[Said] = (
    "{school} meminta persetujuan Anda sebagai wali agar {student} dapat menjalani praktik kerja lapangan (PKL).",
    "{school} asks for your consent, as guardian, to a work placement (PKL) of {student}.",
)
MEANS: Final[Said] = ("Yang Anda setujui", "What you consent to")
MEANS_POINTS: Final[tuple[Said, ...]] = (
    ("Hanya PKL ini: tempat dan masa yang tertulis di atas.", "This placement alone: the place and days above."),
    (
        "Sekolah dan tempat PKL memakai data yang diperlukan untuk PKL ini, bukan untuk hal lain.",
        "School and host use the data that this placement needs, and for nothing else.",
    ),
    (
        "Persetujuan dapat Anda cabut kapan saja, di halaman ini atau melalui sekolah.",
        "You can revoke your consent at any time, here or through the school.",
    ),
    (
        (
            "Bila Anda tidak setuju, jangan tekan apa pun: tanpa persetujuan Anda PKL tidak dimulai. Beri tahu "
            "sekolah bila ada yang ingin Anda tanyakan."
        ),
        (
            "If you do not consent, press nothing: without your consent the placement does not begin. Tell the school "
            "if there is anything you want to ask."
        ),
    ),
)
CONSENTED: Final[Said] = (
    "Anda sudah menyetujui PKL ini. Terima kasih.",
    "You have consented to this placement. Thank you.",
)
GIVE: Final[FormWords] = (
    ("Memberi persetujuan", "Give your consent"),
    ("", ""),
    ("Ya, saya menyetujui", "Yes, I consent"),
)
SURE: Final[Said] = (
    "Saya wali {student} dan menyetujui PKL ini.",
    "I am the guardian of {student} and consent to this placement.",
)
REVOKE: Final[FormWords] = (
    ("Mencabut persetujuan", "Revoke your consent"),
    (
        "PKL yang belum dimulai tidak dimulai; bila sudah berjalan, sekolah segera menghubungi Anda.",
        "What has not begun does not begin; if it is under way, the school gets in touch with you.",
    ),
    ("Cabut persetujuan saya", "Revoke my consent"),
)
DONE_GIVEN: Final[Said] = ("Terima kasih, persetujuan Anda tercatat.", "Thank you, your consent is recorded.")
DONE_REVOKED: Final[Said] = ("Persetujuan Anda sudah dicabut.", "Your consent is revoked.")

# the industry supervisor

SUPERVISION_TITLE: Final[Said] = ("Membimbing peserta PKL", "Supervising a student on placement")
SUPERVISION_KIND: Final[Said] = ("Pembimbing industri", "Industry supervisor")
SUPERVISION_LEAD: Final[Said] = (
    "Anda membimbing {student} dari {school}. Di sini Anda menyetujui jurnal dan memberi penilaian.",
    "You supervise {student} of {school}. Here you approve the logbook and assess the student.",
)
MINUTES: Final[Said] = ("Jam yang disetujui", "Hours approved")
HOURS: Final[Said] = ("{approved} dari {minimum} jam", "{approved} of {minimum} hours")
LOGBOOK: Final[Said] = ("Jurnal yang menunggu persetujuan", "Logbook waiting for approval")
LOGBOOK_LEAD: Final[Said] = (
    "{waiting} hari menunggu persetujuan Anda.",
    "Days that wait for your approval: {waiting}.",
)
LOGBOOK_BEGINS: Final[Said] = (
    "{waiting} hari menunggu persetujuan Anda; di sini {shown} hari yang paling awal.",
    "Days that wait for your approval: {waiting}. These are the first {shown}.",
)
NOTHING_WAITS: Final[Said] = (
    "Tidak ada hari jurnal yang menunggu persetujuan.",
    "No day of the logbook waits for approval.",
)
DAY: Final[Said] = ("Hari", "Day")
ATTENDANCE: Final[Said] = ("Kehadiran", "Attendance")
TIME: Final[Said] = ("Waktu", "Time")
WORK: Final[Said] = ("Kegiatan", "What was done")
ATTENDANCES: Final[Mapping[Attendance, Said]] = {
    "present": ("hadir", "present"),
    "sick": ("sakit", "sick"),
    "permission": ("izin", "on leave"),
    "unexplained": ("tanpa keterangan", "unexplained"),
    "holiday": ("libur", "holiday"),
}
CLOCK: Final[Said] = ("{hours} j {minutes} m", "{hours} h {minutes} min")
APPROVE: Final[FormWords] = (
    ("Menyetujui jurnal", "Approve the logbook"),
    (
        "Hari-hari di atas disetujui persis seperti tertulis: {days} hari, {time}.",
        "The days above are approved exactly as they stand: {days} days, {time}.",
    ),
    ("Setujui hari-hari ini", "Approve these days"),
)
ASSESS: Final[FormWords] = (
    ("Menilai peserta didik", "Assess the student"),
    (
        "Nilai 0 sampai 100 untuk setiap unsur: 86 ke atas sangat baik, 70 ke atas baik. Nilai hanya diberikan sekali.",
        "0 to 100 for each element: 86 and more is very good, 70 and more good. You assess once.",
    ),
    ("Kirim penilaian", "Send the assessment"),
)
ELEMENTS: Final[Mapping[str, Said]] = {
    "soft_skills": ("Soft skills (sikap dan etos kerja)", "Soft skills (attitude and work ethic)"),
    "applying_hard_skills": ("Menerapkan hard skills", "Applying hard skills"),
    "developing_hard_skills": ("Mengembangkan hard skills", "Developing hard skills"),
    "entrepreneurship": ("Kemandirian dan kewirausahaan", "Independence and entrepreneurship"),
}
REMARKS: Final[Said] = ("Catatan", "Remarks")
ASSESSED: Final[Said] = ("Penilaian Anda", "Your assessment")
WE_ASSESSED: Final[Said] = (
    "Penilaian dari pihak Anda sudah diterima. Terima kasih.",
    "The assessment of your side is in. Thank you.",
)
INCIDENT: Final[FormWords] = (
    ("Melaporkan kejadian", "Report that something happened"),
    (
        "Misalnya kecelakaan atau sakit. Sekolah segera melihatnya.",
        "An accident or an illness, for example. The school looks at it at once.",
    ),
    ("Kirim laporan", "Send the report"),
)
INCIDENT_KIND: Final[Said] = ("Apa yang terjadi?", "What is it?")
INCIDENT_KINDS: Final[Mapping[IncidentKind, Said]] = {
    "accident": ("Kecelakaan", "Accident"),
    "illness": ("Sakit", "Illness"),
    "harassment": ("Pelecehan", "Harassment"),
    "exploitation": ("Eksploitasi", "Exploitation"),
    "misconduct": ("Pelanggaran", "Misconduct"),
    "conditions": ("Kondisi kerja", "Working conditions"),
    "other": ("Lainnya", "Something else"),
}
HAPPENED_ON: Final[Said] = ("Tanggal", "On")
WHAT_HAPPENED: Final[Said] = ("Ceritakan yang terjadi", "Say what happened")
COLLEAGUE: Final[FormWords] = (
    ("Mengalihkan bimbingan kepada rekan", "Let a colleague supervise instead"),
    (
        "Rekan Anda menerima surat dengan tautannya sendiri. Tautan Anda sesudahnya tidak berlaku lagi.",
        "Your colleague gets a letter with a link of their own. Your link ends with that.",
    ),
    ("Alihkan kepada rekan ini", "Hand it to this colleague"),
)
NAME: Final[Said] = ("Nama rekan", "Colleague's name")
EMAIL: Final[Said] = ("Surel rekan", "Colleague's e-mail")
POSITION: Final[Said] = ("Jabatan", "Position")
WITHOUT_EMAIL: Final[Said] = (
    "Tanpa surel rekan Anda tidak menerima tautan. Tambahkan.",
    "Without an e-mail address your colleague gets no link. Add it.",
)
DONE_APPROVED: Final[Said] = ("Terima kasih, hari-hari itu disetujui.", "Thank you, those days are approved.")
DONE_ASSESSED: Final[Said] = ("Terima kasih, penilaian Anda tercatat.", "Thank you, your assessment is recorded.")
DONE_REPORTED: Final[Said] = ("Laporan Anda sudah sampai di sekolah.", "The school has your report.")
DONE_HANDED_ON: Final[Said] = (
    "Sudah dialihkan: rekan Anda akan menerima surat",
    "Handed on: your colleague gets a letter",
)

REFUSALS: Final[Mapping[str, tuple[Said, Said]]] = {
    "logbook-changed": (
        ("Jurnalnya berubah sejak Anda membacanya.", "The logbook was changed since you read it."),
        (
            "Di atas sekarang tertulis yang baru. Baca lagi, lalu setujui.",
            "What you see above now is new. Read it again.",
        ),
    ),
    "wrong-state": (
        ("Ini tidak dapat dilakukan pada keadaan PKL sekarang.", "The placement is not in a state for this now."),
        ("Lihat keadaannya di atas, atau tanyakan kepada sekolah.", "See above how it stands, or ask the school."),
    ),
}
