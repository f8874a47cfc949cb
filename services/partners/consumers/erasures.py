"""Whoever was forgotten where students and teachers are known is forgotten here, too (UU PDP 27/2022)."""

from services.partners.consumers.heard import HEARD
from services.partners.consumers.register import schools_in
from shared.auth import school_of
from shared.consumer import Record
from shared.refusals import Busy
from shared.runtime import Runtime


@HEARD.on("id.jembatan.placements.person-erased.v1")
@HEARD.on("id.jembatan.teachers.person-erased.v1")
async def forgotten_elsewhere(rt: Runtime, record: Record) -> None:
    """Files and texts about the person are deleted, also at schools that the person has visited (C28, C40)."""
    await rt.people.forget_again(
        (place, record.subject) for place in {record.tenant, *await _around(rt, record.tenant)}
    )


async def _around(rt: Runtime, school: str) -> list[str]:
    """Its alliance and the schools there; a school that is not known here has been nowhere."""
    try:
        alliance = (await school_of(rt, school)).alliance
    except Busy:
        return []
    return [alliance, *await schools_in(rt, alliance)]
