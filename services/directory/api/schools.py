"""Schools of an alliance: added and corrected by its administrators."""

from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field

from services.directory.domain.school import (
    SCHOOL,
    AddSchool,
    ChangeSchool,
    Concentration,
    Npsn,
    School,
    npsn_taken,
)
from services.directory.views import SCHOOLS
from shared.auth import allow
from shared.auth.roles import ROLES
from shared.context import Context
from shared.http import Body, Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id, new_id
from shared.journal import Claim, Step

router = Router("directory")

READER = allow("school:read", *ROLES)
Reader = Annotated[Context, Depends(READER)]
Administrator = Annotated[Context, Depends(allow("school:write", "alliance_admin"))]


class ChangeSchoolBody(Body):
    """What a school is called, where it is, what it teaches."""

    name: str = Field(min_length=1, max_length=200, examples=["SMKN 3 Palangka Raya"])
    zone: str = Field(min_length=1, max_length=64, description="IANA time zone.", examples=["Asia/Pontianak"])
    concentrations: tuple[Concentration, ...] = Field((), max_length=60)


class AddSchoolBody(ChangeSchoolBody):
    """A school that joins the alliance."""

    npsn: Npsn


@router.post("/alliances/{alliance}/schools", status_code=201)
async def add_school(alliance: Id, body: AddSchoolBody, ctx: Administrator, response: Response) -> Created:
    """Take a school into the alliance. Its id is the tenant of everything that the school owns."""
    school = new_id()
    add = AddSchool(school=school, alliance=alliance, **dict(body))
    outcome = await ctx.execute_all([Step(SCHOOL, school, add)], [Claim("npsn", body.npsn, npsn_taken())])
    return created(response, outcome, f"/directory/alliances/{alliance}/schools/{outcome.id}")


@router.listing("/alliances/{alliance}/schools", SCHOOLS)
async def list_schools(request: Request, ctx: Reader) -> Response:
    """The schools of the alliance."""
    return await SCHOOLS.answer(request, ctx.current(SCHOOL))


@router.get("/alliances/{alliance}/schools/{id}")
async def show_school(id: Id, ctx: Reader, response: Response) -> School:
    """One school."""
    loaded = await ctx.require(SCHOOL, id)
    shown(response, loaded.number)
    return loaded.state


@router.put("/alliances/{alliance}/schools/{id}", dependencies=[if_match])
async def change_school(id: Id, body: ChangeSchoolBody, ctx: Administrator, response: Response) -> Changed:
    """Correct name, zone and concentrations. The NPSN stays: another number is another school."""
    return changed(response, await ctx.execute(SCHOOL, id, ChangeSchool(**dict(body))))


history_of(SCHOOL, router, "/alliances/{alliance}/schools/{id}", allow("school:read", "alliance_admin"))
