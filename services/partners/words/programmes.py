"""Refusals about programmes, in Indonesian."""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "activity-of-other-kind": ("Jenis kegiatan ini tidak ada dalam program.", "Tambahkan ke `kinds`."),
    "content-revised": ("Isinya sudah diubah sejak dibaca.", "Baca lagi, lalu sebutkan content_hash yang sekarang."),
    "ends-before-start": ("Kegiatan berakhir sebelum dimulai.", "Isi tanggal akhir yang lebih kemudian."),
    "endorsed-already": ("Kelompok ini sudah menyetujui.", "Satu persetujuan per kelompok sudah cukup."),
    "indicator-twice": ("Satu indikator memiliki dua angka.", "Isi satu angka per indikator."),
    "not-endorsed": ("Belum disetujui semua kelompok.", "Mintakan persetujuan guru, komite dan mitra dahulu."),
    "not-of-the-group": (
        "Hanya anggota kelompok ini yang dapat mewakilinya.",
        "Mintakan kepada anggota sekolah dengan peran {role}.",
    ),
    "only-principal-approves": ("Hanya kepala sekolah yang menyetujui.", "Mintakan kepada kepala sekolah."),
    "other-partner": ("Mitra program tidak diganti.", "Usulkan program dengan mitra yang lain."),
    "outside-school-year": ("Kegiatan di luar tahun ajaran.", "Rencanakan dalam program tahun ajarannya."),
    "partner-not-asked": ("Mitra ini tidak dimintai pendapat.", "Undang wakil mitra yang disebut di sini."),
    "programme-decided": ("Program ini sudah diputuskan.", "Usulkan program lain."),
    "programme-not-approved": ("Program belum disetujui kepala sekolah.", "Mintakan persetujuannya dahulu."),
    "programme-not-evaluated": ("Program belum dievaluasi.", "Evaluasi dahulu."),
    "programme-not-running": ("Program tidak sedang berjalan.", "Hanya yang berjalan yang dapat dievaluasi."),
    "programme-withdrawn": (
        "Sekolah menarik kembali usulan ini, sehingga tidak menunggu tanggapan siapa pun.",
        "Tidak ada yang perlu Anda jawab di sini. Tanyakan kepada sekolah bila ingin tahu alasannya.",
    ),
    "two-roles": ("Satu orang tidak bertindak dalam dua peran.", "Mintakan kepada orang lain."),
}

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "endorse-programme": ("Tanggapi rencana program", "Endorse the programme or object"),
    "answer-objection": ("Tanggapi keberatan dengan revisi", "Answer the objection with a revision"),
    "approve-programme": ("Setujui program", "Approve the programme"),
    "start-programme": ("Mulai program, atau susun MoU-nya", "Start the programme, or draft its MoU"),
    "close-programme": ("Tutup program yang sudah dievaluasi", "Close the evaluated programme"),
}

DATES: Final[dict[str, tuple[str, str]]] = {
    "planned-activity": ("Kegiatan program menurut rencana", "Activity planned in a programme"),
}
