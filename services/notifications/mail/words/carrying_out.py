"""What school and partner do together, and what comes of it (C4, C7, C10 to C12, C40)."""

from typing import Final

from services.notifications.mail.words.forms import Topic

_SCHOOL: Final = "/partners/schools/{tenant}/"

CARRYING_OUT: Final = {
    "partners.activity.v1": Topic(
        ("kegiatan", "activity"),
        _SCHOOL + "activities/{id}",
        {
            "activity-planned.v1": ("Kegiatan direncanakan", "An activity is planned"),
            "activity-replanned.v1": ("Rencana kegiatan berubah", "The plan of an activity changed"),
            "activity-passed.v1": ("Kegiatan lewat tanpa laporan", "An activity is over and was not recorded"),
            "activity-held.v1": ("Kegiatan terlaksana", "An activity took place"),
            "activity-attendance-corrected.v1": ("Kehadiran kegiatan diperbaiki", "Attendance was corrected"),
            "activity-attendees-known.v1": ("Peserta kegiatan dicatat", "Who attended an activity was recorded"),
            "activity-documented.v1": ("Kegiatan terdokumentasi", "An activity is documented"),
            "activity-evidence-added.v1": ("Bukti kegiatan ditambahkan", "Evidence of an activity was added"),
            "activity-cancelled.v1": ("Kegiatan dibatalkan", "An activity was cancelled"),
            "community-contribution-recorded.v1": ("Bakti masyarakat dicatat", "Something was done for the community"),
            "public-event-held.v1": ("Acara publik terlaksana", "A public event took place"),
        },
    ),
    "partners.meeting.v1": Topic(
        ("rapat koordinasi", "coordination meeting"),
        _SCHOOL + "meetings/{id}",
        {
            "meeting-planned.v1": ("Undangan rapat koordinasi", "A coordination meeting is planned"),
            "meeting-replanned.v1": ("Rencana rapat berubah: jawab kembali", "A meeting changed: reply again"),
            "meeting-contact-invited.v1": ("Kontak mitra diundang rapat", "A contact was invited to a meeting"),
            "meeting-replied.v1": ("Ada jawaban atas undangan rapat", "Somebody replied to a meeting"),
            "meeting-passed.v1": ("Rapat lewat tanpa notula", "A meeting is over and was not recorded"),
            "meeting-held.v1": ("Rapat koordinasi terlaksana", "A coordination meeting took place"),
            "meeting-cancelled.v1": ("Rapat koordinasi dibatalkan", "A coordination meeting was cancelled"),
            "meeting-evidence-added.v1": ("Bukti rapat ditambahkan", "Evidence of a meeting was added"),
            "follow-up-agreed.v1": ("Tindak lanjut disepakati", "A follow-up was agreed"),
            "follow-up-fell-due.v1": ("Tindak lanjut jatuh tempo", "A follow-up is due"),
            "follow-up-reminded.v1": (
                "Penanggung jawab tindak lanjut diingatkan",
                "A reminder of a follow-up was sent",
            ),
            "follow-up-postponed.v1": ("Tindak lanjut diundur", "A follow-up was postponed"),
            "follow-up-done.v1": ("Tindak lanjut selesai", "A follow-up is done"),
            "follow-up-dropped.v1": ("Tindak lanjut tidak diteruskan", "A follow-up was dropped"),
        },
    ),
    "partners.meeting-series.v1": Topic(
        ("rapat berkala", "series of meetings"),
        _SCHOOL + "meeting-series/{id}",
        {
            "meeting-series-started.v1": ("Rapat berkala dimulai", "A series of meetings began"),
            "series-meeting-called.v1": ("Saatnya mengundang rapat berikutnya", "The next meeting is to be called"),
            "meeting-series-ended.v1": ("Rapat berkala berakhir", "A series of meetings ended"),
        },
    ),
    "partners.communication.v1": Topic(
        ("komunikasi", "communication"),
        _SCHOOL + "communications/{id}",
        {
            "communication-recorded.v1": ("Komunikasi dengan mitra dicatat", "Talk with a partner was recorded"),
            "communication-corrected.v1": ("Catatan komunikasi diperbaiki", "A record of a talk was corrected"),
            "next-contact-moved.v1": ("Kontak berikutnya dijadwal ulang", "The next contact was moved"),
            "next-contact-made.v1": ("Kontak berikutnya sudah dilakukan", "The next contact was made"),
            "next-contact-dropped.v1": ("Kontak berikutnya ditiadakan", "The next contact was dropped"),
        },
    ),
    "partners.curriculum.v1": Topic(
        ("penyelarasan kurikulum", "curriculum alignment"),
        _SCHOOL + "curricula/{id}",
        {
            "curriculum-drafted.v1": ("Penyelarasan kurikulum dimulai", "A curriculum alignment began"),
            "curriculum-version-written.v1": ("Versi kurikulum baru ditulis", "A version of a curriculum was written"),
            "curriculum-offered.v1": ("Kurikulum diajukan kepada mitra", "A curriculum lies before the partner"),
            "curriculum-contact-invited.v1": (
                "Mitra diminta menyetujui kurikulum",
                "The partner was asked to sign off",
            ),
            "curriculum-aligned.v1": ("Kurikulum selaras dengan mitra", "School and partner agree on the curriculum"),
            "curriculum-refused.v1": ("Mitra menolak versi kurikulum", "The partner refused a version"),
            "curriculum-evidence-added.v1": ("Bukti penyelarasan ditambahkan", "Evidence of an alignment was added"),
        },
    ),
    "partners.industry-class.v1": Topic(
        ("kelas industri", "industry class"),
        _SCHOOL + "industry-classes/{id}",
        {
            "industry-class-opened.v1": ("Kelas industri dibuka", "An industry class was opened"),
            "industry-class-staffed.v1": ("Pengajar kelas industri berganti", "An industry class has other teachers"),
            "industry-class-over.v1": ("Kelas industri usai: catat hasilnya", "An industry class is over: record it"),
            "industry-class-closed.v1": ("Kelas industri ditutup", "An industry class was closed"),
            "industry-class-evidence-added.v1": ("Bukti kelas industri ditambahkan", "Evidence of a class was added"),
        },
    ),
    "partners.achievement.v1": Topic(
        ("prestasi", "achievement"),
        _SCHOOL + "achievements/{id}",
        {
            "achievement-recorded.v1": ("Prestasi dicatat", "An achievement was recorded"),
            "achievement-corrected.v1": ("Catatan prestasi diperbaiki", "An achievement was corrected"),
            "achievement-evidence-added.v1": ("Bukti prestasi ditambahkan", "Evidence of an achievement was added"),
            "showing-consent-recorded.v1": ("Persetujuan penayangan diterima", "Consent to showing was given"),
            "showing-consent-withdrawn.v1": ("Persetujuan penayangan dicabut", "Consent to showing was withdrawn"),
            "achievement-shown.v1": ("Prestasi ditayangkan", "An achievement is shown to the public"),
            "achievement-hidden.v1": ("Prestasi tidak ditayangkan lagi", "An achievement is shown no more"),
        },
    ),
}
