"""What can be listed of facilities and bookings, of one's own and of sister schools."""

from typing import Final

from services.partners.domain.booking import BOOKING
from services.partners.domain.booking.events import BookingKind
from services.partners.domain.booking.state import BookingStatus
from services.partners.domain.facility import FACILITY
from services.partners.domain.facility.facility import FacilityKind, FacilityStatus
from shared.http import Column, Filter, Listing
from shared.ids import Id
from shared.mongo import Collection, Index

FACILITIES: Final = Listing(
    "facilities",
    columns=(
        Column("name", "Nama", "Name", "state.terms.name"),
        Column("kind", "Jenis", "Kind", "state.terms.kind", type=FacilityKind),
        Column("status", "Status", "Status", type=FacilityStatus),
        Column("capacity", "Kapasitas", "Capacity", "state.terms.capacity", type=int),
        Column("zone", "Zona waktu", "Time zone", "state.terms.zone"),
        Column("shared_with", "Dibagikan kepada", "Shared with", type=list[Id]),
    ),
    filters=(
        Filter("kind", "state.terms.kind", "in", FacilityKind),
        Filter("status", "state.status", "in", FacilityStatus),
    ),
)

SHARED_FACILITIES: Final = "shared_facilities"
"""Facilities of other schools that this one may ask for: `{owner, name, …}` by facility."""

SHARED: Final = Listing(
    "shared-facilities",
    columns=(
        Column("owner", "Sekolah", "School", "owner", type=Id),
        Column("name", "Nama", "Name", "name"),
        Column("kind", "Jenis", "Kind", "kind", type=FacilityKind),
        Column("capacity", "Kapasitas", "Capacity", "capacity", type=int),
        Column("zone", "Zona waktu", "Time zone", "zone"),
    ),
    filters=(Filter("owner", "owner", type=Id), Filter("kind", "kind", "in", FacilityKind)),
)

BOOKINGS: Final = Listing(
    "bookings",
    columns=(
        Column("facility", "Fasilitas", "Facility", "state.terms.facility", type=Id),
        Column("school", "Sekolah", "School", "state.terms.school", type=Id),
        Column("kind", "Jenis", "Kind", "state.terms.kind", type=BookingKind),
        Column("status", "Status", "Status", type=BookingStatus),
        Column("starts", "Mulai", "Starts"),
        Column("ends", "Selesai", "Ends"),
        Column("occurrences", "Kali", "Times", lambda found: len(found["state"]["terms"]["slots"]), type=int),
        Column("people", "Orang", "People", "state.terms.people", type=int),
        Column("lapses_at", "Jawab sebelum", "Answer before"),
    ),
    filters=(
        Filter("status", "state.status", "in", BookingStatus),
        Filter("facility", "state.terms.facility", type=Id),
        Filter("school", "state.terms.school", type=Id),
        Filter("starts", "state.starts", "range"),
    ),
)

BORROWINGS: Final = "borrowings"
"""Bookings of this school at other schools: `{owner, facility, status, …}` by booking."""

BORROWED: Final = Listing(
    "borrowings",
    columns=(
        Column("owner", "Sekolah pemilik", "Owner", "owner", type=Id),
        Column("facility", "Fasilitas", "Facility", "facility", type=Id),
        Column("status", "Status", "Status", "status", type=BookingStatus),
        Column("starts", "Mulai", "Starts", "starts"),
        Column("ends", "Selesai", "Ends", "ends"),
        Column("people", "Orang", "People", "people", type=int),
    ),
    filters=(
        Filter("status", "status", "in", BookingStatus),
        Filter("owner", "owner", type=Id),
        Filter("starts", "starts", "range"),
    ),
)

COLLECTIONS: Final = (
    Collection(SHARED_FACILITIES, (Index(("tenant", "owner", "_id")), Index(("tenant", "kind", "_id")))),
    Collection(
        BORROWINGS,
        (Index(("tenant", "status", "_id")), Index(("tenant", "owner", "_id")), Index(("tenant", "starts", "_id"))),
    ),
    Collection(
        FACILITY.collection,
        (Index(("tenant", "state.status", "_id")), Index(("tenant", "state.terms.kind", "_id"))),
    ),
    Collection(
        BOOKING.collection,
        (
            Index(("tenant", "state.status", "_id")),
            Index(("tenant", "state.terms.facility", "_id")),
            Index(("tenant", "state.terms.school", "_id")),
            Index(("tenant", "state.starts", "_id")),
        ),
    ),
)
