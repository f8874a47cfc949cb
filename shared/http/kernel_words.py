"""The kernel's own sentences. Keys are problem codes; titles of whole statuses are keyed `status-<n>`."""

from shared.http.words import Words, add_words

_TITLES = {
    400: ("Permintaan tidak terbaca", "Unreadable request"),
    401: ("Belum dikenali", "Not authenticated"),
    403: ("Tidak berwenang", "Not allowed"),
    404: ("Tidak ditemukan", "Not found"),
    405: ("Metode tidak diizinkan", "Method not allowed"),
    406: ("Format tidak tersedia", "No acceptable format"),
    409: ("Ditolak oleh aturan", "Refused by a rule"),
    410: ("Sudah tidak ada", "No longer there"),
    412: ("Sudah berubah", "Changed meanwhile"),
    413: ("Terlalu besar", "Too large"),
    415: ("Jenis isi tidak didukung", "Unsupported content type"),
    422: ("Tidak sah", "Not valid"),
    428: ("Perlu If-Match", "Precondition required"),
    429: ("Terlalu sering", "Too many requests"),
    500: ("Terjadi kesalahan", "Something went wrong"),
    503: ("Coba lagi", "Try again"),
}

_SENTENCES: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "not-found": (
        ("Tidak ada data dengan id ini di sini.", "Periksa id dan sekolahnya."),
        ("", ""),
    ),
    "person-being-erased": (
        ("Orang ini sedang dihapus.", "Jangan tulis apa pun lagi tentang orang ini."),
        ("", ""),
    ),
    "unknown-path": (
        ("Alamat ini tidak ada.", "Lihat {docs} untuk daftar alamat."),
        ("There is nothing at this path.", "See {docs} for the paths there are."),
    ),
    "method-not-allowed": (
        ("Metode ini tidak ada pada alamat ini.", "Gunakan salah satu dari: {allowed}."),
        ("This path has no such method.", "Use one of: {allowed}."),
    ),
    "not-valid": (
        ("Permintaan tidak sesuai dengan bentuk yang diminta.", "Perbaiki setiap butir pada `errors`."),
        ("The request does not have the form that is asked for.", "Mend every item of `errors`."),
    ),
    "unreadable-body": (
        ("Isi permintaan tidak dapat dibaca sebagai JSON dalam UTF-8.", "Kirim JSON yang sah dalam UTF-8."),
        ("The body cannot be read as JSON in UTF-8.", "Send valid JSON in UTF-8."),
    ),
    "unsupported-media-type": (
        ("Jenis isi permintaan tidak didukung di sini.", "Gunakan Content-Type: {expected}."),
        ("The content type of the request is not supported here.", "Use Content-Type: {expected}."),
    ),
    "not-acceptable": (
        ("Tidak satu pun format pada Accept tersedia.", "Minta salah satu dari: {available}."),
        ("None of the formats in Accept is available.", "Ask for one of: {available}."),
    ),
    "body-too-large": (
        ("Isi permintaan lebih besar dari {limit} byte.", "Kirim paling banyak {limit} byte; bagi datanya."),
        ("The body is larger than {limit} bytes.", "Send at most {limit} bytes; split the data."),
    ),
    "if-match-required": (
        (
            "Perubahan ini memerlukan ETag dari yang telah dilihat dalam header If-Match; `*` tidak menyebutkannya.",
            "Baca dahulu, lalu kirim ETag-nya sebagai If-Match.",
        ),
        (
            "This change needs the ETag of what was seen in the header If-Match; `*` does not say what was seen.",
            "Read it first, then send its ETag as If-Match.",
        ),
    ),
    "bad-if-match": (
        ("If-Match bukan ETag dari API ini.", 'Kirim ETag apa adanya, misalnya "7".'),
        ("If-Match is not an ETag of this API.", 'Send the ETag as it was given, like "7".'),
    ),
    "bad-idempotency-key": (
        ("Idempotency-Key harus 1 sampai 128 karakter ASCII yang tercetak.", "Gunakan UUID."),
        ("Idempotency-Key must be 1 to 128 printable ASCII characters.", "Use a UUID."),
    ),
    "idempotency-key-reused": (
        ("Kunci ini sudah dipakai untuk permintaan lain.", "Gunakan kunci baru untuk permintaan baru."),
        ("", ""),
    ),
    "bad-cursor": (
        ("Cursor bukan dari daftar ini dengan saringan ini.", "Mulai lagi tanpa cursor, atau ikuti `next` apa adanya."),
        (
            "The cursor does not come from this list with these filters.",
            "Start again without a cursor, or follow `next` as it is.",
        ),
    ),
    "operation-over": (
        ("Pekerjaan ini sudah berakhir.", "Lihat hasilnya."),
        ("", ""),
    ),
    "internal-error": (
        ("Kesalahan di pihak kami. Sebutkan nomor permintaan bila melapor.", "Coba lagi nanti."),
        ("The fault is ours. Name the request id when you report it.", "Try again later."),
    ),
    "try-again": (
        ("Layanan sedang sibuk atau basis data tidak menjawab.", "Ulangi permintaan yang sama sebentar lagi."),
        ("The service is busy or its database does not answer.", "Repeat the same request in a moment."),
    ),
}


def register() -> None:
    """Put the kernel's words into the catalogue."""
    for status, (indonesian, english) in _TITLES.items():
        add_words(f"status-{status}", id=Words(indonesian), en=Words(english))
    for code, ((detail_id, mend_id), (detail_en, mend_en)) in _SENTENCES.items():
        add_words(code, id=Words("", detail_id, mend_id), en=Words("", detail_en, mend_en))
