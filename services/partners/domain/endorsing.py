"""How teachers, committee and partners say yes or no to what a school forms with them: one mechanism (C8, C48).

An endorsement names the content hash that it saw and falls when the content changes. An objection stands until the
same voice endorses. Programmes, plans and the vision are formed this way.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, Literal, TypeVar

from services.partners.domain.contents import check_seen
from services.partners.domain.line import only_principal
from services.partners.domain.values import ContentHash
from shared.agenda import Addressee, Need
from shared.events import Actor, Command, Event, TextRef, Value
from shared.ids import Id
from shared.refusals import NotFound, Refused

Group = Literal["teachers", "committee", "partner"]
GROUPS: Final[tuple[Group, ...]] = ("teachers", "committee", "partner")
EndorsingWay = Literal["account", "key", "link"]
ANSWERED_WITHIN: Final = timedelta(days=14)
"""So long whoever is asked has at least, also where the day for which it is wanted is near or past (C8)."""

_ROLES: Final[dict[Group, str]] = {"teachers": "teacher", "committee": "committee"}


class Voice(Value):
    """Who is heard once: teachers, committee, or one partner."""

    group: Group
    organisation: Id | None = None
    """The partner, where the group is `partner`."""

    @property
    def voice(self) -> "Voice":
        """The voice alone."""
        return Voice(group=self.group, organisation=self.organisation)


class Said(Voice):
    """Who spoke for a voice, and about which content."""

    by: str
    """Member, key or link."""
    person: Id | None = None
    """Whom the link was bound to."""
    content_hash: ContentHash


class Endorsed(Said, Event):
    """A voice endorsed."""

    how: EndorsingWay


class Objected(Said, Event):
    """A voice objected."""

    how: EndorsingWay
    reason: TextRef


class EndorserInvited(Event):
    """A person at the partner without an account was sent a link."""

    organisation: Id
    person: Id


class Endorse(Command):
    """Endorse the content with this hash for the group to which the actor belongs."""

    group: Group
    by: Actor
    content_hash: ContentHash


class Object(Command):
    """Object for the group to which the actor belongs."""

    group: Group
    by: Actor
    reason: TextRef
    content_hash: ContentHash | None = None
    """What was read, where that is said."""


class InvitePartner(Command):
    """Send a person at a partner a link to endorse or object."""

    organisation: Id
    person: Id


class Formation(Value):
    """What is formed together: its present content, and what the voices said to it."""

    content_hash: ContentHash
    organisations: tuple[Id, ...]
    """Partners that are asked."""
    endorsements: tuple[Said, ...] = ()
    """All of the present content."""
    objections: tuple[Said, ...] = ()

    @property
    def missing(self) -> tuple[Voice, ...]:
        """Voices that have not endorsed the present content."""
        given = {said.voice for said in self.endorsements}
        return tuple(voice for voice in self._voices if voice not in given)

    @property
    def _voices(self) -> tuple[Voice, ...]:
        partners = (Voice(group="partner", organisation=organisation) for organisation in self.organisations)
        return (Voice(group="teachers"), Voice(group="committee"), *partners)


REVISED: Final = "content-revised"
"""The answer was to a content that has been revised since."""

F = TypeVar("F", bound=Formation)
EndorsedT = TypeVar("EndorsedT", bound=Endorsed)
ObjectedT = TypeVar("ObjectedT", bound=Objected)
InvitedT = TypeVar("InvitedT", bound=EndorserInvited)


def endorsement(formation: Formation, command: Endorse, happened: type[EndorsedT]) -> EndorsedT:
    """The event, unless the actor may not speak, saw another content, or was heard already."""
    voice = voice_of(formation, command.group, command.by)
    check_seen(command.content_hash, formation.content_hash, REVISED)
    if voice not in formation.missing:
        raise Refused(
            "endorsed-already", f"The {command.group} endorsed already.", mend="One endorsement per group is enough."
        )
    return happened.model_validate(_said(formation, voice, command.by))


def objection(formation: Formation, command: Object, happened: type[ObjectedT]) -> ObjectedT:
    """The event, unless the actor may not speak, or names another content."""
    voice = voice_of(formation, command.group, command.by)
    if command.content_hash is not None:
        check_seen(command.content_hash, formation.content_hash, REVISED)
    return happened.model_validate(_said(formation, voice, command.by) | {"reason": command.reason})


def invitation(formation: Formation, command: InvitePartner, happened: type[InvitedT]) -> InvitedT:
    """The event, unless the organisation is not asked."""
    if command.organisation not in formation.organisations:
        raise Refused(
            "partner-not-asked", "This partner is not asked.", mend="Invite somebody at a partner named here."
        )
    return happened.model_validate(command.model_dump())


def check_approval(formation: Formation, by: Actor) -> None:
    """Refuse what is not the principal's own yes to what all voices endorsed."""
    only_principal(by, "approves")
    if formation.missing:
        missing = list(dict.fromkeys(voice.group for voice in formation.missing))
        raise Refused(
            "not-endorsed", f"Not endorsed by: {', '.join(missing)}.", mend="Let them endorse first.", missing=missing
        )
    if any(said.by == by.id for said in formation.endorsements):
        raise Refused(
            "two-roles", "Whoever endorsed it cannot approve it.", mend="Let another person endorse for the group."
        )


def endorsed(formation: F, event: Endorsed) -> F:
    """With this endorsement, which lifts the voice's objection."""
    said = Said.model_validate(event.model_dump())
    return formation.but(
        endorsements=(*formation.endorsements, said), objections=_without(formation.objections, said.voice)
    )


def objected(formation: F, event: Objected) -> F:
    """With this objection, which takes the voice's endorsement back."""
    said = Said.model_validate(event.model_dump())
    return formation.but(
        endorsements=_without(formation.endorsements, said.voice),
        objections=(*_without(formation.objections, said.voice), said),
    )


def needs_of(
    formation: Formation, *, endorse: str, answer: Addressee, path: str, by: date | None = None
) -> Iterable[Need]:
    """Who has to speak, and what `answer` has to answer by a revision.

    `endorse` names the need, `path` is that of the thing below the service, `by` the day for which all is wanted.
    """
    within = ANSWERED_WITHIN
    objecting = {said.voice for said in formation.objections if said.content_hash == formation.content_hash}
    for voice in formation.missing:
        if voice not in objecting:
            yield Need(what=endorse, whom=_addressee(voice), action=f"POST {path}/endorsements", by=by, within=within)
    if objecting:
        yield Need(what="answer-objection", whom=answer, action=f"PUT {path}/content", by=by, within=within)


def _addressee(voice: Voice) -> Addressee:
    role = _ROLES.get(voice.group)
    return Addressee(roles=(role,)) if role else Addressee(organisation=voice.organisation)


def voice_of(formation: Formation, group: Group, actor: Actor) -> Voice:
    """The voice for which the actor speaks; nobody speaks for two."""
    voice = _partner_of(formation, actor) if group == "partner" else _group_of(group, actor)
    for said in (*formation.endorsements, *formation.objections):
        if said.voice != voice and (said.by == actor.id or (actor.person and said.person == actor.person)):
            raise Refused("two-roles", "Nobody speaks for two groups.", mend="Let somebody else do it.")
    return voice


def _partner_of(formation: Formation, actor: Actor) -> Voice:
    if actor.organisation not in formation.organisations:
        raise NotFound("organisation")
    return Voice(group="partner", organisation=actor.organisation)


def _group_of(group: Group, actor: Actor) -> Voice:
    if _ROLES[group] not in actor.roles:
        raise Refused(
            "not-of-the-group",
            f"Only a member of the {group} speaks for them.",
            mend=f"Let a member of the school with the role {_ROLES[group]} do it.",
            role=_ROLES[group],
        )
    return Voice(group=group)


def _said(formation: Formation, voice: Voice, actor: Actor) -> dict[str, object]:
    how = {"link": "link", "key": "key"}.get(actor.kind, "account")
    said = {"by": actor.id, "person": actor.person, "content_hash": formation.content_hash, "how": how}
    return voice.model_dump() | said


def _without(said: tuple[Said, ...], voice: Voice) -> tuple[Said, ...]:
    return tuple(each for each in said if each.voice != voice)
