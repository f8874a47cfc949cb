"""Words of the pages on which programmes, yearly plans and the vision are answered to."""

from collections.abc import Mapping
from typing import Final

from services.partners.domain.aims import BudgetSource
from services.partners.domain.endorsing import Group
from shared.pages import Said

TITLE_PROGRAMME: Final[Said] = ("Rencana program bersama sekolah", "A programme planned with a school")
TITLE_PLAN: Final[Said] = ("Rencana kemitraan tahunan sekolah", "A school's yearly partnership plan")
TITLE_VISION: Final[Said] = ("Rancangan visi sekolah", "The draft of a school's vision")

PROGRAMME: Final[Said] = ("Rencana program", "Programme")
PLAN: Final[Said] = ("Rencana kemitraan tahunan", "Yearly partnership plan")
VISION: Final[Said] = ("Visi sekolah", "Vision of the school")
VISION_OF: Final[Said] = ("Visi {school}", "Vision of {school}")

LEAD_PROGRAMME: Final[Said] = (
    "{school} ingin menjalankan program ini bersama {organisation} dan meminta tanggapan Anda.",
    "{school} would like to carry out this programme together with {organisation} and asks for your answer.",
)
LEAD_PLAN: Final[Said] = (
    "{school} menyusun rencana ini bersama para mitra, di antaranya {organisation}, dan meminta tanggapan Anda.",
    "{school} makes this plan together with its partners, {organisation} among them, and asks for your answer.",
)
LEAD_VISION: Final[Said] = (
    "{school} menyusun visinya bersama para mitra, di antaranya {organisation}, dan meminta tanggapan Anda.",
    "{school} forms its vision together with its partners, {organisation} among them, and asks for your answer.",
)

YEAR: Final[Said] = ("Tahun pelajaran", "School year")
KINDS: Final[Said] = ("Kegiatan", "Kinds of activity")
CONCENTRATIONS: Final[Said] = ("Konsentrasi keahlian", "Expertise concentrations")
EDITION: Final[Said] = ("Versi", "Version")
AIMS: Final[Said] = ("Tujuan", "Aims")
MISSIONS: Final[Said] = ("Misi", "Missions")
TARGETS: Final[Said] = ("Target", "Targets")
ACTIVITIES: Final[Said] = ("Rencana kegiatan", "Planned activities")
BUDGET: Final[Said] = ("Anggaran", "Budget")
VOICES: Final[Said] = ("Tanggapan", "Answers so far")
SOURCES: Final[Mapping[BudgetSource, Said]] = {
    "school": ("sekolah", "the school"),
    "bos": ("dana BOS", "state grant (BOS)"),
    "partner": ("mitra", "the partner"),
    "government": ("pemerintah", "government"),
    "foundation": ("yayasan", "foundation"),
    "committee": ("komite", "committee"),
    "production_unit": ("unit produksi", "production unit"),
    "other": ("sumber lain", "another source"),
}
GROUPS: Final[Mapping[Group, Said]] = {
    "teachers": ("Guru", "Teachers"),
    "committee": ("Komite sekolah", "School committee"),
    "partner": ("Mitra", "Partner"),
}
HAS_ENDORSED: Final[Said] = ("Menyetujui", "Endorsed it")
HAS_OBJECTED: Final[Said] = ("Menyampaikan keberatan", "Objected")
WAITS: Final[Said] = ("Belum menjawab", "Not yet")

WE_ENDORSED: Final[Said] = (
    "{organisation} sudah menyetujui isi ini. Terima kasih; tidak ada lagi yang perlu Anda lakukan.",
    "{organisation} has endorsed this content. Thank you; there is nothing more for you to do.",
)
WE_OBJECTED: Final[Said] = (
    (
        "{organisation} menyampaikan keberatan. Sekolah menanggapinya dengan perubahan; Anda juga dapat menyetujuinya "
        "bila keberatan itu sudah selesai."
    ),
    (
        "{organisation} has objected. The school answers by a revision; you can also endorse it if the objection is "
        "settled."
    ),
)
DECIDED: Final[Said] = (
    "Ini sudah diputuskan, sehingga tidak lagi menunggu tanggapan.",
    "This has been decided and waits for no more answers.",
)

ENDORSE: Final[Said] = ("Setujui", "Endorse it")
ENDORSE_LEAD: Final[Said] = (
    "{organisation} menyetujui isi di atas. Bila isinya berubah, Anda akan diminta lagi.",
    "{organisation} endorses the content above. If it changes you are asked again.",
)
ENDORSE_DO: Final[Said] = ("Ya, kami menyetujui", "Yes, we endorse it")
OBJECT: Final[Said] = ("Menyampaikan keberatan", "Object")
OBJECT_LEAD: Final[Said] = (
    "Sekolah membaca alasan Anda dan menanggapinya.",
    "The school reads your reason and answers it.",
)
OBJECT_DO: Final[Said] = ("Sampaikan keberatan", "Object")
WHY: Final[Said] = ("Apa keberatan Anda?", "What do you object to?")
CONTRIBUTE: Final[Said] = ("Memberi usulan", "Suggest something")
CONTRIBUTE_LEAD: Final[Said] = (
    "Usulan tidak menutup jawaban Anda: sesudahnya Anda tetap dapat menyetujui.",
    "A suggestion is no answer yet: you can still endorse after it.",
)
CONTRIBUTE_DO: Final[Said] = ("Kirim usulan", "Send the suggestion")
WHAT: Final[Said] = ("Apa yang sebaiknya ada di dalamnya?", "What should be in it?")

DONE_ENDORSED: Final[Said] = ("Terima kasih, persetujuan Anda tercatat.", "Thank you, your endorsement is recorded.")
DONE_OBJECTED: Final[Said] = ("Keberatan Anda sudah sampai di sekolah.", "The school has your objection.")
DONE_CONTRIBUTED: Final[Said] = ("Terima kasih, usulan Anda tercatat.", "Thank you, your suggestion is recorded.")

REFUSALS: Final[Mapping[str, tuple[Said, Said]]] = {
    "content-revised": (
        ("Isinya diubah sejak Anda membacanya.", "The content was changed since you read it."),
        (
            "Di atas sekarang tertulis isi yang baru. Baca lagi sebelum menjawab.",
            "What you see above now is the new content. Read it again before you answer.",
        ),
    ),
}
