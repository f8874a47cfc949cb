"""What a school forms together with teachers, committee and partners, in versions: vision and yearly plan (C48).

A draft takes contributions and revisions until all voices endorse the same content and the principal adopts it. What
was adopted stays in force until the next version is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Generic, Literal, TypeVar

from pydantic import Field, SerializeAsAny

from services.partners.domain.endorsing import (
    ANSWERED_WITHIN,
    Endorse,
    Endorsed,
    EndorserInvited,
    Formation,
    Group,
    InvitePartner,
    Object,
    Objected,
    Voice,
    check_approval,
    endorsed,
    endorsement,
    invitation,
    needs_of,
    objected,
    objection,
    voice_of,
)
from services.partners.domain.values import ContentHash
from shared.agenda import Addressee, Need
from shared.decider import changes, rules
from shared.events import Actor, Audience, Command, Event, TextRef, Value
from shared.ids import Id
from shared.refusals import Refused


class Charted(Value):
    """What every content says: which partners are asked, and the hash that endorsements name."""

    organisations: tuple[Id, ...] = Field(min_length=1)
    content_hash: ContentHash


class Drafted(Event):
    """A version was drafted."""

    edition: int = Field(ge=1)
    by: str


class Revised(Event):
    """The draft changed; endorsements of the earlier content fall."""

    edition: int = Field(ge=1)
    by: str


class Contributed(Voice, Event):
    """Teachers, committee or a partner contributed to the draft."""

    edition: int = Field(ge=1)
    by: str
    contribution: TextRef


class Adopted(Event):
    """The principal adopted what all had endorsed; it is in force until the next version is adopted."""

    edition: int = Field(ge=1)
    by: str
    content_hash: ContentHash
    adopted_at: datetime


class PartnerFact(Value):
    """The state of the partnership with an organisation that is asked."""

    organisation: Id
    status: str


class Draft(Command):
    """Draft the first version."""

    content: SerializeAsAny[Charted]
    by: str
    partners: tuple[PartnerFact, ...]


class DraftNext(Draft):
    """Draft the version after the one in force."""


class Revise(Draft):
    """Change the draft."""


class Contribute(Command):
    """Contribute to the draft for the group to which the actor belongs."""

    group: Group
    by: Actor
    contribution: TextRef


class Adopt(Command):
    """Adopt the draft, as principal."""

    by: Actor


CharterStatus = Literal["drafted", "endorsed", "adopted"]
T = TypeVar("T", bound=Charted)


class Version(Value, Generic[T]):
    """A version that was adopted; the last one is in force."""

    edition: int
    content: T
    by: str
    adopted_at: datetime


class Charter(Formation, Generic[T]):
    """The draft, or what was adopted last, and all adopted versions."""

    content: T
    edition: int
    status: CharterStatus = "drafted"
    versions: tuple[Version[T], ...] = ()


Check = Callable[[Any, Any], None]
"""Refuses a content: takes the charter before (or None) and the new content."""


@dataclass(frozen=True)
class Happenings:
    """The events of one kind of charter."""

    drafted: type[Drafted]
    revised: type[Revised]
    contributed: type[Contributed]
    endorsed: type[Endorsed]
    objected: type[Objected]
    invited: type[EndorserInvited]
    adopted: type[Adopted]


@dataclass(frozen=True)
class Rules:
    """The rules of one kind of charter: one function per command."""

    happens: Happenings
    check: Check

    def draft(self, command: Draft, _now: datetime) -> list[Event]:
        """The first version."""
        return [self._written(self.happens.drafted, None, command, 1)]

    def draft_next(self, charter: Charter[Any], command: DraftNext, _now: datetime) -> list[Event]:
        """The next one, when there is no draft."""
        if charter.status != "adopted":
            raise Refused("draft-open", "There is a draft already.", mend="Revise it, or let it be adopted first.")
        return [self._written(self.happens.drafted, charter, command, charter.edition + 1)]

    def revise(self, charter: Charter[Any], command: Revise, _now: datetime) -> list[Event]:
        """Another content of the same draft."""
        _must_be_open(charter)
        revised = self._written(self.happens.revised, charter, command, charter.edition)
        return [] if command.content.content_hash == charter.content_hash else [revised]

    def contribute(self, charter: Charter[Any], command: Contribute, _now: datetime) -> list[Event]:
        """What a voice wants to see in it."""
        _must_be_open(charter)
        voice = voice_of(charter, command.group, command.by)
        said = {"edition": charter.edition, "by": command.by.id, "contribution": command.contribution}
        return [self.happens.contributed.model_validate(voice.model_dump() | said)]

    def endorse(self, charter: Charter[Any], command: Endorse, _now: datetime) -> list[Event]:
        """A voice's yes."""
        _must_be_open(charter)
        return [endorsement(charter, command, self.happens.endorsed)]

    def object(self, charter: Charter[Any], command: Object, _now: datetime) -> list[Event]:
        """A voice's no."""
        _must_be_open(charter)
        return [objection(charter, command, self.happens.objected)]

    def invite(self, charter: Charter[Any], command: InvitePartner, _now: datetime) -> list[Event]:
        """A link for somebody at a partner."""
        _must_be_open(charter)
        return [invitation(charter, command, self.happens.invited)]

    def adopt(self, charter: Charter[Any], command: Adopt, now: datetime) -> list[Event]:
        """The principal's yes."""
        _must_be_open(charter)
        check_approval(charter, command.by)
        said = {"edition": charter.edition, "content_hash": charter.content_hash, "adopted_at": now}
        return [self.happens.adopted.model_validate(said | {"by": command.by.id})]

    def _written(self, happened: type[Event], before: Charter[Any] | None, command: Draft, edition: int) -> Event:
        _check_partners(command.partners)
        self.check(before, command.content)
        return happened.model_validate(command.content.model_dump() | {"edition": edition, "by": command.by})


def decided(what: str, happens: Happenings, check: Check) -> Callable[[Any, Any, datetime], Any]:
    """`decide` of one kind of charter."""
    own = Rules(happens, check)
    changing: dict[type[Command], Callable[..., Any]] = {
        DraftNext: own.draft_next,
        Revise: own.revise,
        Contribute: own.contribute,
        Endorse: own.endorse,
        Object: own.object,
        InvitePartner: own.invite,
        Adopt: own.adopt,
    }
    return rules(what, {Draft: own.draft}, changing)


def evolved(charter: type[Charter[Any]], content: type[Charted], happens: Happenings) -> Callable[[Any, Any], Any]:
    """`evolve` of one kind of charter."""

    def first(event: Any) -> Any:
        return charter.model_validate(_draft(content, event))

    def written(old: Any, event: Any) -> Any:
        return old.but(**_draft(content, event), endorsements=(), status="drafted")

    def next_drafted(old: Any, event: Any) -> Any:
        return written(old, event).but(objections=())

    table: dict[type[Event], Callable[[Any, Any], Any]] = {
        happens.drafted: next_drafted,
        happens.revised: written,
        happens.contributed: lambda old, _: old,
        happens.endorsed: _endorsed,
        happens.objected: lambda old, event: objected(old, event).but(status="drafted"),
        happens.invited: lambda old, _: old,
        happens.adopted: _adopted,
    }
    return changes(first, table)


def audience(charter: Charter[Any], event: Event) -> Audience:
    """The partners that are asked; what one of them writes, and who is invited there, is for that one alone."""
    own = isinstance(event, Contributed | Objected | EndorserInvited) and event.organisation
    return Audience(partners=(own,) if own else charter.organisations)


def needs(
    charter: Charter[Any], *, kind: str, prepares: Addressee, adopts: Addressee, by: date | None = None
) -> Iterable[Need]:
    """Endorsements, the answer to objections (of who `prepares`), the adoption; `kind` is `vision` or `plan`."""
    path = f"/schools/{{school}}/{kind}s/{{id}}"
    if charter.status == "drafted":
        yield from needs_of(charter, endorse=f"endorse-{kind}", answer=prepares, path=path, by=by)
    if charter.status == "endorsed":
        action = f"POST {path}/adoption"
        yield Need(what=f"adopt-{kind}", whom=adopts, action=action, by=by, within=ANSWERED_WITHIN)


_PLANNABLE: Final = ("qualified", "active", "dormant")


def _check_partners(partners: Iterable[PartnerFact]) -> None:
    for partner in partners:
        if partner.status not in _PLANNABLE:
            raise Refused(
                "partner-not-qualified",
                f"A partner is {partner.status}; it is not asked yet.",
                mend="Qualify the partner first, or leave it out.",
                organisation=partner.organisation,
            )


def _must_be_open(charter: Charter[Any]) -> None:
    if charter.status == "adopted":
        raise Refused("no-draft-open", "This version was adopted.", mend="Draft the next version first.")


def _draft(content: type[Charted], event: Any) -> dict[str, Any]:
    written = content.model_validate(event.model_dump())
    asked = {"content_hash": written.content_hash, "organisations": written.organisations}
    return {"content": written, "edition": event.edition, **asked}


def _endorsed(old: Any, event: Any) -> Any:
    heard = endorsed(old, event)
    return heard.but(status="drafted" if heard.missing else "endorsed")


def _adopted(old: Any, event: Any) -> Any:
    plain = old.model_dump()
    version = {**event.model_dump(), "content": plain["content"]}
    return type(old).model_validate(plain | {"status": "adopted", "versions": (*plain["versions"], version)})
