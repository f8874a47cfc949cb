"""Refusals about a school's partnerships, in Indonesian."""

from typing import Final

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "add-site": ("Mitra belum mempunyai lokasi: tambahkan.", "The partner has no site: add one."),
    "name-contact": ("Mitra belum mempunyai kontak: tambahkan.", "The partner has no contact: add one."),
    "name-owner": ("Belum ada penanggung jawab kemitraan: tunjuk.", "Nobody answers for the partnership: name one."),
    "qualify-partner": (
        "MoU dengan mitra ini sudah berlaku, tetapi mitra belum dinilai layak: nilai.",
        "An MoU with this partner is in force, but it is not qualified: qualify it.",
    ),
    "unite-partnerships": (
        "Dua kemitraan dengan satu organisasi: satukan.",
        "Two partnerships with one organisation: unite them.",
    ),
}

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "capacity-not-stated": ("Tidak ada pernyataan daya tampung ini.", "Sebutkan konsentrasi dan masanya dengan tepat."),
    "capacity-overlaps": (
        "Sebagian masa ini sudah mempunyai daya tampung lain.",
        "Nyatakan untuk masa yang sama, atau cabut dahulu yang lain.",
    ),
    "contact-exists": ("Orang ini sudah menjadi kontak.", "Tidak perlu tindakan."),
    "contact-without-address": (
        "Kontak {contact} tidak mempunyai alamat surel, sehingga surat tidak akan sampai.",
        "Tambahkan alamat surel pada kontak mitra ini lalu kirim lagi, atau sebutkan kontak lain.",
    ),
    "other-organisation": (
        "Kedua kemitraan bukan dengan organisasi yang sama.",
        "Minta aliansi menggabungkan organisasinya dahulu.",
    ),
    "owner-not-of-staff": (
        "Hanya jalur koordinasi dan kepala program keahlian yang bertanggung jawab atas kemitraan.",
        "Tunjuk anggota sekolah dengan salah satu peran itu.",
    ),
    "partner-blocked": ("Mitra ini sudah diblokir.", "Tidak perlu tindakan."),
    "partner-not-mapped": ("Mitra ini sudah dinilai layak.", "Hanya mitra terpetakan atau terblokir yang dinilai."),
    "partner-not-qualified": ("Mitra ini belum dinilai layak.", "Nilai kelayakannya dahulu."),
    "partner-united": ("Kemitraan ini sudah disatukan dengan yang lain.", "Lanjutkan kemitraan yang itu."),
    "partner-without-contact": ("Kemitraan ini belum mempunyai kontak.", "Tambahkan kontak dahulu."),
    "partner-without-site": ("Organisasi ini belum mempunyai lokasi.", "Tambahkan lokasi dahulu."),
    "period-incomplete": ("Masa ini hanya mempunyai satu ujung.", "Isi kedua tanggal, atau kosongkan keduanya."),
    "unite-with-itself": ("Kemitraan tidak disatukan dengan dirinya sendiri.", "Sebutkan yang lain."),
    "partnership-exists": ("Sekolah sudah bermitra dengan organisasi ini.", "Lanjutkan kemitraan yang sudah ada."),
}
