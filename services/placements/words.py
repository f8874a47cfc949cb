"""What the refusals of this service say in Indonesian. In English they speak for themselves."""

from typing import Final

from services.placements.bodies import EMAIL
from services.placements.domain.student import CONCENTRATION, SCHOOL_YEAR
from shared.http import Words, add_words
from shared.http.forms import add_form

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "absent-but-worked": ("Ada menit kerja pada hari tidak hadir ({day}).", "Isi 0 menit."),
    "account-linked-already": ("Siswa ini memakai keanggotaan lain.", "Akhiri dahulu keanggotaan yang lain."),
    "account-of-another": ("Siswa lain memakai keanggotaan ini.", "Beri setiap siswa keanggotaannya sendiri."),
    "agreement-too-short": (
        "PKS hanya mencakup {starts_on} sampai {ends_on}.",
        "Pilih tanggal di dalam masa PKS, atau sepakati PKS yang lebih panjang.",
    ),
    "another-concentration": ("Angkatan PKL ini untuk konsentrasi lain.", "Pilih angkatan sesuai konsentrasi siswa."),
    "assessed-already": ("Pihak ini sudah menilai.", "Penilaian yang sudah diberikan tetap berlaku."),
    "assessment-missing": ("Penilaian belum lengkap.", "Mintakan kepada pembimbing; tautan dapat dikirim ulang."),
    "birth-date-implausible": ("Tanggal lahir ini tidak masuk akal bagi seorang siswa.", "Perbaiki tanggal lahir."),
    "briefing-missing": ("Siswa belum mengikuti pembekalan.", "Catat pembekalannya."),
    "briefing-not-held-yet": ("Pembekalan belum berlangsung.", "Catat pada harinya atau sesudahnya."),
    "cohort-not-allocating": ("Tempat PKL angkatan ini belum dibagikan.", "Mulai pembagian tempat dahulu."),
    "cohort-open-already": ("Angkatan PKL ini sudah ada.", "Gunakan yang sudah ada."),
    "cohort-too-short": (
        "Masa angkatan PKL lebih pendek daripada aturannya.",
        "Perpanjang masanya; bila hanya jam pelajaran yang dihitung, isi minimum_months dengan 0.",
    ),
    "cohort-unfinished": (
        "Masih ada {unfinished} penempatan yang belum berakhir.",
        "Selesaikan, batalkan, atau akhiri dahulu.",
    ),
    "concentration-not-granted": ("Kuota ini untuk konsentrasi lain.", "Pilih kuota sesuai konsentrasi siswa."),
    "concentration-unknown": (
        "Sekolah tidak menyelenggarakan konsentrasi keahlian ini.",
        "Gunakan kode yang ada pada sekolah, atau tambahkan pada data sekolah.",
    ),
    "consent-given-already": ("Wali sudah menyetujui penempatan ini.", "Tidak perlu tindakan."),
    "dates-overlap": (
        "Siswa sudah ditempatkan dari {starts_on} sampai {ends_on}.",
        "Pilih tanggal di luar itu, atau akhiri penempatan yang lain.",
    ),
    "day-approved": ("{day} sudah disetujui.", "Jangan sertakan hari itu."),
    "day-not-come": ("Harinya belum tiba.", "Tulis pada harinya atau sesudahnya."),
    "day-outside": ("Harinya di luar masa penempatan.", "Pilih hari di dalam masa penempatan."),
    "day-twice": ("Satu hari tertulis dua kali.", "Kirim setiap hari satu kali."),
    "end-not-come": (
        "{day} belum tiba.",
        "Akhiri pada hari terakhirnya atau sesudahnya; sampai saat itu tempatnya milik siswa.",
    ),
    "evidence-missing": (
        "Tanda tangan di kertas memerlukan bukti.",
        "Sebutkan di mana suratnya disimpan.",
    ),
    "exists-already": ("Data ini sudah ada.", "Gunakan yang sudah ada."),
    "grant-closed": ("PKS di balik kuota ini sudah berakhir.", "Pilih kuota dari PKS yang masih berlaku."),
    "grant-paused": (
        "Nota kesepahaman di balik kuota ini sedang ditangguhkan.",
        "Tunggu sampai dilanjutkan, atau pilih kuota dari nota kesepahaman yang berlaku.",
    ),
    "guardian-consent-missing": (
        "Siswa belum dewasa dan walinya belum menyetujui penempatan ini.",
        "Kirim surat dengan tautan kepada wali, atau catat formulir yang sudah ditandatangani.",
    ),
    "guardian-missing": ("Siswa belum dewasa dan tidak ada data walinya.", "Isi nama wali dan cara menghubunginya."),
    "hours-below-minimum": (
        "Baru {lesson_hours} JP yang disetujui dari {minimum} JP.",
        "Lanjutkan sampai jamnya terpenuhi, di sini atau di mitra lain dengan pemindahan.",
    ),
    "hours-forbidden": (
        "Siswa perempuan di bawah umur tidak boleh bekerja malam.",
        "Pindahkan jam kerjanya.",
    ),
    "insurance-missing": ("Belum ada asuransi untuk seluruh masa PKL.", "Catat asuransi yang mencakup setiap hari."),
    "last-day-over": (
        "Penempatan ini seharusnya berakhir pada {ends_on}.",
        "Batalkan, lalu usulkan hari yang akan datang.",
    ),
    "logbook-beyond-the-end": (
        "Jurnal masih berlanjut sampai {day}.",
        "Isi hari terakhir yang tertulis di jurnal, atau hari sesudahnya.",
    ),
    "logbook-changed": ("Jurnal berubah sejak Anda baca.", "Baca lagi dan setujui yang sekarang."),
    "logbook-open": (
        "Masih ada {open} hari jurnal yang belum ditulis atau disetujui.",
        "Mintalah siswa menulis dan pembimbing industri menyetujuinya.",
    ),
    "member-unsuitable": ("Ini bukan anggota sekolah dengan peran itu.", "Periksa id, atau beri peran di direktori."),
    "mou-ends-early": (
        "Nota kesepahaman di balik kuota ini akan diakhiri: mulai {terminates_on} tidak berlaku lagi.",
        "Pilih hari terakhir sebelum itu, atau kuota dari nota kesepahaman yang berlanjut.",
    ),
    "nisn-taken": ("Siswa dengan NISN ini sudah terdaftar.", "Gunakan data yang sudah ada, atau perbaiki nomornya."),
    "no-consent": ("Tidak ada persetujuan yang dapat dicabut.", "Tidak perlu tindakan."),
    "not-a-supervisor": ("Hanya kedua pembimbing yang menilai.", "Mintakan kepada pembimbing sekolah atau industri."),
    "not-the-guardian": (
        "Siswa sekarang mempunyai wali lain.",
        "Mintakan kepada wali yang sekarang; sekolah mengirim surat kepadanya.",
    ),
    "not-the-first-day": ("Hari pertamanya belum tiba.", "Tunggu harinya: penempatan mulai dengan sendirinya."),
    "not-the-industry-supervisor": (
        "Hanya pembimbing industri yang menyetujui jurnal.",
        "Kirim surat dengan tautan kepada pembimbing industri.",
    ),
    "nothing-to-approve": ("Tidak ada hari yang menunggu persetujuan.", "Pilih rentang hari yang lain."),
    "outside-the-cohort": ("Tanggalnya di luar masa angkatan PKL.", "Pilih tanggal di dalam masa angkatan."),
    "own-step": ("Langkah sendiri tidak dapat disetujui sendiri.", "Mintakan kepada orang lain."),
    "period-empty": ("Tanggal akhir tidak sesudah tanggal mulai.", "Isi tanggal akhir yang lebih kemudian."),
    "person-erased": ("Data pribadi siswa sudah dihapus.", "Daftarkan siswa kembali."),
    "place-forbidden": ("Siswa tidak boleh ditempatkan di tempat semacam ini.", "Sepakati tempat lain dengan mitra."),
    "placement-ended": ("Penempatan ini sudah berakhir.", "Usulkan penempatan baru."),
    "quota-exhausted": (
        "Semua {places} tempat dari kuota ini sudah terisi.",
        "Tunggu sampai ada tempat kosong, pilih kuota lain, atau mintalah PKS dengan tempat lebih banyak.",
    ),
    "roster-backwards": (
        "Jadwal kerja tidak dapat berlaku surut: hari yang sudah lewat tetap seperti semula.",
        "Berlakukan mulai {day} atau sesudahnya.",
    ),
    "roster-empty": ("Jadwal kerja kosong.", "Isi sedikitnya satu giliran kerja."),
    "roster-missing": ("Belum ada jadwal kerja.", "Susun jadwal kerjanya."),
    "same-grant": ("Siswa sudah ditempatkan dengan kuota ini.", "Pilih kuota lain."),
    "student-enrolled-already": ("Siswa ini sudah terdaftar.", "Gunakan data yang sudah ada."),
    "student-placed": (
        "Masih ada {unfinished} penempatan siswa yang belum berakhir.",
        "Batalkan, akhiri, atau selesaikan dahulu.",
    ),
    "student-left": ("Siswa sudah keluar dari sekolah.", "Pilih siswa yang masih terdaftar."),
    "supervisors-missing": ("Pembimbing sekolah dan pembimbing industri belum lengkap.", "Tetapkan keduanya."),
    "too-young": ("Siswa belum mencapai umur yang ditetapkan angkatan ini.", "Pilih angkatan lain, atau tunggu."),
    "travel-documents-missing": ("PKL luar negeri memerlukan paspor, visa dan sponsor.", "Catat ketiganya."),
    "wrong-state": ("Ini tidak dapat dilakukan pada status sekarang.", "Periksa statusnya."),
}


def register() -> None:
    """Put the words into the catalogue."""
    for code, (detail, mend) in _SENTENCES.items():
        add_words(code, id=Words("", detail, mend))
    add_form(
        CONCENTRATION,
        id="kode konsentrasi keahlian (bidang.program.konsentrasi)",
        en="the code of a concentration (field.programme.concentration)",
        example="8.1.1",
    )
    add_form(SCHOOL_YEAR, id="tahun pelajaran", en="a school year", example="2026/2027")
    add_form(r"^[0-9]{10}$", id="NISN (10 digit)", en="a NISN (10 digits)", example="0091234567")
    add_form(EMAIL, id="alamat surel", en="an e-mail address", example="wali@contoh.example")
    add_form(
        r"^[a-z0-9_]{2,60}$",
        id="kata dengan huruf kecil, angka dan garis bawah",
        en="a word in small letters, digits and underscores",
        example="kitchen",
    )
    add_form(
        r"^[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?$", id="jam dan menit", en="hours and minutes", example="08:30"
    )
