"""What each side gives to a partnership: a ledger in which the other side confirms each entry (C9)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, Literal

from pydantic import Field

from services.partners.domain.line import duty
from services.partners.domain.values import SchoolYear, Zone
from shared.agenda import Addressee, Need
from shared.days import day_in
from shared.decider import Decider, changes, rules
from shared.events import Actor, Audience, Command, Event, TextRef, Value
from shared.ids import Id
from shared.refusals import NotFound, Refused

Side = Literal["school", "partner"]
ContributionKind = Literal["time", "places", "equipment", "money"]
ContributionStatus = Literal["recorded", "confirmed", "disputed", "withdrawn"]
UNITS: Final[dict[ContributionKind, str]] = {
    "time": "minute", "places": "place", "equipment": "piece", "money": "rupiah",
}  # fmt: skip
"""In what an amount of each kind is counted: whole numbers all."""


class Gift(Value):
    """What was given, by whom, when, and what shows it."""

    side: Side = Field(description="Who gave it.")
    kind: ContributionKind
    amount: int = Field(ge=1, le=10**15, description="Minutes, places, pieces or rupiah, by its kind.", examples=[480])
    given_on: date
    what: TextRef | None = None
    evidence: tuple[Id, ...] = ()
    """Attachments."""
    programme: Id | None = None
    mou: Id | None = None


class ContributionRecorded(Gift, Event):
    """One side wrote down what it or the other gave (C9)."""

    partner: Id
    organisation: Id
    zone: Zone
    recorded_by: Side
    by: str


class ContributionPartnerInvited(Event):
    """A person at the partner without an account was sent a link to confirm (C9)."""

    organisation: Id
    person: Id


class ContributionConfirmed(Event):
    """The other side says that it was so (C9)."""

    organisation: Id
    by: str


class ContributionDisputed(Event):
    """The other side says that it was otherwise (C9)."""

    organisation: Id
    by: str
    reason: TextRef


class ContributionCorrected(Gift, Event):
    """Another amount, day or evidence takes the place of what was written; the earlier stays in the history (C9)."""

    organisation: Id
    recorded_by: Side
    by: str
    reason: TextRef


class ContributionWithdrawn(Event):
    """It was written down in error and counts no more (C9)."""

    organisation: Id
    by: str
    reason: TextRef


ContributionEvent = (
    ContributionRecorded
    | ContributionPartnerInvited
    | ContributionConfirmed
    | ContributionDisputed
    | ContributionCorrected
    | ContributionWithdrawn
)


class RecordContribution(Gift, Command):
    """Write down what was given."""

    partner: Id
    organisation: Id
    zone: Zone
    by: Actor


class InviteToConfirm(Command):
    """Send a person at the partner a link to confirm."""

    person: Id


class ConfirmContribution(Command):
    """Say that it was so."""

    by: Actor


class DisputeContribution(Command):
    """Say that it was otherwise."""

    by: Actor
    reason: TextRef


class CorrectContribution(Gift, Command):
    """Write it down anew; the other side has to confirm it again."""

    by: Actor
    reason: TextRef


class WithdrawContribution(Command):
    """Take back what was written in error and not confirmed."""

    by: Actor
    reason: TextRef


class Contribution(Value):
    """What is known of an entry of the ledger."""

    partner: Id
    organisation: Id
    zone: Zone
    gift: Gift
    school_year: SchoolYear
    recorded_by: Side
    status: ContributionStatus = "recorded"
    earlier: tuple[Gift, ...] = ()
    """What was corrected, oldest first."""


def school_year_of(day: date) -> str:
    """July to June: `2026/2027`."""
    first = day.year if day.month >= 7 else day.year - 1
    return f"{first:04d}/{first + 1:04d}"


def side_of(actor: Actor, organisation: str) -> Side:
    """For whom the actor speaks; `NotFound` for another organisation."""
    if actor.organisation is None:
        return "school"
    if actor.organisation != organisation:
        raise NotFound("contribution")
    return "partner"


def _record(command: RecordContribution, now: datetime) -> list[ContributionEvent]:
    side = side_of(command.by, command.organisation)
    _given_by_now(command, command.zone, now)
    return [ContributionRecorded.model_validate(command.model_dump() | {"recorded_by": side, "by": command.by.id})]


def _given_by_now(gift: Gift, zone: str, now: datetime) -> None:
    if gift.given_on > day_in(zone, now):
        raise Refused("given-in-the-future", "This day has not come yet.", mend="Write down what was given already.")


def _invite(entry: Contribution, command: InviteToConfirm, _now: datetime) -> list[ContributionEvent]:
    _must_be_open(entry)
    if entry.recorded_by == "partner":
        raise Refused("own-record", "The partner wrote this itself.", mend="Let the school confirm it.")
    return [ContributionPartnerInvited(organisation=entry.organisation, person=command.person)]


def _confirm(entry: Contribution, command: ConfirmContribution, _now: datetime) -> list[ContributionEvent]:
    _others_open(entry, command.by)
    return [ContributionConfirmed(organisation=entry.organisation, by=command.by.id)]


def _dispute(entry: Contribution, command: DisputeContribution, _now: datetime) -> list[ContributionEvent]:
    _others_open(entry, command.by)
    if entry.status == "disputed":
        raise Refused("disputed-already", "It is disputed already.", mend="Wait for a correction, or confirm it.")
    return [ContributionDisputed(organisation=entry.organisation, by=command.by.id, reason=command.reason)]


def _others_open(entry: Contribution, actor: Actor) -> None:
    side = side_of(actor, entry.organisation)
    _must_be_open(entry)
    if side == entry.recorded_by:
        raise Refused("own-record", "Nobody confirms what their own side wrote.", mend="Let the other side do it.")


def _must_be_open(entry: Contribution) -> None:
    if entry.status in ("confirmed", "withdrawn"):
        raise Refused(
            f"contribution-{entry.status}", f"It is {entry.status} already.", mend="Correct it or write another."
        )


def _correct(entry: Contribution, command: CorrectContribution, now: datetime) -> list[ContributionEvent]:
    side = side_of(command.by, entry.organisation)
    if entry.status == "withdrawn":
        raise Refused("contribution-withdrawn", "It was withdrawn.", mend="Write down another one.")
    _given_by_now(command, entry.zone, now)
    if _gift(command) == entry.gift:
        raise Refused("nothing-corrected", "This is what is written already.", mend="Change what is wrong.")
    said = command.model_dump() | {"organisation": entry.organisation, "recorded_by": side, "by": command.by.id}
    return [ContributionCorrected.model_validate(said)]


def _withdraw(entry: Contribution, command: WithdrawContribution, _now: datetime) -> list[ContributionEvent]:
    side = side_of(command.by, entry.organisation)
    _must_be_open(entry)
    if side != entry.recorded_by:
        raise Refused("others-record", "The other side wrote this.", mend="Dispute it instead.")
    return [ContributionWithdrawn(organisation=entry.organisation, by=command.by.id, reason=command.reason)]


def _gift(source: Gift) -> Gift:
    return Gift.model_validate(source.model_dump())


def _recorded(event: ContributionRecorded) -> Contribution:
    known = event.model_dump(include={"partner", "organisation", "zone", "recorded_by"})
    return Contribution(**known, gift=_gift(event), school_year=school_year_of(event.given_on))


def _corrected(entry: Contribution, event: ContributionCorrected) -> Contribution:
    return entry.but(
        gift=_gift(event),
        earlier=(*entry.earlier, entry.gift),
        school_year=school_year_of(event.given_on),
        recorded_by=event.recorded_by,
        status="recorded",
    )


def _needs(entry: Contribution) -> Iterator[Need]:
    """The other side confirms; who wrote it corrects what is disputed."""
    sides = {"school": duty("evaluate_partnerships"), "partner": Addressee(organisation=entry.organisation)}
    other = sides["partner" if entry.recorded_by == "school" else "school"]
    path = "POST /schools/{school}/contributions/{id}"
    if entry.status == "recorded":
        yield Need(what="confirm-contribution", whom=other, action=f"{path}/confirmation")
    elif entry.status == "disputed":
        yield Need(what="correct-contribution", whom=sides[entry.recorded_by], action=f"{path}/corrections")


CONTRIBUTION: Decider[Contribution, Command, ContributionEvent] = Decider(
    name="contribution",
    state=Contribution,
    events=ContributionEvent,
    decide=rules(
        "contribution",
        {RecordContribution: _record},
        {
            InviteToConfirm: _invite,
            ConfirmContribution: _confirm,
            DisputeContribution: _dispute,
            CorrectContribution: _correct,
            WithdrawContribution: _withdraw,
        },
    ),
    evolve=changes(
        _recorded,
        {
            ContributionPartnerInvited: lambda old, _: old,
            ContributionConfirmed: lambda old, _: old.but(status="confirmed"),
            ContributionDisputed: lambda old, _: old.but(status="disputed"),
            ContributionCorrected: _corrected,
            ContributionWithdrawn: lambda old, _: old.but(status="withdrawn"),
        },
    ),
    audience=lambda entry, _: Audience(partners=(entry.organisation,)),
    needs=_needs,
    fold=2,
)
