"""Refusals about facilities and bookings in Indonesian; what waits for somebody and stands in calendars."""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "after-programme": (
        "Program sekolah mitra berakhir sebelum jadwal terakhir.",
        "Akhiri peminjaman dalam masa program, atau kosongkan programnya.",
    ),
    "booking-answered": ("Peminjaman ini sudah dijawab.", "Tidak perlu tindakan."),
    "booking-lapsed": ("Waktu untuk menjawab sudah lewat.", "Minta sekolah mengajukannya lagi."),
    "booking-not-approved": (
        "Tidak ada yang dipinjam tanpa persetujuan pemiliknya.",
        "Tunggu sampai pemilik menyetujui peminjaman.",
    ),
    "booking-over": ("Peminjaman ini sudah berakhir.", "Tidak perlu tindakan."),
    "closes-before-opening": ("Jam tutup sebelum jam buka.", "Isi jam tutup yang lebih kemudian."),
    "ends-before-start": ("Selesai sebelum mulai.", "Isi waktu selesai yang lebih kemudian."),
    "facility-closed": ("Fasilitas ini sudah ditutup.", "Pilih fasilitas lain."),
    "facility-taken": (
        "Fasilitas sudah terpakai pada waktu itu.",
        "Pilih waktu yang kosong, atau kecualikan hari itu.",
    ),
    "no-occurrence": (
        "Tidak ada hari yang tersisa dari jadwal berulang ini.",
        "Isi hari terakhir yang tidak mendahului hari pertama, dan kecualikan lebih sedikit hari.",
    ),
    "nothing-to-cancel": ("Tidak ada jadwal yang akan datang pada waktu itu.", "Sebutkan jadwal yang akan datang."),
    "nothing-to-record": (
        "Tidak ada jadwal yang sudah mulai dan belum dicatat pada waktu itu.",
        "Sebutkan waktu mulai jadwal yang sudah berjalan.",
    ),
    "only-owner-blocks": ("Hanya sekolah pemilik yang memblokir fasilitas.", "Mintakan kepada pemiliknya."),
    "only-owner-lends": ("Hanya sekolah pemilik yang meminjamkan.", "Tunggu jawaban pemiliknya."),
    "outside-hours": ("Fasilitas tidak buka pada waktu itu.", "Pilih waktu di dalam jam buka."),
    "over-capacity": ("Jumlah orang melebihi kapasitas.", "Kurangi pesertanya, atau pilih yang lebih besar."),
    "overlaps-itself": ("Satu jadwal mulai sebelum yang sebelumnya selesai.", "Persingkat, atau ulangi lebih jarang."),
    "range-not-valid": ("Rentang waktunya kosong atau terlalu panjang.", "Minta rentang yang lebih pendek."),
    "shared-with-itself": ("Sekolah sudah memiliki fasilitas ini.", "Sebutkan sekolah lain."),
    "slots-lost": ("Waktunya sudah diberikan kepada peminjaman lain.", "Ajukan waktu lain."),
    "starts-in-the-past": ("Mulainya sudah lewat.", "Pilih waktu yang akan datang."),
    "too-far-ahead": ("Terlalu jauh di depan untuk fasilitas ini.", "Pilih tanggal akhir yang lebih dekat."),
    "too-many-occurrences": ("Terlalu banyak jadwal dalam satu peminjaman.", "Akhiri lebih awal."),
}

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "approve-booking": ("Jawab permintaan peminjaman fasilitas", "Answer a request for a facility"),
}

DATES: Final[dict[str, tuple[str, str]]] = {
    "facility-blocked": ("Fasilitas tidak dapat dipakai", "Facility blocked"),
    "facility-booking": ("Pemakaian fasilitas", "Facility booked"),
}
