"""Facilities, and what sister schools do together (C28 to C30)."""

from typing import Final

from services.notifications.mail.words.forms import Topic

_SCHOOL: Final = "/partners/schools/{tenant}/"

SISTERS: Final = {
    "partners.facility.v1": Topic(
        ("fasilitas", "facility"),
        _SCHOOL + "facilities/{id}",
        {
            "facility-registered.v1": ("Fasilitas baru dapat dipesan", "A facility can be booked"),
            "facility-revised.v1": ("Ketentuan fasilitas berubah", "The rules of a facility changed"),
            "facility-shared.v1": ("Fasilitas dibuka bagi sekolah mitra", "A facility was shared"),
            "facility-withdrawn.v1": ("Fasilitas tidak lagi dibagikan", "A facility is shared no more"),
            "facility-closed.v1": ("Fasilitas ditutup", "A facility was closed"),
        },
    ),
    "partners.facility-booking.v1": Topic(
        ("pemesanan fasilitas", "booking"),
        _SCHOOL + "bookings/{id}",
        {
            "facility-booking-requested.v1": ("Pemesanan fasilitas menunggu jawaban", "A booking waits for an answer"),
            "facility-booked.v1": ("Fasilitas dipesan", "A facility was booked"),
            "facility-booking-refused.v1": ("Pemesanan fasilitas ditolak", "A booking was refused"),
            "facility-booking-lapsed.v1": ("Pemesanan gugur tanpa jawaban", "A booking lapsed without an answer"),
            "facility-booking-cancelled.v1": ("Pemesanan fasilitas dibatalkan", "A booking was cancelled"),
            "facility-used.v1": ("Fasilitas telah digunakan", "A booked facility was used"),
        },
    ),
    "partners.sister-school.v1": Topic(
        ("program sekolah mitra", "sister-school programme"),
        _SCHOOL + "sister-programmes/{id}",
        {
            "sister-school-proposed.v1": ("Program sekolah mitra diusulkan", "A sister-school programme was proposed"),
            "sister-school-revised.v1": ("Isi program berubah: setujui lagi", "Its terms changed: agree anew"),
            "sister-school-party-agreed.v1": ("Satu sekolah menyetujui program", "One school agreed"),
            "sister-school-agreed.v1": ("Semua sekolah menyetujui program", "Every school has agreed"),
            "sister-school-declined.v1": ("Satu sekolah tidak menyetujui program", "One school does not agree"),
            "sister-school-responsible-named.v1": (
                "Penanggung jawab program berganti",
                "Another member answers for it",
            ),
            "sister-school-started.v1": ("Program sekolah mitra dimulai", "A sister-school programme began"),
            "sister-school-review-fell.v1": ("Tinjauan program diminta", "A review of the programme is wanted"),
            "sister-school-reviewed.v1": ("Satu sekolah meninjau program", "One school reviewed the programme"),
            "sister-school-renewed.v1": ("Program sekolah mitra diperbarui", "A sister-school programme was renewed"),
            "sister-school-ended.v1": ("Program sekolah mitra berakhir", "A sister-school programme is over"),
        },
    ),
    "partners.observation-visit.v1": Topic(
        ("kunjungan observasi", "observation visit"),
        _SCHOOL + "visits/{id}",
        {
            "observation-visit-planned.v1": ("Kunjungan observasi diusulkan", "A visit was proposed"),
            "observation-visit-accepted.v1": ("Kunjungan observasi diterima", "A visit was accepted"),
            "observation-visit-held.v1": ("Kunjungan observasi terlaksana", "A visit took place"),
            "observation-visit-reported.v1": ("Laporan kunjungan tersedia", "A visit was reported on"),
            "observation-visit-cancelled.v1": ("Kunjungan observasi dibatalkan", "A visit was called off"),
            "observation-visit-evidence-added.v1": ("Bukti kunjungan ditambahkan", "Evidence of a visit was added"),
        },
    ),
    "partners.joint-training.v1": Topic(
        ("pelatihan bersama", "joint training"),
        _SCHOOL + "joint-trainings/{id}",
        {
            "joint-training-planned.v1": ("Pelatihan bersama direncanakan", "A joint training is planned"),
            "joint-training-held.v1": ("Pelatihan bersama terlaksana", "A joint training took place"),
            "joint-training-cancelled.v1": ("Pelatihan bersama dibatalkan", "A joint training was called off"),
            "joint-training-evidence-added.v1": ("Bukti pelatihan ditambahkan", "Evidence of a training was added"),
        },
    ),
    "partners.practice-exchange.v1": Topic(
        ("pertukaran praktik", "exchange of practice"),
        _SCHOOL + "practice-exchanges/{id}",
        {
            "practice-exchanged.v1": ("Praktik baik dipertukarkan", "Schools taught each other"),
            "practice-exchange-corrected.v1": ("Catatan pertukaran diperbaiki", "The record was corrected: confirm it"),
            "practice-exchange-confirmed.v1": ("Pertukaran praktik dikonfirmasi", "An exchange was confirmed"),
            "practice-exchange-contested.v1": ("Pertukaran praktik dibantah", "An exchange was contested"),
        },
    ),
    "partners.practice.v1": Topic(
        ("praktik baik", "good practice"),
        _SCHOOL + "practices/{id}",
        {
            "practice-drafted.v1": ("Praktik baik ditulis", "A practice was written down"),
            "practice-revised.v1": ("Rancangan praktik baik diubah", "The draft of a practice changed"),
            "practice-published.v1": ("Praktik baik diterbitkan", "A practice was published"),
            "practice-withdrawn.v1": ("Praktik baik ditarik", "A practice was withdrawn"),
            "practice-adopted.v1": ("Praktik baik diadopsi sekolah lain", "Another school adopted a practice"),
        },
    ),
}
