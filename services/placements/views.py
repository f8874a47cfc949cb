"""What can be listed of placements, the indexes that lists need, and the copies of what others own."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

from services.placements.domain.cohort import COHORT
from services.placements.domain.cohort import State as CohortState
from services.placements.domain.grant import GRANT
from services.placements.domain.placement import ENDED, PLACEMENT
from services.placements.domain.placement import State as PlacementState
from services.placements.domain.student import STUDENT
from shared.auth import school_of
from shared.context import Context
from shared.days import Period
from shared.http import Column, Filter, Grid, Listing
from shared.ids import Id
from shared.mongo import Collection, Index

ORGANISATIONS: Final = "organisations"
"""Copy: names of organisations, in the tenant of the alliance."""

STUDENTS: Final = Listing(
    "students",
    columns=(
        Column("name", "Nama", "Name", "person.name"),
        Column("form", "Rombel", "Class", "person.form"),
        Column("state", "Status", "State"),
        Column("concentration", "Konsentrasi", "Concentration"),
        Column("school_year", "Tahun ajaran", "School year"),
        Column("guardian", "Wali", "Guardian", lambda found: found["state"].get("guardian") is not None, type=bool),
        Column("account", "Akun", "Account", lambda found: found["state"].get("member") is not None, type=bool),
    ),
    filters=(
        Filter("state", "state.state", "in"),
        Filter("concentration", "state.concentration"),
        Filter("school_year", "state.school_year"),
    ),
)

COHORTS: Final = Listing(
    "cohorts",
    columns=(
        Column("state", "Status", "State", type=CohortState),
        Column("concentration", "Konsentrasi", "Concentration"),
        Column("school_year", "Tahun ajaran", "School year"),
        Column("starts_on", "Mulai", "Starts on", "state.period.starts_on"),
        Column("ends_on", "Selesai", "Ends on", "state.period.ends_on"),
    ),
    filters=(
        Filter("state", "state.state", "in", CohortState),
        Filter("concentration", "state.concentration"),
        Filter("school_year", "state.school_year"),
    ),
)

GRANTS: Final = Listing(
    "grants",
    columns=(
        Column("state", "Status", "State"),
        Column("organisation", "Mitra", "Partner", type=Id),
        Column("organisation_name", "Nama mitra", "Partner's name", "organisation_name"),
        Column("agreement", "PKS", "Agreement", type=Id),
        Column("department", "Departemen", "Department"),
        Column("concentration", "Konsentrasi", "Concentration"),
        Column("places", "Kuota", "Places", type=int),
        Column("paused", "Ditangguhkan", "Paused", lambda found: bool(found["state"].get("paused")), type=bool),
        Column("terminates_on", "Diakhiri mulai", "Terminates on"),
        Column("taken", "Terisi", "Taken", lambda found: len(found["state"].get("reserved", ())), type=int),
        Column("starts_on", "Mulai", "Starts on", "state.period.starts_on"),
        Column("ends_on", "Selesai", "Ends on", "state.period.ends_on"),
    ),
    filters=(
        Filter("state", "state.state", "in"),
        Filter("organisation", "state.organisation", type=Id),
        Filter("concentration", "state.concentration"),
    ),
)

PLACEMENTS: Final = Listing(
    "placements",
    columns=(
        Column("state", "Status", "State", type=PlacementState),
        Column("student", "Siswa", "Student", type=Id),
        Column("organisation", "Mitra", "Partner", type=Id),
        Column("cohort", "Angkatan PKL", "Cohort", type=Id),
        Column("grant", "Kuota", "Grant", type=Id),
        Column("department", "Departemen", "Department"),
        Column("starts_on", "Mulai", "Starts on", "state.period.starts_on"),
        Column("ends_on", "Selesai", "Ends on", "state.period.ends_on"),
        Column("school_supervisor", "Pembimbing sekolah", "School supervisor", type=Id),
        Column("flags", "Perhatian", "Flags", "state.flags", type=list[str]),
    ),
    filters=(
        Filter("state", "state.state", "in", PlacementState),
        Filter("student", "state.student", type=Id),
        Filter("organisation", "state.organisation", type=Id),
        Filter("cohort", "state.cohort", type=Id),
        Filter("school_supervisor", "state.school_supervisor", type=Id),
        Filter("flag", "state.flags", description="What somebody has to look at; for the school alone."),
    ),
)
_UNFLAGGED: Final = Column("flags", "Perhatian", "Flags", lambda _: None, type=list[str])
PLACEMENTS_OF_PARTNERS: Final = replace(
    PLACEMENTS,
    columns=[_UNFLAGGED if one.name == "flags" else one for one in PLACEMENTS.columns],
    filters=[one for one in PLACEMENTS.filters if one.name != "flag"],
)
"""The same without what the school was told in confidence: a student may have reported the partner."""

INCIDENTS: Final = Grid(
    "incidents",
    columns=(
        Column("incident", "ID", "ID", "incident", type=Id),
        Column("kind", "Jenis", "Kind", "kind"),
        Column("happened_on", "Tanggal", "Happened on", "happened_on", type=date),
        Column("text", "Uraian", "Text", "text"),
    ),
)

LOGBOOK: Final = Grid(
    "logbook",
    columns=(
        Column("day", "Tanggal", "Day", "day", type=date),
        Column("attendance", "Kehadiran", "Attendance", "attendance"),
        Column("minutes", "Menit", "Minutes", "minutes", type=int),
        Column("text", "Kegiatan", "Work done", "text"),
        Column("approved", "Disetujui", "Approved", "approved", type=bool),
    ),
    rows=lambda found: found.days,
)

COLLECTIONS: Final = (
    Collection(ORGANISATIONS),
    Collection(
        STUDENT.collection, (Index(("tenant", "state.member")), Index(("tenant", "state.concentration", "_id")))
    ),
    Collection(COHORT.collection, (Index(("tenant", "state.state", "_id")),)),
    Collection(
        GRANT.collection,
        (
            Index(("tenant", "state.organisation", "_id")),
            Index(("tenant", "state.agreement")),
            Index(("tenant", "state.mou")),
        ),
    ),
    Collection(
        PLACEMENT.collection,
        (
            Index(("tenant", "state.state", "_id")),
            Index(("tenant", "state.student", "_id")),
            Index(("tenant", "state.organisation", "_id")),
            Index(("tenant", "state.school_supervisor", "_id")),
            Index(("tenant", "state.cohort", "_id")),
            Index(("tenant", "state.agreement")),
            Index(("tenant", "state.grant")),
        ),
    ),
)


async def unfinished(ctx: Context, **where: Any) -> list[str]:
    """Ids of placements that match and have not ended."""
    query = {"state.state": {"$nin": sorted(ENDED)}, **{f"state.{name}": value for name, value in where.items()}}
    return [str(one["id"]) for one in await ctx.current(PLACEMENT).find(query, fields={"id": 1})]


async def left_out(ctx: Context, grant: str, period: Period) -> list[str]:
    """Ids of placements on the grant that have days outside the period and have not ended."""
    outside: dict[str, Any] = {
        "$or": [
            {"state.period.ends_on": {"$gt": period.ends_on.isoformat()}},
            {"state.period.starts_on": {"$lt": period.starts_on.isoformat()}},
        ]
    }
    query = {"state.grant": grant, "state.state": {"$nin": sorted(ENDED)}, **outside}
    return [str(one["id"]) for one in await ctx.current(PLACEMENT).find(query, fields={"id": 1})]


async def grants_where(ctx: Context, **where: str) -> list[str]:
    """Ids of grants that match."""
    found = ctx.current(GRANT).find({f"state.{name}": value for name, value in where.items()}, fields={"id": 1})
    return [str(one["id"]) for one in await found]


async def organisation_name(ctx: Context, organisation: str) -> str | None:
    """The partner's name, or None while it was not heard."""
    return (await _names(ctx, {organisation})).get(organisation)


async def with_organisations(ctx: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page with the names of its partners."""
    names = await _names(ctx, {one["state"]["organisation"] for one in page})
    return [{**one, "organisation_name": names.get(one["state"]["organisation"])} for one in page]


async def _names(ctx: Context, organisations: set[str]) -> dict[str, str]:
    alliance = (await school_of(ctx.runtime, ctx.tenant)).alliance
    kept = ctx.runtime.mongo.tenant(alliance)[ORGANISATIONS]
    found = await kept.find({"_id": {"$in": [kept.key(id) for id in sorted(organisations)]}})
    return {one["id"]: one["name"] for one in found}
