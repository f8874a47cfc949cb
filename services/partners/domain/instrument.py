"""By what an alliance's partnerships are judged: weighted criteria on one scale, in editions that never change (C5)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shared.decider import Decider, changes, rules
from shared.events import Command, Event, Value
from shared.refusals import Refused

CriterionCode = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$"), Field(examples=["quality_of_mentoring"])
]
InstrumentStatus = Literal["drafted", "published", "retired"]
ALL_WEIGHTS = 100
"""What the weights of an instrument add up to."""


class Label(Value):
    """A word of the alliance's vocabulary in both languages; not what a person writes about somebody."""

    id: str = Field(min_length=1, max_length=200, examples=["Mutu bimbingan"])
    en: str = Field(min_length=1, max_length=200, examples=["Quality of mentoring"])


class Scale(Value):
    """Whole points, both ends included."""

    least: int = Field(default=1, ge=0, le=1_000)
    most: int = Field(default=5, ge=1, le=1_000)


class Criterion(Value):
    """One thing that is scored."""

    code: CriterionCode
    label: Label
    weight: int = Field(ge=1, le=ALL_WEIGHTS, description="Per cent; all weights of an instrument are 100.")


class Content(Value):
    """What is asked, on which scale, with which weights."""

    name: Label
    scale: Scale
    criteria: tuple[Criterion, ...] = Field(min_length=1, max_length=50)


class InstrumentDrafted(Content, Event):
    """An instrument was drafted; nothing is judged by it yet (C5)."""

    by: str


class InstrumentRevised(Content, Event):
    """The draft of the next edition has another content (C5)."""

    by: str


class InstrumentPublished(Content, Event):
    """An edition came into use; it never changes (C5)."""

    edition: int = Field(ge=1)
    by: str


class InstrumentRetired(Event):
    """No further evaluation is opened with it; what was opened goes on (C5)."""

    by: str


InstrumentEvent = InstrumentDrafted | InstrumentRevised | InstrumentPublished | InstrumentRetired


class DraftInstrument(Content, Command):
    """Draft an instrument."""

    by: str


class ReviseInstrument(Content, Command):
    """Change the draft, or begin that of the next edition."""

    by: str


class PublishInstrument(Command):
    """Bring the draft into use as the next edition."""

    by: str


class RetireInstrument(Command):
    """Open nothing with it any more."""

    by: str


class Edition(Content):
    """What is in use and never changes."""

    edition: int


class Instrument(Value):
    """What is known of an instrument."""

    status: InstrumentStatus = "drafted"
    draft: Content | None = None
    """What the next edition will be, none when nothing is being changed."""
    editions: tuple[Edition, ...] = ()

    @property
    def current(self) -> Edition | None:
        """The newest edition in use."""
        return self.editions[-1] if self.editions else None


def _draft(command: DraftInstrument, _now: datetime) -> list[InstrumentEvent]:
    _sound(command)
    return [InstrumentDrafted.model_validate(command.model_dump())]


def _revise(instrument: Instrument, command: ReviseInstrument, _now: datetime) -> list[InstrumentEvent]:
    _not_retired(instrument)
    _sound(command)
    return [InstrumentRevised.model_validate(command.model_dump())]


def _publish(instrument: Instrument, command: PublishInstrument, _now: datetime) -> list[InstrumentEvent]:
    _not_retired(instrument)
    if instrument.draft is None:
        raise Refused("nothing-to-publish", "There is no draft.", mend="Revise the instrument first.")
    return [
        InstrumentPublished(**_plain(instrument.draft), edition=len(instrument.editions) + 1, by=command.by),
    ]


def _retire(instrument: Instrument, command: RetireInstrument, _now: datetime) -> list[InstrumentEvent]:
    _not_retired(instrument)
    return [InstrumentRetired(by=command.by)]


def _not_retired(instrument: Instrument) -> None:
    if instrument.status == "retired":
        raise Refused("instrument-retired", "The instrument was retired.", mend="Use or draft another one.")


def _sound(content: Content) -> None:
    if content.scale.most <= content.scale.least:
        raise Refused("scale-empty", "The scale has one point at most.", mend="Give an upper end above the lower.")
    codes = [criterion.code for criterion in content.criteria]
    if len(set(codes)) != len(codes):
        raise Refused("criterion-twice", "Two criteria have one code.", mend="Give each a code of its own.")
    weights = sum(criterion.weight for criterion in content.criteria)
    if weights != ALL_WEIGHTS:
        raise Refused(
            "weights-not-whole",
            f"The weights add up to {weights}, not to {ALL_WEIGHTS}.",
            mend=f"Make them {ALL_WEIGHTS} per cent.",
            weights=weights,
        )


def _plain(content: Content) -> dict[str, object]:
    return {name: getattr(content, name) for name in Content.model_fields}


def _content(event: InstrumentDrafted | InstrumentRevised | InstrumentPublished) -> Content:
    return Content.model_validate(_plain(event))


def _published(instrument: Instrument, event: InstrumentPublished) -> Instrument:
    edition = Edition.model_validate(_plain(event) | {"edition": event.edition})
    return instrument.but(status="published", draft=None, editions=(*instrument.editions, edition))


INSTRUMENT: Decider[Instrument, Command, InstrumentEvent] = Decider(
    name="instrument",
    state=Instrument,
    events=InstrumentEvent,
    decide=rules(
        "instrument",
        {DraftInstrument: _draft},
        {ReviseInstrument: _revise, PublishInstrument: _publish, RetireInstrument: _retire},
    ),
    evolve=changes(
        lambda event: Instrument(draft=_content(event)),
        {
            InstrumentRevised: lambda old, e: old.but(draft=_content(e)),
            InstrumentPublished: _published,
            InstrumentRetired: lambda old, _: old.but(status="retired", draft=None),
        },
    ),
)
