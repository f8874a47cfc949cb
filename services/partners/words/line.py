"""Refusals about the coordination line, in Indonesian, and the names of what it decides."""

from typing import Final

from services.partners.domain.line import MatterName

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "holder-not-one": ("Sebutkan satu peran atau satu anggota.", "Isi salah satu saja."),
    "matter-as-usual": ("Urusan ini sudah pada pemegangnya yang biasa.", "Tidak perlu tindakan."),
    "matter-beyond-role": ("Peran ini tidak dapat menangani urusan tersebut.", "Berikan kepada peran lain: {able}."),
    "matter-fixed": ("Urusan ini hanya diputuskan kepala sekolah.", "Biarkan pada kepala sekolah."),
}

MATTER_NAMES: Final[dict[MatterName, tuple[str, str]]] = {
    "adopt_vision": ("Menetapkan visi sekolah", "Adopt the school's vision"),
    "adopt_plan": ("Menetapkan rencana kemitraan tahunan", "Adopt the yearly partnership plan"),
    "approve_programme": ("Menyetujui program", "Approve programmes"),
    "sign_mou": (
        "Menandatangani MoU, PKS, dan program sekolah mitra untuk sekolah",
        "Sign MoUs, agreements and sister-school programmes for the school",
    ),
    "end_mou": ("Menangguhkan atau mengakhiri MoU", "Suspend or end MoUs"),
    "map_partners": ("Memetakan mitra", "Map partners"),
    "talk_to_partners": ("Berkomunikasi dengan mitra", "Talk to partners"),
    "prepare_plans": ("Menyiapkan visi dan rencana tahunan", "Prepare vision and yearly plans"),
    "prepare_programmes": ("Menyiapkan program", "Prepare programmes"),
    "prepare_mous": ("Menyiapkan MoU dan PKS", "Prepare MoUs and agreements"),
    "hold_meetings": ("Menyelenggarakan rapat koordinasi", "Hold coordination meetings"),
    "document_activities": ("Mendokumentasikan kegiatan", "Document activities"),
    "evaluate_partnerships": (
        "Mengevaluasi kemitraan dan mencatat kontribusi",
        "Evaluate partnerships and count contributions",
    ),
    "share_facilities": ("Berbagi fasilitas dengan sekolah mitra", "Share facilities with sister schools"),
    "align_curricula": ("Menyelaraskan kurikulum dengan mitra", "Align curricula with partners"),
    "work_with_sister_schools": ("Menjalankan program dengan sekolah mitra", "Run programmes with sister schools"),
    "reflect_on_partnerships": ("Merefleksikan kemitraan", "Reflect on partnerships"),
}

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "appoint-principal": (
        "Tunjuk kepala sekolah: ada yang hanya dapat ia tangani (oleh pengelola aliansi)",
        "Name a principal, for whom alone something waits (the alliance's administrators can)",
    ),
    "appoint-public-relations": (
        "Tunjuk anggota humas: ada yang menunggu dan belum ada yang dapat menanganinya",
        "Name somebody for public relations: something waits that nobody here may do",
    ),
    "appoint-coordinator": (
        "Tunjuk koordinator kemitraan: ada yang menunggu dan belum ada yang dapat menanganinya",
        "Name a partnership coordinator: something waits that nobody here may do",
    ),
    "appoint-teacher": (
        "Daftarkan seorang guru: tanggapan guru ditunggu",
        "Make a teacher a member: the teachers' endorsement is waited for",
    ),
    "appoint-committee": (
        "Daftarkan anggota komite sekolah: tanggapan komite ditunggu",
        "Make somebody of the school committee a member: its endorsement is waited for",
    ),
}
