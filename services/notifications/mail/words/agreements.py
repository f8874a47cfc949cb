"""MoUs with their agreements, evaluations, contributions (C3, C5, C9)."""

from typing import Final

from services.notifications.mail.words.forms import Topic

_SCHOOL: Final = "/partners/schools/{tenant}/"

_MOU: Final = {
    "mou-drafted.v1": ("MoU dirancang", "An MoU was drafted"),
    "mou-revised.v1": ("Naskah MoU berubah: tanda tangan gugur", "The MoU changed: signatures fall"),
    "mou-submitted-for-review.v1": ("MoU diajukan untuk ditelaah", "An MoU lies before the parties"),
    "mou-resubmitted.v1": ("MoU diajukan kembali untuk ditelaah", "The changed MoU lies before the parties"),
    "mou-review-commented.v1": ("Ada tanggapan atas rancangan MoU", "Somebody commented on the MoU"),
    "mou-party-reviewed.v1": ("Satu pihak selesai menelaah MoU", "A party has reviewed the MoU"),
    "mou-review-round-ended.v1": ("Semua pihak selesai menelaah MoU", "Every party has reviewed the MoU"),
    "mou-withdrawn.v1": ("Rancangan MoU ditarik", "The draft MoU was withdrawn"),
    "mou-signatories-named.v1": ("Penanda tangan MoU ditetapkan", "The MoU's signatories were named"),
    "mou-signatory-invited.v1": ("Tanda tangan MoU diminta", "A signature on an MoU was asked for"),
    "mou-signing-delegated.v1": ("Penandatanganan MoU didelegasikan", "The signing of an MoU was delegated"),
    "mou-reminder-due.v1": ("Tanda tangan MoU belum masuk", "A signature on an MoU is still wanted"),
    "mou-signatory-reminded.v1": ("Penanda tangan MoU diingatkan", "A signatory of an MoU was reminded"),
    "mou-party-refused.v1": ("Satu pihak menolak menandatangani MoU", "A party refused to sign the MoU"),
    "mou-party-signed.v1": ("Satu pihak menandatangani MoU", "A party signed the MoU"),
    "mou-signed.v1": ("MoU ditandatangani semua pihak", "The MoU is signed by every party"),
    "mou-recorded.v1": ("MoU yang sudah ada dicatat", "An existing MoU was recorded"),
    "mou-scan-added.v1": ("Pindaian MoU ditambahkan", "The scan of an MoU was added"),
    "mou-programme-named.v1": ("Program untuk MoU ditetapkan", "The MoU's programme was named"),
    "mou-activated.v1": ("MoU mulai berlaku", "The MoU is in force"),
    "mou-expiring.v1": ("MoU akan berakhir", "An MoU is about to end"),
    "mou-partner-told.v1": ("Mitra diberi tahu bahwa MoU akan berakhir", "The partner was told that the MoU ends"),
    "mou-renewal-begun.v1": ("Perpanjangan MoU dimulai", "The renewal of an MoU has begun"),
    "mou-renewal-dropped.v1": ("Perpanjangan MoU batal", "The renewal of an MoU was dropped"),
    "mou-let-go.v1": ("MoU tidak akan diperpanjang", "The MoU will not be renewed"),
    "mou-expired.v1": ("MoU telah berakhir", "The MoU has ended"),
    "mou-renewed.v1": ("MoU digantikan MoU baru", "Another MoU took the place of this one"),
    "mou-suspended.v1": ("MoU ditangguhkan", "The MoU was suspended"),
    "mou-resumed.v1": ("MoU berlaku kembali", "The MoU is in force again"),
    "mou-termination-announced.v1": ("Pengakhiran MoU diumumkan", "Notice was given on the MoU"),
    "mou-termination-withdrawn.v1": ("Pengakhiran MoU dibatalkan", "The notice on the MoU was taken back"),
    "mou-terminated.v1": ("MoU diakhiri sebelum waktunya", "The MoU ended before its time"),
    "mou-amended.v1": ("MoU diubah dengan adendum", "The MoU was amended"),
    "agreement-drafted.v1": ("Perjanjian kerja sama dirancang", "A cooperation agreement was drafted"),
    "agreement-revised.v1": ("Perjanjian berubah: tanda tangan gugur", "The agreement changed: signatures fall"),
    "agreement-party-signed.v1": ("Satu pihak menandatangani perjanjian", "A party signed the agreement"),
    "agreement-signed.v1": ("Perjanjian ditandatangani kedua pihak", "The agreement is signed by both parties"),
    "quota-granted.v1": ("Mitra memberi kuota PKL", "The partner takes students: quota granted"),
    "quota-withdrawn.v1": ("Kuota PKL dicabut", "A quota was withdrawn"),
    "agreement-activated.v1": ("Perjanjian kerja sama mulai berlaku", "The agreement is in force"),
    "agreement-amended.v1": ("Perjanjian kerja sama diubah", "The agreement was amended"),
    "agreement-carried-over.v1": ("Perjanjian berlanjut di MoU baru", "The agreement goes on under the new MoU"),
    "agreement-ended.v1": ("Perjanjian kerja sama berakhir", "The agreement is over"),
    "addendum-drafted.v1": ("Adendum menunggu tanda tangan", "An addendum waits to be signed"),
    "addendum-party-signed.v1": ("Satu pihak menandatangani adendum", "A party signed the addendum"),
    "addendum-signed.v1": ("Adendum ditandatangani semua pihak", "The addendum is signed by every party"),
    "addendum-withdrawn.v1": ("Adendum ditarik", "The addendum was withdrawn"),
}

AGREEMENTS: Final = {
    "partners.mou.v1": Topic(("MoU", "MoU"), _SCHOOL + "mous/{id}", _MOU),
    "partners.instrument.v1": Topic(
        ("instrumen evaluasi", "evaluation instrument"),
        "/partners/alliances/{tenant}/instruments/{id}",
        {
            "instrument-drafted.v1": ("Instrumen evaluasi dirancang", "An evaluation instrument was drafted"),
            "instrument-revised.v1": ("Rancangan instrumen diubah", "A draft instrument changed"),
            "instrument-published.v1": ("Instrumen evaluasi mulai dipakai", "An evaluation instrument came into use"),
            "instrument-retired.v1": ("Instrumen evaluasi tidak dipakai lagi", "An evaluation instrument was retired"),
        },
    ),
    "partners.evaluation.v1": Topic(
        ("evaluasi", "evaluation"),
        _SCHOOL + "evaluations/{id}",
        {
            "evaluation-opened.v1": ("Evaluasi kemitraan dibuka", "An evaluation was opened"),
            "evaluation-partner-invited.v1": ("Mitra diundang menilai kemitraan", "The partner was invited to score"),
            "evaluation-view-sealed.v1": ("Satu pihak selesai menilai", "One side has scored"),
            "evaluation-reminded.v1": ("Evaluasi hampir jatuh tempo", "An evaluation is due soon"),
            "evaluation-overdue.v1": ("Evaluasi melewati tenggat", "An evaluation is overdue"),
            "evaluation-extended.v1": ("Tenggat evaluasi diperpanjang", "There is more time for an evaluation"),
            "evaluation-completed.v1": ("Evaluasi kemitraan selesai", "An evaluation is complete"),
            "evaluation-cancelled.v1": ("Evaluasi dibatalkan", "An evaluation was cancelled"),
            "evaluation-reflected.v1": ("Kepala sekolah menyimpulkan evaluasi", "The principal drew conclusions"),
        },
    ),
    "partners.contribution.v1": Topic(
        ("kontribusi", "contribution"),
        _SCHOOL + "contributions/{id}",
        {
            "contribution-recorded.v1": ("Kontribusi dicatat", "A contribution was recorded"),
            "contribution-partner-invited.v1": (
                "Mitra diminta mengonfirmasi kontribusi",
                "The partner was asked to confirm",
            ),
            "contribution-confirmed.v1": ("Kontribusi dikonfirmasi", "A contribution was confirmed"),
            "contribution-disputed.v1": ("Kontribusi dibantah", "A contribution was disputed"),
            "contribution-corrected.v1": ("Kontribusi diperbaiki", "A contribution was corrected"),
            "contribution-withdrawn.v1": ("Kontribusi ditarik", "A contribution was withdrawn"),
        },
    ),
}
