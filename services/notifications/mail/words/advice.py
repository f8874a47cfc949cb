"""What some events mean for the reader and what is to be done, beyond the headline."""

from typing import Final

from services.notifications.mail.words.forms import Pair

_SIGN: Final = (
    (
        "Tanda tangan dibutuhkan agar naskah ini dapat berlaku. Buka dan periksa isinya, lalu tanda tangani "
        "atau beri tahu "
        "sekolah apa yang menghalangi."
    ),
    (
        "A signature is wanted before this can come into force. Open it and read what it says, then sign it or "
        "tell the "
        "school what is in the way."
    ),
)
_ENDORSE: Final = (
    (
        "Guru, komite, dan mitra masing-masing memberi dukungan atau keberatan atas isi yang sekarang. Tanpa "
        "dukungan semua "
        "kelompok, kepala sekolah tidak dapat menyetujuinya."
    ),
    (
        "Teachers, committee and partner each endorse the present content or object to it. The principal cannot "
        "approve it "
        "before all groups have endorsed it."
    ),
)
_CONSENT: Final = (
    "Wali diminta menyetujui penempatan ini. Siswa di bawah umur tidak dapat berangkat sebelum persetujuan tercatat.",
    "The guardian was asked to agree to this placement. A minor does not start before the consent is recorded.",
)
_ENDING: Final = (
    (
        "Putuskan apakah MoU ini diperpanjang. Perpanjangan memerlukan evaluasi program; tanpa keputusan, MoU "
        "berakhir pada "
        "hari terakhirnya."
    ),
    (
        "Decide whether it is renewed. A renewal needs an evaluation of the programme; without a decision the "
        "MoU ends with "
        "its last day."
    ),
)
_OVER: Final = (
    "Tidak ada yang baru dapat dimulai berdasarkan naskah ini. Periksa penempatan dan kegiatan yang masih berjalan.",
    "Nothing new can be begun under it. Look after placements and activities that still go on.",
)
_SCORE: Final = (
    (
        "Sekolah dan mitra masing-masing menilai kemitraan sebelum hari terakhir. Penilaian tetap tertutup "
        "sampai keduanya "
        "masuk."
    ),
    "School and partner each score the partnership until the last day. What is scored stays sealed until both are in.",
)

ADVICE: Final[dict[str, Pair]] = {
    "mou-expiring.v1": _ENDING,
    "mou-signed.v1": (
        "Semua pihak telah menandatangani isi yang sama. MoU berlaku mulai hari pertamanya.",
        "Every party has signed the same content. The MoU is in force from its first day.",
    ),
    "mou-activated.v1": (
        "Perjanjian kerja sama dan kegiatan kini dapat dibuat berdasarkan MoU ini.",
        "Agreements and activities can now be made under it.",
    ),
    "mou-expired.v1": _OVER,
    "mou-terminated.v1": _OVER,
    "mou-termination-announced.v1": _OVER,
    "agreement-ended.v1": _OVER,
    "mou-signatory-invited.v1": _SIGN,
    "mou-signatories-named.v1": _SIGN,
    "mou-reminder-due.v1": _SIGN,
    "agreement-drafted.v1": _SIGN,
    "addendum-drafted.v1": _SIGN,
    "mou-party-refused.v1": (
        "Alasannya tercatat pada MoU. Tanda tangan pihak itu sendiri, atau naskah lain, mencabut penolakan.",
        "The reason stands with the MoU. The party's own signature, or another text, lifts the refusal.",
    ),
    "mou-submitted-for-review.v1": (
        "Setiap pihak diminta menelaah naskah dan mengatakan apakah dapat menyetujuinya.",
        "Each party is asked to review the text and to say whether it can agree.",
    ),
    "programme-proposed.v1": _ENDORSE,
    "programme-revised.v1": _ENDORSE,
    "plan-drafted.v1": _ENDORSE,
    "plan-revised.v1": _ENDORSE,
    "vision-drafted.v1": _ENDORSE,
    "vision-revised.v1": _ENDORSE,
    "meeting-planned.v1": (
        "Agenda ada pada rapat. Beri tahu apakah Anda hadir, supaya penyelenggara dapat merencanakannya.",
        "The agenda stands with the meeting. Say whether you come, so that the organiser can plan.",
    ),
    "meeting-replanned.v1": (
        "Jawaban untuk waktu yang lama tidak berlaku lagi. Beri tahu kembali apakah Anda hadir.",
        "Replies to the earlier time do not count any more. Say again whether you come.",
    ),
    "meeting-passed.v1": (
        "Catat siapa yang hadir dan apa yang diputuskan, atau batalkan rapat bila tidak terlaksana.",
        "Record who was there and what was decided, or cancel the meeting when it did not take place.",
    ),
    "follow-up-fell-due.v1": (
        "Hari yang disepakati telah tiba. Nyatakan selesai, undurkan, atau hentikan.",
        "The agreed day has come. Say that it is done, postpone it, or drop it.",
    ),
    "guardian-consent-requested.v1": _CONSENT,
    "guardian-consent-revoked.v1": (
        "Yang belum dimulai berhenti; yang sedang berjalan ditandai untuk diperiksa. Hubungi wali sebelum melanjutkan.",
        "What has not started stops; what is under way is flagged. Talk to the guardian before anything goes on.",
    ),
    "incident-reported.v1": (
        "Sekolah wajib mengetahui apa yang terjadi. Isinya hanya dapat dibaca pada penempatan, oleh yang berhak.",
        "The school must know what happened. What it was can be read with the placement only, by those who may.",
    ),
    "placement-flagged.v1": (
        (
            "Dasar penempatan ini berubah, misalnya perjanjian, asuransi, atau persetujuan. Periksa apakah dapat "
            "dilanjutkan."
        ),
        "What this placement stands on has changed: an agreement, insurance or consent. Look whether it can go on.",
    ),
    "internship-completed.v1": (
        "Jam, jurnal, dan kedua penilaian telah lengkap. Tempat PKL bebas untuk siswa berikutnya.",
        "Hours, logbook and both assessments are complete. The slot is free for the next student.",
    ),
    "facility-booking-requested.v1": (
        "Waktunya ditahan sampai batas jawaban. Setujui atau tolak sebelum itu; sesudahnya pesanan gugur.",
        "Its time is kept until the answer is due. Approve or refuse it before; after that the booking lapses.",
    ),
    "facility-booked.v1": (
        "Fasilitas dan waktunya sudah pasti.",
        "The facility and its time are certain.",
    ),
    "evaluation-opened.v1": _SCORE,
    "evaluation-reminded.v1": _SCORE,
    "evaluation-overdue.v1": (
        "Satu pihak belum menilai. Perpanjang tenggat, atau tutup dengan penilaian sekolah saja.",
        "A side has not scored. Give more time, or complete it with the school's view alone.",
    ),
    "contribution-recorded.v1": (
        "Pihak yang lain diminta mengonfirmasi atau membantahnya.",
        "The other side is asked to confirm or to dispute it.",
    ),
    "sister-school-review-fell.v1": (
        "Program segera berakhir. Setiap sekolah diminta meninjaunya dan mengatakan apakah dilanjutkan.",
        "The programme ends soon. Each school is asked for its review and whether it is to go on.",
    ),
    "endpoint-failing.v1": (
        (
            "Sistem penerima tidak menjawab dengan benar. Bila terus gagal, pengiriman dihentikan sampai "
            "diverifikasi lagi. "
            "Beri tahu pengelola sistem itu dan lihat catatan pengirimannya."
        ),
        (
            "The receiving system does not answer as it should. If that goes on, sending stops until it is "
            "verified again. "
            "Tell those who run it, and look at its delivery log."
        ),
    ),
    "endpoint-disabled.v1": (
        "Tidak ada yang dikirim sampai webhook diverifikasi lagi; yang tertahan tetap disimpan.",
        "Nothing is sent until it is verified again; what is held back is kept.",
    ),
}
