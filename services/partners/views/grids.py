"""Short lists that belong to one thing, or are computed: what CSV and XLSX show of them."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from services.partners.views.contacts import contact_columns
from shared.http import Column, Grid
from shared.ids import Id

_AT: Final = Column("at", "Waktu", "At", "at", datetime)
_BY: Final = Column("by", "Oleh", "By", "by")
_TEXT: Final = Column("text", "Teks", "Text", "text")
_ABOUT: Final = Column("about", "Tentang", "About", "about")
_CONTENT_HASH: Final = Column("content_hash", "Sidik isi", "Content hash", "content_hash")
_SCHOOL: Final = Column("school", "Sekolah", "School", "school", Id)
_NAME: Final = Column("name", "Nama", "Name", "name")
_PERSON: Final = Column("person", "Orang", "Person", "person", Id)
_ORGANISATION: Final = Column("organisation", "Organisasi", "Organisation", "organisation", Id)

REMARKS: Final = Grid(
    "remarks",
    (_AT, _BY, _ABOUT, _TEXT),
)

WORDS_OF_GROUPS: Final = Grid(
    "contributions-to-draft",
    (
        _AT,
        _BY,
        Column("group", "Kelompok", "Group", "group"),
        _ORGANISATION,
        _ABOUT,
        Column("edition", "Edisi", "Edition", "edition", int),
        _TEXT,
    ),
)

VERSIONS: Final = Grid(
    "versions",
    (
        _CONTENT_HASH,
        _AT,
        _BY,
        Column("present", "Berlaku", "Present", "present", bool),
    ),
)

INVITATIONS: Final = Grid(
    "invitations",
    (
        _ORGANISATION,
        _PERSON,
        _NAME,
        Column("on", "Tanggal", "On", "on", date),
        Column("reminders", "Pengingat", "Reminders", "reminders", int),
        Column("letter", "Surat", "Letter", "letter"),
        Column("attempts", "Percobaan", "Attempts", "attempts", int),
    ),
)

EVALUATORS: Final = Grid(
    "evaluation-invitations",
    (
        _PERSON,
        Column("state", "Keadaan surat", "State of the letter", "state"),
        Column("sent_at", "Dikirim", "Sent at", "sent_at", datetime),
        Column("reason", "Alasan", "Reason", "reason"),
    ),
)


def _signed(row: Any) -> list[str]:
    return [f"{each['party']['kind']} {each['party']['id']}" for each in row["signatures"]]


_SIGNED: Final = Column("signed", "Ditandatangani", "Signed by", _signed, list[str])
_PAPER: Final = (
    Column("number", "Nomor", "Number", "number"),
    Column("status", "Status", "Status", "status"),
)
AGREEMENTS_OF_MOU: Final = Grid(
    "agreements-of-mou",
    (
        Column("agreement", "PKS", "Agreement", "terms.agreement", Id),
        *_PAPER,
        Column("kind", "Jenis", "Kind", "terms.kind"),
        Column("organisation", "Organisasi", "Organisation", "terms.organisation", Id),
        Column("starts_on", "Mulai", "Starts on", "terms.starts_on", date),
        Column("ends_on", "Selesai", "Ends on", "terms.ends_on", date),
        _SIGNED,
        Column("ended", "Sebab berakhir", "Ended by", "ended"),
    ),
)
ADDENDA: Final = Grid(
    "addenda",
    (
        Column("addendum", "Adendum", "Addendum", "addendum", Id),
        *_PAPER,
        Column("agreement", "PKS", "Agreement", "agreement", Id),
        _CONTENT_HASH,
        _SIGNED,
    ),
)

CONTACTS_OF_PARTNER: Final = Grid(
    "contacts-of-partner",
    (
        Column("contact", "ID", "ID", "contact", Id),
        Column("name", "Kontak", "Contact", "name"),
        *contact_columns(),
    ),
)

GUESTS: Final = Grid(
    "guests",
    (
        _PERSON,
        _ORGANISATION,
        _NAME,
    ),
)

KINDS_OF_ACTIVITIES: Final = Grid(
    "activity-kinds",
    (
        Column("kind", "Kode", "Code", "kind"),
        Column("id", "Jenis", "Kind (Indonesian)", "id"),
        Column("en", "Jenis (Inggris)", "Kind", "en"),
        Column("partners", "Jenis mitra", "Kinds of partners", "partners", list[str]),
        Column("alone", "Tanpa mitra", "Without a partner", "alone", bool),
        Column("attended", "Harus hadir", "Must attend", "attended", list[str]),
        Column("figures", "Angka", "Figures", lambda row: [each["figure"] for each in row["figures"]], list[str]),
        Column("evidence", "Bukti", "Evidence", "evidence", list[str]),
    ),
)

NUMBERINGS: Final = Grid(
    "numbering",
    (
        Column("kind", "Jenis surat", "Kind of letter", "kind"),
        Column("pattern", "Pola", "Pattern", "pattern"),
        Column("last", "Terakhir", "Last", "last", int),
        Column("next", "Berikutnya", "Next", "next"),
    ),
)

REVIEWS: Final = Grid(
    "sister-reviews",
    (
        _SCHOOL,
        Column("rating", "Nilai", "Rating", "rating", int),
        Column("go_on", "Lanjut", "Go on", "go_on", bool),
    ),
)

EXCHANGE_BALANCE: Final = Grid(
    "exchange-balance",
    (
        _SCHOOL,
        Column("taught_hours", "JP diajarkan", "Lesson hours taught", "taught_hours", int),
        Column("taught_lessons", "Pelajaran diajarkan", "Lessons taught", "taught_lessons", int),
        Column("taught_people", "Orang diajar", "People taught", "taught_people", int),
        Column("learnt_hours", "JP dipelajari", "Lesson hours learnt", "learnt_hours", int),
        Column("learnt_lessons", "Pelajaran dipelajari", "Lessons learnt", "learnt_lessons", int),
        Column("learnt_people", "Orang belajar", "People who learnt", "learnt_people", int),
    ),
)


def _by_year_and_kind(found: Any) -> Iterator[dict[str, Any]]:
    for year in found.years:
        for balance in year.balances:
            yield {"school_year": year.school_year, **balance.model_dump(mode="json")}


RECIPROCITY: Final = Grid(
    "reciprocity",
    (
        Column("school_year", "Tahun ajaran", "School year", "school_year"),
        Column("kind", "Jenis", "Kind", "kind"),
        Column("unit", "Satuan", "Unit", "unit"),
        Column("school_confirmed", "Sekolah, dikonfirmasi", "School, confirmed", "school.confirmed", int),
        Column("school_recorded", "Sekolah, dicatat", "School, recorded", "school.recorded", int),
        Column("school_disputed", "Sekolah, disangkal", "School, disputed", "school.disputed", int),
        Column("partner_confirmed", "Mitra, dikonfirmasi", "Partner, confirmed", "partner.confirmed", int),
        Column("partner_recorded", "Mitra, dicatat", "Partner, recorded", "partner.recorded", int),
        Column("partner_disputed", "Mitra, disangkal", "Partner, disputed", "partner.disputed", int),
    ),
    rows=_by_year_and_kind,
)

FREE_BUSY: Final = Grid(
    "free-busy",
    (
        Column("starts", "Mulai", "Starts", "starts", datetime),
        Column("ends", "Selesai", "Ends", "ends", datetime),
    ),
    rows=lambda found: found.busy,
)

CHRONICLE: Final = Grid(
    "chronicle",
    (
        _AT,
        Column("aggregate", "Jenis", "Kind", "aggregate"),
        Column("thing", "ID", "ID", "thing", Id),
        Column("type", "Peristiwa", "Event", "type"),
        Column("number", "Urutan", "Number", "number", int),
        Column("actor", "Pelaku", "Actor", "actor"),
        _BY,
        Column("data", "Isi", "Content", "data", dict),
    ),
    rows=lambda found: found.items,
)
"""A page of it, like its JSON."""
