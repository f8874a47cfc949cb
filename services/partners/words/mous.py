"""Refusals, needs and dates of MoUs, agreements and addenda, for people."""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "addendum-decided": ("Adendum ini sudah ditandatangani atau ditarik.", "Tidak perlu tindakan."),
    "addendum-open": (
        "Adendum lain untuk naskah ini masih menunggu tanda tangan.",
        "Tandatangani atau tarik adendum itu dahulu.",
    ),
    "agreement-left-out": (
        "Sebuah PKS akan berada di luar masa berlaku atau lingkup MoU.",
        "Ubah atau akhiri PKS itu dahulu.",
    ),
    "agreement-not-drafted": ("PKS ini sudah ditandatangani atau berakhir.", "Tidak perlu tindakan."),
    "already-signed": ("Pihak ini sudah menandatangani.", "Tidak perlu tindakan."),
    "changes-without-comment": ("Perubahan yang diminta tidak disebutkan.", "Jelaskan dalam komentar."),
    "content-changed": (
        "Isi naskah bukan lagi yang disebut oleh jawaban ini.",
        "Baca lagi, lalu sebutkan content_hash yang sekarang.",
    ),
    "delegated-to-oneself": (
        "Ini alamat Anda sendiri: tautan Anda akan berakhir dan surat yang sama datang lagi.",
        "Sebutkan alamat rekan Anda, atau jawab sendiri.",
    ),
    "ends-not-after-start": ("Tanggal akhir tidak sesudah tanggal mulai.", "Isi tanggal akhir yang lebih kemudian."),
    "grant-elsewhere": (
        "Kuota yang sudah diberikan tetap pada lokasi, bagian dan konsentrasinya.",
        "Hapus kuota itu dan tambahkan yang baru.",
    ),
    "link-stopped": ("Tautan ini sudah dialihkan atau dicabut.", "Mintalah tautan Anda sendiri kepada sekolah."),
    "link-without-person": ("Tautan ini tidak terikat pada siapa pun.", "Kirim tautan milik penanda tangan sendiri."),
    "mou-not-active": ("MoU tidak sedang berlaku.", "Tunggu sampai MoU berlaku."),
    "mou-not-drafted": ("MoU ini bukan lagi rancangan.", "Hanya rancangan yang dapat diajukan."),
    "mou-not-in-review": ("MoU ini tidak sedang dalam telaah.", "Ajukan rancangannya untuk ditelaah dahulu."),
    "mou-not-suspended": ("MoU ini tidak sedang ditangguhkan.", "Tidak perlu tindakan."),
    "no-termination-announced": ("Tidak ada pemberitahuan pengakhiran.", "Tidak perlu tindakan."),
    "not-a-party": ("Ini bukan salah satu pihak.", "Sebutkan pihak yang tercantum dalam naskah."),
    "not-authorised-signatory": (
        "Pihak ini sudah menunjuk penanda tangan, dan ini orang lain.",
        "Mintakan kepada yang ditunjuk, atau tunjuk orang lain.",
    ),
    "not-expiring": ("Masa berlaku MoU belum akan berakhir.", "Putuskan bila akhirnya sudah dekat."),
    "not-in-line": ("Hanya jalur koordinasi yang melakukan ini untuk sekolah.", "Mintakan kepada koordinator."),
    "not-resubmitted": ("Naskah sedang diubah.", "Tunggu sampai diajukan lagi."),
    "nothing-changed": ("Tidak ada yang berubah.", "Ubah naskahnya dahulu."),
    "renewal-drafted": (
        "Perpanjangan nota kesepahaman ini sedang disusun dengan isi perjanjian yang sekarang.",
        "Buat adendum setelah perpanjangan berlaku, atau tarik perpanjangannya, buat adendum, lalu susun lagi.",
    ),
    "nothing-to-amend": ("Naskah ini tidak dapat diubah dengan adendum.", "Adendum hanya untuk yang ditandatangani."),
    "nothing-to-carry": (
        "PKS ini tidak ada pada MoU lama, atau diakhiri sebelum waktunya.",
        "Lanjutkan PKS yang ditandatangani dan berjalan sampai akhir.",
    ),
    "nothing-to-renew": (
        "MoU ini tidak dapat diperpanjang.",
        "Hanya MoU yang berlaku atau berakhir dapat diperpanjang.",
    ),
    "nothing-to-sign": ("Belum ada yang dapat ditandatangani.", "Ajukan rancangannya untuk ditelaah dahulu."),
    "nothing-to-terminate": ("MoU ini tidak dapat diakhiri.", "Hanya MoU yang sudah ditandatangani dapat diakhiri."),
    "nothing-to-withdraw": ("MoU ini tidak dapat ditarik.", "Yang sudah ditandatangani semua pihak dapat diakhiri."),
    "notice-too-short": ("Tenggang waktu pengakhiran terlalu pendek.", "Pilih tanggal sesudah tenggang waktu."),
    "only-principal-decides": ("Hanya kepala sekolah yang memutuskan ini.", "Mintakan kepada kepala sekolah."),
    "only-principal-signs": ("Untuk sekolah, hanya kepala sekolah yang menandatangani.", "Mintakan kepadanya."),
    "other-parties": ("Pihak, jenis dan tanggal mulai tidak diubah.", "Buat naskah yang baru."),
    "outside-period": ("PKS melewati masa berlaku MoU.", "Tetaplah di dalam masa berlaku MoU."),
    "outside-scope": ("MoU tidak mencakup ini.", "Sesuaikan dengan lingkup MoU."),
    "over-before-that": ("MoU berakhir sebelum tanggal itu.", "Biarkan berakhir, atau pilih tanggal lebih awal."),
    "own-draft": ("Sekolah tidak menelaah rancangannya sendiri.", "Tandatangani, atau ubah naskahnya."),
    "paper-by-staff": ("Hanya staf yang mencatat tanda tangan di kertas.", "Hapus `paper` dan tandatangani langsung."),
    "paper-without-evidence": ("Tanda tangan di kertas memerlukan pindaiannya.", "Sertakan id pindaian."),
    "parties-incomplete": ("Sekolah dan mitra program harus menjadi pihak.", "Cantumkan keduanya."),
    "period-out-of-bounds": ("Masa berlaku MoU di luar batas.", "Pilih tanggal akhir di dalam batas."),
    "period-over": ("Masa berlakunya sudah lewat.", "Ubah masa berlakunya dahulu."),
    "quota-outside-agreement": ("Kuota melewati PKS.", "Tetaplah di dalam masa dan konsentrasi PKS."),
    "refused-already": ("Pihak ini sudah menolak.", "Tidak perlu tindakan."),
    "renewal-without-evaluation": (
        "Program MoU lama belum dievaluasi untuk masa terakhirnya.",
        "Evaluasi programnya untuk masa itu dahulu.",
    ),
    "reviewed-already": ("Pihak ini sudah menjawab dalam putaran ini.", "Tidak perlu tindakan."),
    "school-of-another-alliance": (
        "Tidak semua sekolah dalam MoU ini berada dalam satu aliansi.",
        "Cantumkan hanya sekolah dari aliansi Anda; sekolah lain membuat MoU sendiri.",
    ),
    "signed-for-another": ("Satu orang tidak menandatangani untuk dua pihak.", "Mintakan kepada orang lain."),
    "signed-text": ("Naskah yang sudah ditandatangani tidak diubah.", "Buat adendum atau MoU baru."),
    "termination-announced": ("Pengakhiran MoU sudah diberitahukan.", "Tarik pemberitahuan itu dahulu."),
    "unknown-site": ("Lokasi atau bagian ini tidak ada dalam daftar.", "Tambahkan dahulu pada organisasinya."),
}

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "renew-or-let-go": ("Perpanjang MoU atau biarkan berakhir", "Renew the MoU or let it end"),
    "resubmit-mou": ("Ajukan lagi naskah MoU yang diubah", "Submit the changed MoU again"),
    "resume-or-end-mou": ("Lanjutkan atau akhiri MoU yang ditangguhkan", "Resume or end the suspended MoU"),
    "review-mou": ("Telaah rancangan MoU", "Review the draft of an MoU"),
    "revise-agreement": ("Ubah rancangan PKS yang ditolak", "Revise the agreement that was refused"),
    "revise-mou": ("Ubah rancangan MoU seperti diminta", "Revise the MoU as was asked"),
    "sign-addendum": ("Tandatangani adendum", "Sign an addendum"),
    "sign-agreement": ("Tandatangani PKS", "Sign an agreement"),
    "sign-mou": ("Tandatangani MoU", "Sign an MoU"),
    "submit-mou": ("Ajukan rancangan MoU", "Submit the draft of an MoU"),
}

DATES: Final[dict[str, tuple[str, str]]] = {
    "agreement-ends": ("PKS berakhir", "Agreement ends"),
    "agreement-starts": ("PKS mulai berlaku", "Agreement begins"),
    "mou-ends": ("MoU berakhir", "MoU ends"),
    "mou-notice": ("MoU akan berakhir", "MoU is about to end"),
    "mou-starts": ("MoU mulai berlaku", "MoU begins"),
    "mou-terminated": ("MoU diakhiri", "MoU is terminated"),
}
