"""Reference practices: what a school does well, for others to adopt as a copy that knows where it comes from (C30)."""

from datetime import datetime
from typing import Final, Literal

from pydantic import Field

from services.partners.domain.sister.under import not_of_school, with_itself
from services.partners.domain.values import Concentration
from shared.decider import Decider, changes, rules
from shared.events import Audience, Command, Event, TextRef, Value
from shared.ids import Id
from shared.refusals import Refused

PracticeStatus = Literal["drafted", "published", "withdrawn"]


class Origin(Value):
    """Where a copy was taken from."""

    practice: Id
    school: Id
    edition: int = Field(ge=1)


class Content(Value):
    """What the practice is. What people wrote stands in `texts`."""

    title: TextRef
    body: TextRef
    concentrations: tuple[Concentration, ...] = ()
    evidence: tuple[Id, ...] = ()


class PracticeDrafted(Content, Event):
    """A school wrote a practice down, or adopted another school's as a copy of its own (C30)."""

    school: Id
    lineage: tuple[Origin, ...] = ()
    """From the first origin to the one that was copied; empty for one's own."""
    by: str


class PracticeRevised(Content, Event):
    """The draft of its next edition changed (C30)."""

    by: str


class PracticePublished(Content, Event):
    """An edition can be read and adopted by every school of the alliance (C30)."""

    school: Id
    edition: int = Field(ge=1)
    lineage: tuple[Origin, ...] = ()
    by: str


class PracticeWithdrawn(Event):
    """It is not offered any more; copies stay (C30)."""

    school: Id
    by: str


class PracticeAdopted(Event):
    """Another school adopted an edition as a copy (C30)."""

    school: Id
    """The origin."""
    adopter: Id
    edition: int = Field(ge=1)
    copy_id: Id
    by: str


PracticeEvent = PracticeDrafted | PracticeRevised | PracticePublished | PracticeWithdrawn | PracticeAdopted


class DraftPractice(Content, Command):
    """Write a practice down, or copy one."""

    school: Id
    lineage: tuple[Origin, ...] = ()
    by: str


class RevisePractice(Content, Command):
    """Change the draft of its next edition."""

    school: Id
    by: str


class PublishPractice(Command):
    """Offer the draft as the next edition."""

    school: Id
    by: str


class WithdrawPractice(Command):
    """Offer it no more."""

    school: Id
    by: str


class RecordAdoption(Command):
    """A school takes a copy of this edition."""

    adopter: Id
    edition: int
    copy_id: Id
    by: str


class Published(Value):
    """The edition that is offered."""

    edition: int
    content: Content


class Adoption(Value):
    """Who has a copy."""

    school: Id
    edition: int
    copy_id: Id


class Practice(Value):
    """What is known of a practice."""

    school: Id
    draft: Content
    lineage: tuple[Origin, ...] = ()
    status: PracticeStatus = "drafted"
    published: Published | None = None
    adoptions: tuple[Adoption, ...] = ()

    def offered_to(self, school: str) -> bool:
        """Whether the school may read it: its own, what is offered, and what it has adopted."""
        mine = school == self.school or any(each.school == school for each in self.adoptions)
        return mine or self.status == "published"


def _draft(command: DraftPractice, _now: datetime) -> list[PracticeEvent]:
    return [PracticeDrafted(**command.model_dump())]


def _revise(practice: Practice, command: RevisePractice, _now: datetime) -> list[PracticeEvent]:
    _own(practice, command.school)
    return [PracticeRevised(**command.model_dump(exclude={"school"}))]


def _publish(practice: Practice, command: PublishPractice, _now: datetime) -> list[PracticeEvent]:
    _own(practice, command.school)
    before = practice.published
    if before is not None and before.content == practice.draft and practice.status == "published":
        raise Refused("nothing-new", "This edition is published already.", mend="Change the draft first.")
    edition = (before.edition if before else 0) + 1
    said = {"school": practice.school, "edition": edition, "lineage": practice.lineage, "by": command.by}
    return [PracticePublished(**practice.draft.model_dump(), **said)]


def _withdraw(practice: Practice, command: WithdrawPractice, _now: datetime) -> list[PracticeEvent]:
    _own(practice, command.school)
    _must_be_published(practice)
    return [PracticeWithdrawn(**command.model_dump())]


def _adopt(practice: Practice, command: RecordAdoption, _now: datetime) -> list[PracticeEvent]:
    published = _must_be_published(practice)
    if command.adopter == practice.school:
        raise with_itself()
    if command.edition != published.edition:
        raise Refused("edition-superseded", "There is a newer edition.", mend="Read it, and adopt that one.")
    if any(each.school == command.adopter and each.edition == command.edition for each in practice.adoptions):
        raise Refused("adopted-already", "The school has a copy of this edition.", mend="Work with that copy.")
    return [PracticeAdopted(**command.model_dump(), school=practice.school)]


def _must_be_published(practice: Practice) -> Published:
    if practice.status != "published" or practice.published is None:
        raise Refused(
            "practice-not-published", f"The practice is {practice.status}.", mend="Let its school publish it first."
        )
    return practice.published


def _own(practice: Practice, school: str) -> None:
    if school != practice.school:
        raise not_of_school("school whose practice it is")


def _drafted(event: PracticeDrafted) -> Practice:
    return Practice(school=event.school, draft=Content.model_validate(event.model_dump()), lineage=event.lineage)


def _published(practice: Practice, event: PracticePublished) -> Practice:
    content = Content.model_validate(event.model_dump())
    return practice.but(status="published", published=Published(edition=event.edition, content=content))


def _adopted(practice: Practice, event: PracticeAdopted) -> Practice:
    copy = Adoption(school=event.adopter, edition=event.edition, copy_id=event.copy_id)
    return practice.but(adoptions=(*practice.adoptions, copy))


def _audience(practice: Practice, event: PracticeEvent) -> Audience:
    """Its school; of an adoption the school that has the copy, too."""
    adopter = (event.adopter,) if isinstance(event, PracticeAdopted) else ()
    return Audience(schools=(practice.school, *adopter))


PRACTICE: Final[Decider[Practice, Command, PracticeEvent]] = Decider(
    name="practice",
    state=Practice,
    events=PracticeEvent,
    decide=rules(
        "practice",
        {DraftPractice: _draft},
        {
            RevisePractice: _revise,
            PublishPractice: _publish,
            WithdrawPractice: _withdraw,
            RecordAdoption: _adopt,
        },
    ),
    evolve=changes(
        _drafted,
        {
            PracticeRevised: lambda old, event: old.but(draft=Content.model_validate(event.model_dump())),
            PracticePublished: _published,
            PracticeWithdrawn: lambda old, _: old.but(status="withdrawn"),
            PracticeAdopted: _adopted,
        },
    ),
    audience=_audience,
)
