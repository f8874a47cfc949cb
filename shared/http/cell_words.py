"""What is said about cells and files that people send."""

from shared.http.words import Words, add_words

_SENTENCES: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "cell-missing": (("Kosong.", "Isi kolom ini."), ("It is empty.", "Fill it in.")),
    "cell-not-text": (
        ("Berisi karakter yang tidak terbaca.", "Ketik ulang."),
        ("It has unreadable characters.", "Type it anew."),
    ),
    "cell-length": (
        ("Panjangnya tidak sesuai.", "Tulis {shortest} sampai {longest} karakter."),
        ("It does not have the right length.", "Write {shortest} to {longest} characters."),
    ),
    "cell-not-digits": (
        (
            "Bukan {length} angka.",
            "Tulis tepat {length} angka; jadikan kolom berformat teks agar nol di depan tidak hilang.",
        ),
        (
            "It is not {length} digits.",
            "Write exactly {length} digits; format the column as text to keep leading zeros.",
        ),
    ),
    "cell-not-form": (
        ("Bentuknya tidak sesuai.", "Tulis seperti {example}."),
        ("It does not have the right form.", "Write it like {example}."),
    ),
    "cell-not-choice": (
        ("Bukan salah satu pilihan.", "Pilih: {choices}."),
        ("It is not one of the choices.", "Choose one of: {choices}."),
    ),
    "cell-not-number": (("Bukan bilangan.", "Tulis angka saja."), ("It is not a number.", "Write digits only.")),
    "cell-range": (
        ("Di luar batas.", "Tulis {least} sampai {most}."),
        ("It is out of range.", "Write {least} to {most}."),
    ),
    "cell-not-date": (
        ("Bukan tanggal.", "Tulis seperti 2009-12-31 atau 31/12/2009."),
        ("It is not a date.", "Write it like 2009-12-31 or 31/12/2009."),
    ),
    "cell-date-far": (
        ("Tanggalnya di luar jangkauan.", "Tulis tanggal dari tahun 1900 sampai 2199."),
        ("The date is out of reach.", "Write one from 1900 to 2199."),
    ),
    "cell-not-email": (
        ("Bukan alamat surel.", "Tulis seperti nama@contoh.id."),
        ("It is not an e-mail address.", "Write it like name@example.id."),
    ),
    "cell-not-phone": (
        ("Bukan nomor telepon.", "Tulis seperti +62 812 0000 0000."),
        ("It is not a telephone number.", "Write it like +62 812 0000 0000."),
    ),
    "cell-not-yes-no": (
        ("Bukan ya atau tidak.", "Tulis ya atau tidak."),
        ("It is neither yes nor no.", "Write ya or tidak."),
    ),
    "cell-not-zone": (
        ("Bukan zona waktu.", "Tulis WIB, WITA, WIT atau seperti Asia/Tokyo."),
        ("It is not a time zone.", "Write WIB, WITA, WIT or like Asia/Tokyo."),
    ),
    "cell-too-many": (("Terlalu banyak.", "Paling banyak {most}."), ("There are too many.", "At most {most}.")),
    "row-not-valid": (
        ("Ada isi yang tidak diterima: {members}.", "Periksa kolom yang menyebutnya, lalu kirim baris ini lagi."),
        ("Something in it is not taken: {members}.", "Check the columns that say it, then send this row again."),
    ),
    "file-unreadable": (
        ("Berkas bukan CSV dalam UTF-8 atau XLSX.", "Simpan sebagai CSV UTF-8 atau XLSX."),
        ("The file is neither CSV in UTF-8 nor XLSX.", "Save it as CSV UTF-8 or as XLSX."),
    ),
    "file-empty": (
        ("Berkas tidak berisi baris.", "Kirim daftar dengan baris judul."),
        ("The file has no rows.", "Send the list with a header row."),
    ),
    "file-too-long": (
        ("Terlalu banyak baris.", "Bagi daftar, paling banyak {limit} baris."),
        ("The file has too many rows.", "Split the list, at most {limit} rows."),
    ),
    "columns-missing": (
        (
            "Kolom ini tidak ada: {listed}.",
            "Tambahkan semuanya; yang dalam kurung ada di berkas dan mungkin salah tulis.",
        ),
        (
            "Columns are missing: {listed}.",
            "Add all of them; what stands in brackets is in the file and may be misspelt.",
        ),
    ),
    "file-missing": (
        ("Tidak ada berkas.", "Kirim sebagai isi permintaan, atau dalam formulir sebagai bagian `file`."),
        ("There is no file.", "Send it as the body, or in a form as the part `file`."),
    ),
}


def register() -> None:
    """Put the words into the catalogue."""
    for code, ((what_id, mend_id), (what_en, mend_en)) in _SENTENCES.items():
        add_words(code, id=Words("", what_id, mend_id), en=Words("", what_en, mend_en))
