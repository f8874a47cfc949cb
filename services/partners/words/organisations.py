"""Refusals about the alliance's register, in Indonesian."""

from typing import Final

NEEDS: Final[dict[str, tuple[str, str]]] = {
    "decide-duplicate": (
        "Dua entri tampaknya satu organisasi: putuskan.",
        "Two entries look like one organisation: decide.",
    ),
}

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "changed-meanwhile": ("Entri ini berubah sementara itu.", "Ulangi penggabungannya."),
    "coordinates-wrong": (
        "Koordinat ini tidak mungkin benar.",
        "Isi lintang dan bujur dalam derajat desimal, misalnya -7.7926 dan 110.3658, atau kosongkan keduanya.",
    ),
    "duplicate-decided": ("Pasangan ini sudah diputuskan.", "Tidak perlu tindakan."),
    "not-of-the-pair": ("Entri ini bukan salah satu dari keduanya.", "Sebutkan salah satunya, atau null."),
    "organisation-alike": (
        "Daftar sudah memuat {register_name}, mungkin organisasi yang sama.",
        "Gunakan entri itu, isi NIB, atau nyatakan bahwa ini organisasi lain (`another`).",
    ),
    "merge-into-nothing": ("Entri tujuan tidak ada atau sudah digabung.", "Sebutkan entri yang masih berlaku."),
    "merge-with-itself": ("Entri tidak dapat digabung dengan dirinya sendiri.", "Sebutkan entri yang lain."),
    "nib-missing": ("Perusahaan di Indonesia memerlukan NIB.", "Isi NIB, 13 angka."),
    "id-of-another": (
        "ID organisasi ini terdaftar dengan nama lain.",
        "Periksa ID-nya, hapus, atau tulis nama seperti yang terdaftar.",
    ),
    "nib-of-another": (
        "NIB ini terdaftar dengan nama lain.",
        "Periksa NIB, atau tulis nama seperti yang terdaftar.",
    ),
    "nib-taken": ("NIB ini sudah ada dalam daftar organisasi.", "Gunakan yang sudah ada: cari dengan NIB-nya."),
    "organisation-merged": ("Entri ini sudah digabung ke entri lain.", "Gunakan entri tujuannya."),
    "site-exists": ("Lokasi ini sudah ada.", "Gunakan id lain."),
    "site-without-address": ("Lokasi ini tidak beralamat.", "Isi jalan, nomor dan kota."),
    "site-without-zone": ("Lokasi ini tidak berzona waktu.", "Isi nama IANA, misalnya Asia/Jakarta."),
}
