"""Bodies about skills that are asked for and taught."""

from datetime import date

from pydantic import Field

from services.partners.bodies.instruments import LabelBody
from services.partners.domain.levels import Level
from services.partners.domain.skill import SkillCode, SkillKind
from services.partners.domain.skill_teaching import SourceKind
from services.partners.domain.values import Concentration
from shared.http import Body
from shared.ids import Id


class NamingBody(Body):
    """What a skill is called."""

    label: LabelBody
    kind: SkillKind = "hard"


class SkillBody(NamingBody):
    """A skill for the register. A code stands once in it."""

    code: SkillCode


class DemandBody(Body):
    """A partner asks for a skill, for those who learn in a concentration."""

    skill: Id
    concentration: Concentration
    level: Level
    since: date = Field(examples=["2026-07-01"])


class EndBody(Body):
    """It is asked for or taught no more."""

    skill: Id
    concentration: Concentration
    until: date = Field(description="First day on which it does not count any more.", examples=["2027-01-01"])


class SourceBody(Body):
    """From where it is known that a skill is taught."""

    kind: SourceKind
    reference: Id | None = Field(None, description="The curriculum alignment or industry class.")
    revision: int | None = Field(None, ge=1, description="Version of the curriculum alignment.")


class TeachingBody(DemandBody):
    """A concentration teaches a skill up to a level."""

    source: SourceBody
