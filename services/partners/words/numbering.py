"""Refusals about the numbering of letters, in Indonesian."""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "number-in-use": ("Nomor ini sudah dipakai naskah lain.", "Ubah pola penomoran sekolah untuk naskah ini."),
    "pattern-unknown-placeholder": (
        "Pola memuat isian yang tidak dikenal.",
        "Gunakan sequence, npsn, roman_month, month, year, short_year.",
    ),
    "pattern-unreadable": (
        "Pola penomoran tidak dapat dibaca.",
        "Gunakan huruf, angka, spasi tunggal, . / _ - dan isian seperti {sequence:03}.",
    ),
    "pattern-without-sequence": ("Pola tidak memuat nomor urut.", "Cantumkan {sequence} satu kali."),
    "pattern-without-year": (
        "Pola dimulai lagi setiap tahun tetapi tidak menyebut tahun.",
        "Cantumkan {year}, atau pilih penomoran berlanjut.",
    ),
}
