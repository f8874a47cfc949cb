"""What can be listed of teacher development."""

from typing import Final

from services.teachers.domain.internship import INTERNSHIP, Scheme, State
from shared.http import Column, Filter, Listing
from shared.ids import Id
from shared.mongo import Collection, Index

TEACHERS: Final = Listing(
    "teachers",
    columns=(
        Column("name", "Nama", "Name", "name"),
        Column("member", "Anggota", "Member", type=Id),
    ),
)

INTERNSHIPS: Final = Listing(
    "teacher-internships",
    columns=(
        Column("state", "Status", "State", type=State),
        Column("teacher", "Guru", "Teacher", type=Id),
        Column("organisation", "Mitra", "Partner", type=Id),
        Column("scheme", "Skema", "Scheme", type=Scheme),
        Column("starts_on", "Mulai", "Starts on"),
        Column("ends_on", "Selesai", "Ends on"),
        Column("lessons_missed", "JP ditinggalkan", "Lesson hours missed", type=int),
        Column("substitute", "Guru pengganti", "Substitute", type=Id),
        Column("disseminations", "Diseminasi", "Disseminations", type=int),
    ),
    filters=(
        Filter("state", "state.state", "in", State),
        Filter("teacher", "state.teacher", type=Id),
        Filter("organisation", "state.organisation", type=Id),
    ),
)

COLLECTIONS: Final = (
    Collection(
        INTERNSHIP.collection,
        (
            Index(("tenant", "state.state", "_id")),
            Index(("tenant", "state.teacher", "_id")),
            Index(("tenant", "state.organisation", "_id")),
        ),
    ),
)
