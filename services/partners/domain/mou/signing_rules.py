"""The rules of asking for signatures, passing a link on, reminding and refusing (C3, C6)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from services.partners.domain.line import only_principal
from services.partners.domain.mou.calendar import REMINDERS, reminder_at, waits_for
from services.partners.domain.mou.commands import (
    DelegateSigning,
    InviteSignatory,
    MarkReminder,
    NameSignatories,
    RefuseToSign,
    RemindSignatory,
)
from services.partners.domain.mou.events import (
    MoUEvent,
    MoUPartyRefused,
    MoUReminderDue,
    MoUSignatoriesNamed,
    MoUSignatoryInvited,
    MoUSignatoryReminded,
    MoUSigningDelegated,
)
from services.partners.domain.mou.review_rules import round_over
from services.partners.domain.mou.signing import check_link, check_signature, signature_of
from services.partners.domain.mou.state import Document, Invited, MoU
from services.partners.domain.mou.terms import Party
from shared.days import day_in
from shared.events import Command
from shared.refusals import NotFound, Refused


def _name(mou: MoU, command: NameSignatories, _now: datetime) -> list[MoUEvent]:
    document = _document(mou, command.document)
    if command.party not in document.parties():
        raise _not_a_party()
    if document.has_signed(command.party):
        raise Refused("already-signed", "This party signed already.", mend="Nothing has to be done.")
    _may_name(mou, command)
    who = tuple(dict.fromkeys(command.who))
    if who == document.named(command.party):
        return []
    return [MoUSignatoriesNamed(party=command.party, who=who, by=command.by.id, document=command.document)]


def _may_name(mou: MoU, command: NameSignatories) -> None:
    """A school's principal for the school; for an organisation the line of the school that drafted."""
    if command.party.kind == "school":
        only_principal(command.by)


def _invite(mou: MoU, command: InviteSignatory, now: datetime) -> list[MoUEvent]:
    document = _document(mou, command.document)
    party = Party(kind="organisation", id=command.organisation)
    if party not in document.parties():
        raise _not_a_party()
    _open(mou, document)
    if document.has_signed(party):
        raise Refused("already-signed", "This party signed already.", mend="Nothing has to be done.")
    named = mou.may_sign(document, party)
    if named and command.person not in named:
        raise Refused(
            "not-authorised-signatory",
            "The party has named who signs for it, and this is somebody else.",
            mend="Invite one of those, or have the party name others.",
        )
    said = command.model_dump() | {"content_hash": document.content, "on": day_in(mou.terms.zone, now)}
    return [MoUSignatoryInvited.model_validate(said)]


def _delegate(mou: MoU, command: DelegateSigning, now: datetime) -> list[MoUEvent]:
    document, by = _document(mou, command.document), command.by
    check_link(document, by)
    _open(mou, document)
    invited = _invitation(document, by.organisation, by.person)
    if not waits_for(mou, document, invited):
        raise Refused("already-signed", "This party has answered already.", mend="Nothing has to be done.")
    return [
        MoUSigningDelegated(
            organisation=invited.organisation,
            person=invited.person,
            to=command.to,
            by=by.id,
            on=day_in(mou.terms.zone, now),
            document=command.document,
        )
    ]


def _mark_reminder(mou: MoU, command: MarkReminder, now: datetime) -> list[MoUEvent]:
    document = _document(mou, command.document)
    invited = _invitation(document, command.organisation, command.person)
    come = sum(reminder_at(mou, invited, number) <= now for number in range(1, len(REMINDERS) + 1))
    if come <= invited.reminders or not waits_for(mou, document, invited):
        raise Refused("too-early", "Nobody is to be reminded now.", mend="Wait until then.")
    return [MoUReminderDue(**command.model_dump(), reminders=come)]


def _remind(mou: MoU, command: RemindSignatory, _now: datetime) -> list[MoUEvent]:
    document = _document(mou, command.document)
    invited = _invitation(document, command.organisation, command.person)
    _open(mou, document)
    if not waits_for(mou, document, invited):
        raise Refused("already-signed", "This party has answered already.", mend="Nothing has to be done.")
    return [MoUSignatoryReminded.model_validate(command.model_dump() | {"by": command.by.id})]


def _refuse(mou: MoU, command: RefuseToSign, _now: datetime) -> list[MoUEvent]:
    document = _document(mou, command.document)
    _open(mou, document)
    if command.party in document.refused:
        raise Refused("refused-already", "This party has refused already.", mend="Nothing has to be done.")
    check_signature(mou, document, command)
    refused = MoUPartyRefused.model_validate(signature_of(command) | {"document": command.document})
    return [refused, *(round_over(mou, command.party, wants=True) if document is mou else ())]


def _document(mou: MoU, id: str | None) -> Document:
    document = mou.document(id)
    if document is None:
        raise NotFound("document", id or "")
    return document


def _open(mou: MoU, document: Document) -> None:
    if not mou.open_to_sign(document):
        raise Refused("nothing-to-sign", "There is nothing to sign now.", mend="Submit the draft for review first.")


def _invitation(document: Document, organisation: str | None, person: str | None) -> Invited:
    for each in document.invited:
        if (each.organisation, each.person) == (organisation, person):
            return each
    raise NotFound("invitation")


def _not_a_party() -> Refused:
    return Refused("not-a-party", "This is no party of the document.", mend="Name a party of the document.")


CHANGING: Final[dict[type[Command], Callable[..., Any]]] = {
    NameSignatories: _name,
    InviteSignatory: _invite,
    DelegateSigning: _delegate,
    MarkReminder: _mark_reminder,
    RemindSignatory: _remind,
    RefuseToSign: _refuse,
}
