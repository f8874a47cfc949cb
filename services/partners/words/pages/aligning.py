"""Words of the page on which a curriculum is signed off."""

from collections.abc import Mapping
from typing import Final

from services.partners.domain.curriculum.values import VersionStatus
from shared.pages import Said

TITLE: Final[Said] = ("Kurikulum yang diselaraskan dengan Anda", "A curriculum aligned with you")
KIND: Final[Said] = ("Penyelarasan kurikulum", "Curriculum alignment")
HEADING: Final[Said] = ("Kurikulum {concentration}, {year}", "Curriculum {concentration}, {year}")
LEAD: Final[Said] = (
    "{school} menyelaraskan kurikulum ini dengan {organisation} dan meminta persetujuan Anda.",
    "{school} has aligned this curriculum with {organisation} and asks you to agree.",
)
CONCENTRATION: Final[Said] = ("Konsentrasi keahlian", "Expertise concentration")
YEAR: Final[Said] = ("Tahun pelajaran", "School year")
EDITION: Final[Said] = ("Versi", "Version")
HOURS: Final[Said] = ("Jam pelajaran", "Lesson hours")
UNIT: Final[Said] = ("{code} {title}", "{code} {title}")
UNIT_HOURS: Final[Said] = ("{hours} jam pelajaran", "{hours} lesson hours")
TEXT: Final[Said] = ("Penjelasan", "Explanation")
STANDING: Final[Mapping[VersionStatus, Said]] = {
    "aligned": (
        "{organisation} menyetujui versi ini; kurikulum ini berlaku.",
        "{organisation} agreed to this version; it is in force.",
    ),
    "refused": (
        "{organisation} belum menyetujui versi ini. Sekolah menyusun versi berikutnya.",
        "{organisation} did not agree to this version. The school writes the next one.",
    ),
}
AGREE: Final[Said] = ("Setujui", "Agree")
AGREE_LEAD: Final[Said] = (
    "{organisation} menyetujui versi di atas sebagai kurikulum yang selaras dengan kebutuhannya.",
    "{organisation} agrees that the version above is aligned with what it needs.",
)
AGREE_DO: Final[Said] = ("Ya, kami menyetujui", "Yes, we agree")
REFUSE: Final[Said] = ("Belum menyetujui", "Do not agree")
REFUSE_LEAD: Final[Said] = (
    "Tulis apa yang perlu diubah; sekolah menyusun versi berikutnya.",
    "Say what should be different; the school writes another version.",
)
REFUSE_DO: Final[Said] = ("Kirim alasannya", "Send the reason")
WHY: Final[Said] = ("Apa yang perlu diubah?", "What should be different?")
DONE_AGREED: Final[Said] = ("Terima kasih, persetujuan Anda tercatat.", "Thank you, your agreement is recorded.")
DONE_REFUSED: Final[Said] = ("Alasan Anda sudah sampai di sekolah.", "The school has your reason.")

REFUSALS: Final[Mapping[str, tuple[Said, Said]]] = {
    "content-changed": (
        ("Kurikulumnya diubah sejak Anda membacanya.", "The curriculum was changed since you read it."),
        (
            "Di atas sekarang tertulis versi yang baru. Baca lagi sebelum menjawab.",
            "What you see above now is the new version. Read it again before you answer.",
        ),
    ),
    "nothing-offered": (
        ("Saat ini tidak ada versi yang menunggu jawaban Anda.", "No version waits for your answer at present."),
        ("Lihat keadaannya di atas.", "See above how it stands."),
    ),
}
