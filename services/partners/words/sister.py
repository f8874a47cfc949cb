"""Refusals about sister schools in Indonesian; what waits for somebody and stands in calendars."""

from typing import Final

_NOTHING: Final = "Tidak perlu tindakan."

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "adopted-already": ("Sekolah sudah mempunyai salinan edisi ini.", "Lanjutkan dengan salinan itu."),
    "agreed-already": ("Sekolah ini sudah menyetujui.", _NOTHING),
    "confirmed-already": ("Sekolah ini sudah membenarkannya.", _NOTHING),
    "declined-already": ("Sekolah ini sudah menolak.", _NOTHING),
    "exchange-confirmed": ("Semua sekolah sudah membenarkannya.", "Catat pertukaran lain."),
    "exchange-contested": ("Catatan ini dibantah.", "Minta sekolah pencatat memperbaikinya."),
    "held-without-attendance": ("Belum ada peserta yang tercatat.", "Catat siapa yang hadir dari tiap sekolah."),
    "not-begun-yet": ("Waktunya belum tiba.", "Catat sesudah terlaksana."),
    "not-in-programme": ("Ada sekolah yang tidak ikut program ini.", "Sebutkan sekolah yang ikut."),
    "not-in-training": ("Ada sekolah yang tidak diundang.", "Sebutkan sekolah peserta pelatihan."),
    "not-your-part": ("Ini bagian sekolah lain.", "Mintakan kepada sekolah itu."),
    "nothing-new": ("Edisi ini sudah terbit.", "Ubah rancangannya dahulu."),
    "nothing-to-end": ("Program ini tidak dapat diakhiri atau diubah.", _NOTHING),
    "only-principal-agrees": ("Hanya kepala sekolah yang memutuskan ini.", "Mintakan kepada kepala sekolah."),
    "outside-programme-scope": ("Program tidak mencakup kegiatan ini.", "Sepakati program yang lebih luas."),
    "practice-not-published": ("Praktik ini tidak sedang terbit.", "Minta sekolahnya menerbitkannya."),
    "renewal-without-review": ("Belum semua sekolah meninjau program lama.", "Mintakan tinjauan tiap sekolah."),
    "reviewed-already": ("Sekolah ini sudah meninjau.", _NOTHING),
    "school-with-itself": ("Sekolah tidak dapat melakukan ini dengan dirinya sendiri.", "Sebutkan sekolah lain."),
    "sister-school-decided": ("Program ini sudah diputuskan.", "Usulkan program lain."),
    "sister-school-declined": ("Satu sekolah menolak usulan ini.", "Ubah usulannya dahulu."),
    "sister-school-not-agreed": ("Program ini belum disetujui semua sekolah.", "Tunggu persetujuan semua."),
    "sister-school-not-running": ("Program sekolah mitra tidak sedang berjalan.", "Sebutkan program yang berjalan."),
    "training-not-held": ("Pelatihan ini belum berlangsung.", "Catat kehadirannya dahulu."),
    "training-not-planned": ("Pelatihan ini tidak lagi direncanakan.", "Lihat sampai mana jalannya."),
    "edition-superseded": ("Ada edisi yang lebih baru.", "Baca lalu adopsi edisi itu."),
    "visit-accepted-already": ("Kunjungan ini sudah diterima.", _NOTHING),
    "visit-not-accepted": ("Sekolah lain belum menerima kunjungan ini.", "Minta sekolah itu menerimanya."),
    "visit-not-held": ("Kunjungan ini belum terlaksana atau sudah dilaporkan.", "Lihat sampai mana jalannya."),
    "visit-not-planned": ("Kunjungan ini tidak lagi direncanakan.", "Lihat sampai mana jalannya."),
}

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "accept-visit": ("Terima kunjungan sekolah mitra", "Welcome a sister school's visit"),
    "agree-sister-school": ("Setujui program sekolah mitra", "Agree to a sister-school programme"),
    "confirm-exchange": ("Benarkan catatan pertukaran praktik", "Confirm a record of exchanged practice"),
    "correct-exchange": ("Perbaiki catatan pertukaran praktik", "Correct a record of exchanged practice"),
    "document-training": ("Lampirkan bukti pelatihan bersama", "Attach evidence of a joint training"),
    "document-visit": ("Lampirkan bukti kunjungan", "Attach evidence of a visit"),
    "hold-training": ("Catat kehadiran pelatihan bersama", "Record who came to a joint training"),
    "hold-visit": ("Catat kehadiran kunjungan", "Record who went on a visit"),
    "report-visit": ("Laporkan hasil kunjungan", "Report what a visit taught"),
    "review-sister-school": ("Tinjau program sekolah mitra", "Review a sister-school programme"),
    "revise-sister-school": ("Ubah usulan yang ditolak", "Change a proposal that was declined"),
}

DATES: Final[dict[str, tuple[str, str]]] = {
    "joint-training": ("Pelatihan bersama", "Joint training"),
    "observation-visit": ("Kunjungan observasi", "Observation visit"),
    "sister-school-ends": ("Program sekolah mitra berakhir", "Sister-school programme ends"),
}
