"""Why an attempt failed and how to mend it, for the owner of the endpoint, in both languages."""

from typing import Final, NamedTuple

from services.notifications.domain.retries import ErrorClass


class Hint(NamedTuple):
    """One sentence or two."""

    id: str
    en: str


HINTS: Final[dict[ErrorClass, Hint]] = {
    "refused-status": Hint(
        "Penerima menjawab dengan status galat. Lihat log penerima pada waktu itu; jawab 2xx setelah menerima.",
        "The receiver answered with an error status. Look into its log at that time; answer 2xx once it has taken it.",
    ),
    "redirect": Hint(
        "Penerima mengalihkan; pengalihan tidak diikuti. Daftarkan URL tujuannya.",
        "The receiver redirects, and redirects are not followed. Register the URL that it leads to.",
    ),
    "gone": Hint(
        "Penerima menjawab 410, maka endpoint dinonaktifkan. Verifikasi lagi bila masih dipakai.",
        "The receiver answered 410, so the endpoint was disabled. Verify it again if it is still in use.",
    ),
    "throttled": Hint(
        "Penerima kewalahan (429, 502 atau 504). Turunkan `rate` atau perbesar penerima; Retry-After dipatuhi.",
        "The receiver is overloaded (429, 502 or 504). Lower the endpoint's `rate`, or give the receiver more room; "
        "Retry-After is honoured.",
    ),
    "timeout": Hint(
        "Tidak ada jawaban lengkap dalam batas waktu. Simpan dahulu, jawab 2xx, baru kerjakan.",
        "No complete answer within the deadline. Store it, answer 2xx, and work on it afterwards.",
    ),
    "address-refused": Hint(
        "Server surat menolak alamat ini untuk selamanya, maka endpoint dinonaktifkan. Berikan alamat lain.",
        "The mail server refused this address for good, so the endpoint was disabled. Give another address.",
    ),
    "letter-refused": Hint(
        "Server surat menolak isi surat ini; surat lain tetap dikirim. Tanyakan kepada pengelola server surat.",
        "The mail server refused what this letter says; others are still sent. Ask whoever runs the mail server.",
    ),
    "not-allowed": Hint(
        "Peran anggota tidak lagi boleh mendengar peristiwa ini. Minta peran itu kepada kepala sekolah.",
        "The member's roles may not hear this any more. Ask the principal for the role.",
    ),
    "connect": Hint(
        "Tidak dapat tersambung. Periksa apakah penerima berjalan dan tembok api membuka portnya.",
        "It could not be connected to. See whether the receiver is running and its firewall lets the port through.",
    ),
    "dns": Hint(
        "Nama host tidak ditemukan. Periksa URL dan catatan DNS-nya.",
        "The host's name does not resolve. Check the URL and its DNS records.",
    ),
    "tls": Hint(
        "Sertifikat TLS tidak sah. Periksa masa berlaku, nama, dan rantai sertifikat antaranya.",
        "TLS failed. Check that the certificate is valid, for this name, and sent with its intermediates.",
    ),
    "denied-address": Hint(
        "URL menuju alamat yang tidak boleh dipanggil. Gunakan host publik pada port yang diizinkan.",
        "The URL leads to an address that must not be called. Use a public host on an allowed port.",
    ),
    "disconnected": Hint(
        "Sambungan ditutup sebelum ada jawaban. Periksa proxy dan batas waktunya di depan penerima.",
        "The connection was closed before an answer. Look at the proxies before the receiver and at their time limits.",
    ),
    "protocol": Hint(
        "Jawabannya bukan HTTP yang benar. Periksa apakah port itu benar milik penerima.",
        "The answer was not proper HTTP. See whether the receiver really listens at that port.",
    ),
    "egress": Hint(
        "Kesalahan di pihak kami; dikirim lagi dan tidak dibebankan kepada Anda.",
        "The fault is ours; it is sent again and not charged to you.",
    ),
    "unknown": Hint(
        "Proses kami berakhir saat mengirim; dikirim lagi dengan `webhook-id` yang sama. Abaikan bila sudah diterima.",
        "Our process ended while sending; it is sent again with the same `webhook-id`. Ignore what you have already.",
    ),
    "payload-expired": Hint(
        "Isinya sudah tidak disimpan, sehingga tidak dapat dikirim. Baca keadaan terkini melalui API.",
        "What was to be sent is no longer kept. Read the current state through the API.",
    ),
    "no-secret": Hint(
        "Rahasia endpoint tidak dapat dibuka di pihak kami. Buat rahasia baru, atau hubungi kami.",
        "The endpoint's secret cannot be opened on our side. Rotate the secret, or tell us.",
    ),
}
