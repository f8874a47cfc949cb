"""Words of the pages on which an invitation to a meeting is answered, and a follow-up seen to."""

from collections.abc import Mapping
from typing import Final

from shared.pages import Said

TITLE_MEETING: Final[Said] = ("Undangan rapat kemitraan", "An invitation to a partnership meeting")
TITLE_FOLLOW_UP: Final[Said] = ("Tindak lanjut rapat kemitraan", "A follow-up of a partnership meeting")
MEETING: Final[Said] = ("Undangan rapat", "Invitation to a meeting")
MEETING_LEAD: Final[Said] = (
    "{school} mengundang {organisation} ke rapat ini. Apakah Anda hadir?",
    "{school} invites {organisation} to this meeting. Will you come?",
)
BEGINS: Final[Said] = ("Mulai", "Begins")
ENDS: Final[Said] = ("Selesai", "Ends")
PLACE: Final[Said] = ("Tempat", "Place")
AGENDA: Final[Said] = ("Acara", "Agenda")
MINUTES: Final[Said] = ("Notulen", "Minutes")
DECISIONS: Final[Said] = ("Keputusan", "Decisions")
COMING: Final[Said] = (
    "Organisasi Anda menjawab: hadir. Sampai bertemu.",
    "Your organisation answered that somebody comes. See you there.",
)
NOT_COMING: Final[Said] = (
    "Organisasi Anda menjawab: tidak hadir. Bila berubah, jawab lagi di bawah.",
    "Your organisation answered that nobody can come. If that changes, answer again below.",
)
HELD: Final[Said] = ("Rapat ini sudah berlangsung.", "This meeting has taken place.")
CANCELLED: Final[Said] = ("Rapat ini dibatalkan oleh sekolah.", "The school called this meeting off.")
BEGUN: Final[Said] = ("Waktu rapat ini sudah tiba.", "The time of this meeting has come.")
REPLY: Final[Said] = ("Apakah Anda hadir?", "Will you come?")
REPLY_LEAD: Final[Said] = ("Jawaban terakhir yang berlaku.", "The last answer counts.")
YES: Final[Said] = ("Ya, saya hadir", "Yes, I will come")
NO: Final[Said] = ("Tidak dapat hadir", "I cannot come")
REPLY_DO: Final[Said] = ("Kirim jawaban", "Send the answer")
DONE_REPLIED: Final[Said] = ("Terima kasih, jawaban Anda tercatat.", "Thank you, your answer is recorded.")

FOLLOW_UP: Final[Said] = ("Tindak lanjut rapat", "Follow-up of a meeting")
FOLLOW_UP_LEAD: Final[Said] = (
    "Dalam rapat dengan {school}, {organisation} menyanggupi hal ini. Apakah sudah selesai?",
    "In a meeting with {school}, {organisation} agreed to see to this. Is it done?",
)
DUE: Final[Said] = ("Batas waktu", "Due on")
AT_MEETING: Final[Said] = ("Rapat", "Meeting")
IS_DONE: Final[Said] = ("Sudah dicatat selesai. Terima kasih.", "It is recorded as done. Thank you.")
IS_DROPPED: Final[Said] = ("Hal ini tidak dilanjutkan.", "This is not pursued any more.")
OVERDUE: Final[Said] = ("Batas waktunya sudah tiba.", "It has fallen due.")
FINISH: Final[Said] = ("Sudah selesai", "It is done")
FINISH_DO: Final[Said] = ("Catat selesai", "Record it as done")
NOTE: Final[Said] = ("Catatan", "Note")
POSTPONE: Final[Said] = ("Minta waktu lebih lama", "Give it more time")
POSTPONE_DO: Final[Said] = ("Undurkan", "Postpone it")
UNTIL: Final[Said] = ("Sampai tanggal", "Until")
DROP: Final[Said] = ("Tidak dilanjutkan", "It is not pursued")
DROP_DO: Final[Said] = ("Catat tidak dilanjutkan", "Record that it is not pursued")
WHY: Final[Said] = ("Alasan", "Reason")
DONE_FINISHED: Final[Said] = ("Terima kasih, sudah dicatat selesai.", "Thank you, it is recorded as done.")
DONE_POSTPONED: Final[Said] = ("Batas waktunya sudah diundurkan.", "It has more time now.")
DONE_DROPPED: Final[Said] = ("Sudah dicatat tidak dilanjutkan.", "It is recorded that it is not pursued.")

REFUSALS: Final[Mapping[str, tuple[Said, Said]]] = {
    "not-later": (
        ("Tanggalnya tidak lebih lambat.", "This is no later day."),
        ("Pilih hari yang belum tiba, sesudah batas sekarang.", "Choose a day still to come, after the present one."),
    ),
}
