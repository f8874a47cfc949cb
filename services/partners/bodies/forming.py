"""Bodies about the vision and yearly plans."""

from typing import Annotated

from pydantic import Field

from services.partners.bodies.programmes import Aim, Aims, Budget, Targets
from services.partners.bodies.values import FreeText, GivenSchoolYear
from services.partners.domain.endorsing import Group
from services.partners.domain.values import Concentration
from shared.http import Body
from shared.ids import Id


class FormedBody(Body):
    """What is formed together with partners."""

    partners: Annotated[tuple[Id, ...], Field(min_length=1, max_length=100)]
    """Partners of the school that are asked."""


class VisionBody(FormedBody):
    """Where the school wants to be, and what it does for it."""

    statement: Aim = Field(examples=["Menjadi SMK rujukan perhotelan di Kalimantan."])
    missions: tuple[Aim, ...] = Field(min_length=1, max_length=50, examples=[["Membangun kemitraan."]])


class PlanBody(FormedBody):
    """What the school wants to reach with its partners in a school year."""

    title: str = Field(min_length=3, max_length=300, examples=["Rencana kemitraan 2026/2027"])
    aims: Aims = ()
    targets: Targets = ()
    concentrations: tuple[Concentration, ...] = Field((), max_length=50)
    programmes: tuple[Id, ...] = Field((), max_length=200)
    budget: Budget = ()


class DraftPlanBody(PlanBody):
    """The same for a certain school year."""

    school_year: GivenSchoolYear


class ContributionBody(Body):
    """What a group wants to see in it."""

    group: Group
    contribution: FreeText


class InvitationBody(Body):
    """Whom to ask, at which of the partners."""

    organisation: Id
    person: Id
