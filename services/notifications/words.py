"""What the refusals of this service say in Indonesian. In English they speak for themselves."""

from typing import Final

from shared.http import Words, add_words
from shared.http.forms import add_form

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "endpoint-moved": ("URL berubah selagi diverifikasi.", "Verifikasi sekali lagi."),
    "endpoint-not-paused": ("Titik akhir ini tidak sedang dijeda.", "Verifikasi agar dikirimi lagi."),
    "endpoint-not-verified": (
        "Titik akhir ini belum terverifikasi, atau penerima tidak membuktikan bahwa ia mau menerima kiriman kami.",
        'Jawab OPTIONS dengan WebHook-Allowed-Origin, atau kembalikan tantangan bertanda tangan: {"challenge": "…"}.',
    ),
    "address-changed": ("Alamatnya sudah berganti.", "Pakai tautan pada surat terbaru."),
    "address-confirmed": ("Alamat ini sudah dikonfirmasi.", "Lanjutkan titik akhirnya bila sedang dijeda."),
    "asked-too-often": ("Surat baru saja dikirim.", "Periksa kotak surat Anda, atau tunggu sepuluh menit."),
    "event-filter-unknown": (
        "Tidak ada peristiwa yang cocok dengan {filter}.",
        "Barangkali maksud Anda: {near}. Daftarnya ada di GET /notifications/events; `*` berarti apa saja.",
    ),
    "event-unknown": (
        "Tidak ada peristiwa dengan nama ini.",
        "Nama yang mirip: {alike}. Daftarnya ada di GET /notifications/events.",
    ),
    "headers-for-another-host": (
        "Header diberikan untuk host lain dan tidak ikut pindah dengan sendirinya.",
        "Berikan `headers` sekali lagi, atau objek kosong.",
    ),
    "secret-forgotten": (
        "Ini sudah pernah dilakukan, dan rahasia dari waktu itu tidak lagi disimpan.",
        "Buat rahasia baru, atau daftarkan lagi.",
    ),
    "too-many-endpoints": ("Titik akhirnya sudah terlalu banyak.", "Ubah atau pakai ulang salah satunya."),
    "verified-too-often": ("Satu penerima baru saja ditanya.", "Tunggu dua detik, lalu coba lagi."),
    "webhook-header-refused": (
        "Header ini tidak dapat dikirim: namanya milik kami atau tidak sah, atau nilainya bukan ASCII satu baris.",
        "Pakai nama lain, misalnya authorization, dengan 1 sampai 1000 karakter ASCII yang tercetak.",
    ),
    "webhook-secret-invalid": (
        "Rahasia webhook adalah `whsec_` diikuti base64 dari 24 sampai 64 bita.",
        "Kosongkan rahasianya, maka kami membuatkannya.",
    ),
    "webhook-url-refused": (
        "URL ini tidak boleh dipanggil (aturan: {reason}).",
        "Berikan URL https dari host umum yang bernama, pada salah satu port ini: {ports}.",
    ),
}


def register() -> None:
    """Put the words into the catalogue."""
    for code, (detail, mend) in _SENTENCES.items():
        add_words(code, id=Words("", detail, mend))
    add_form(r"^[a-z0-9.*-]{1,120}$", id="saringan peristiwa", en="a filter of events", example="partners.mou-*")
    add_form(
        r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$",
        id="alamat surel",
        en="an e-mail address",
        example="sri@example.sch.id",
    )
    add_form(
        r"^[A-Za-z0-9._-]{1,40}$",
        id="kunci metadata (huruf, angka, titik, garis bawah, tanda hubung)",
        en="a key of metadata (letters, digits, dots, underscores, hyphens)",
        example="tim",
    )
