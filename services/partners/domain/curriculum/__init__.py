"""A curriculum aligned with a partner: versions by teachers, signed off by the partner (C11)."""

from collections.abc import Iterator
from datetime import datetime

from services.partners.domain.contents import check_seen
from services.partners.domain.curriculum import commands as asked
from services.partners.domain.curriculum import events as told
from services.partners.domain.curriculum.events import CurriculumEvent
from services.partners.domain.curriculum.state import Curriculum
from services.partners.domain.curriculum.values import BEFORE_PARTNER, Content, Scope, Version
from services.partners.domain.evidence import not_yet_shown
from services.partners.domain.line import duty
from shared.agenda import Addressee, Need
from shared.decider import Decider, changes, rules
from shared.events import Actor, Audience, Command
from shared.refusals import NotFound, Refused

_PATH = "POST /schools/{school}/curricula/{id}"


def _draft(command: asked.DraftCurriculum, _now: datetime) -> list[CurriculumEvent]:
    if command.partner_status not in ("qualified", "active", "dormant"):
        raise Refused(
            "partner-not-qualified", f"The partner is {command.partner_status}.", mend="Qualify the partner first."
        )
    _check(command)
    drafted = told.CurriculumDrafted(**dict(command.scope), by=command.by)
    return [drafted, told.CurriculumVersionWritten(**dict(command.content), edition=1, by=command.by)]


def _write(old: Curriculum, command: asked.WriteVersion, _now: datetime) -> list[CurriculumEvent]:
    _check(command)
    if old.newest is not None and old.newest.content_hash == command.content.content_hash:
        return []
    number = len(old.versions) + 1
    return [told.CurriculumVersionWritten(**dict(command.content), edition=number, by=command.by)]


def _check(command: asked.Writing) -> None:
    codes = [unit.code for unit in command.content.units]
    competencies = [code for unit in command.content.units for code in unit.competencies]
    if len(set(codes)) < len(codes) or len(set(competencies)) < len(competencies):
        raise Refused("code-twice", "A unit or competency stands there twice.", mend="Give each its own code.")
    if not command.teaching:
        raise Refused("no-teacher-among-authors", "No teacher is among the authors.", mend="Name a teacher as author.")


def _offer(old: Curriculum, command: asked.OfferVersion, _now: datetime) -> list[CurriculumEvent]:
    newest = old.newest
    if newest is None or newest.status != "draft":
        raise Refused("nothing-to-offer", "The newest version is no draft.", mend="Write a further version first.")
    what = {"edition": newest.edition, "content_hash": newest.content_hash}
    return [told.CurriculumOffered(**what, organisation=old.scope.organisation, by=command.by)]


def _invite(old: Curriculum, command: asked.InviteCurriculumContact, _now: datetime) -> list[CurriculumEvent]:
    offered = _offered(old)
    whose = {"organisation": old.scope.organisation, "person": command.person}
    return [told.CurriculumContactInvited(**whose, content_hash=offered.content_hash)]


def _sign_off(old: Curriculum, command: asked.SignOff, _now: datetime) -> list[CurriculumEvent]:
    version = _answered(old, command)
    how = "link" if command.by.kind == "link" else "key"
    what = {"edition": version.edition, "content_hash": version.content_hash, "authors": version.authors}
    return [told.CurriculumAligned(**dict(old.scope), **what, how=how, by=command.by.id)]


def _refuse(old: Curriculum, command: asked.RefuseVersion, _now: datetime) -> list[CurriculumEvent]:
    version = _answered(old, command)
    what = {"edition": version.edition, "content_hash": version.content_hash, "reason": command.reason}
    return [told.CurriculumRefused(**what, organisation=old.scope.organisation, by=command.by.id)]


def _answered(old: Curriculum, command: asked.Answer) -> Version:
    """The version that the partner saw; refused when it is not the one that lies before it."""
    _of_the_partner(old, command.by)
    offered = _offered(old)
    check_seen(command.content_hash, offered.content_hash)
    return offered


def _of_the_partner(old: Curriculum, actor: Actor) -> None:
    if actor.organisation != old.scope.organisation:
        raise NotFound("curriculum")
    if actor.kind == "link" and actor.person is None:
        raise Refused("link-without-person", "The link is bound to nobody.", mend="Send a contact their own link.")


def _offered(old: Curriculum) -> Version:
    if old.offered is None:
        raise Refused("nothing-offered", "No version lies before the partner.", mend="Offer the newest version first.")
    return old.offered


def _add(old: Curriculum, command: asked.AddVersionEvidence, _now: datetime) -> list[CurriculumEvent]:
    meant = old.version(command.edition) if command.edition else old.aligned or old.newest
    if meant is None:
        raise NotFound("version")
    new = not_yet_shown(meant.evidence, command.evidence)
    return [told.CurriculumEvidenceAdded(edition=meant.edition, evidence=new, by=command.by)] if new else []


def _written(old: Curriculum, event: told.CurriculumVersionWritten) -> Curriculum:
    """An offer of an earlier version falls; what was aligned stays in force until the next is."""
    fallen = old.now(old.offered.edition, "superseded") if old.offered else old
    content = Content.model_validate(event.model_dump())
    new = Version(**dict(content), edition=event.edition, by=event.by)
    return fallen.but(versions=(*fallen.versions, new))


def _audience(state: Curriculum, event: CurriculumEvent) -> Audience:
    """The partner, but for what is drafted: a version concerns nobody outside before it was offered."""
    drafted = isinstance(event, told.CurriculumDrafted | told.CurriculumVersionWritten)
    if isinstance(event, told.CurriculumEvidenceAdded):
        meant = state.version(event.edition)
        drafted = meant is None or meant.status not in BEFORE_PARTNER
    return Audience(partners=() if drafted else (state.scope.organisation,))


def _needs(state: Curriculum) -> Iterator[Need]:
    newest = state.newest
    if newest is None:
        return
    if newest.status == "offered":
        whom = Addressee(organisation=state.scope.organisation)
        yield Need(what="sign-off-curriculum", whom=whom, action=f"{_PATH}/sign-off")
    elif newest.status == "draft":
        yield Need(what="offer-curriculum", whom=duty("align_curricula"), action=f"{_PATH}/offer")
    elif newest.status == "refused":
        whom = duty("align_curricula", member=newest.by)
        yield Need(what="revise-curriculum", whom=whom, action="PUT /schools/{school}/curricula/{id}/content")
    if state.aligned is not None and not state.aligned.evidence:
        yield Need(what="document-curriculum", whom=duty("align_curricula"), action=f"{_PATH}/evidence")


CURRICULUM: Decider[Curriculum, Command, CurriculumEvent] = Decider(
    name="curriculum",
    state=Curriculum,
    events=CurriculumEvent,
    decide=rules(
        "curriculum",
        {asked.DraftCurriculum: _draft},
        {
            asked.WriteVersion: _write,
            asked.OfferVersion: _offer,
            asked.InviteCurriculumContact: _invite,
            asked.SignOff: _sign_off,
            asked.RefuseVersion: _refuse,
            asked.AddVersionEvidence: _add,
        },
    ),
    evolve=changes(
        lambda event: Curriculum(scope=Scope.model_validate(event.model_dump())),
        {
            told.CurriculumVersionWritten: _written,
            told.CurriculumOffered: lambda old, e: old.now(e.edition, "offered"),
            told.CurriculumContactInvited: lambda old, _: old,
            told.CurriculumAligned: lambda old, e: old.only_aligned(e.edition),
            told.CurriculumRefused: lambda old, e: old.now(e.edition, "refused"),
            told.CurriculumEvidenceAdded: lambda old, e: old.shown(e.edition, e.evidence),
        },
    ),
    audience=_audience,
    needs=_needs,
    fold=3,
)

__all__ = ["CURRICULUM", "Curriculum"]
