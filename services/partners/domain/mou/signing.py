"""Who may sign for whom: the same for an MoU, an agreement and an addendum (C3, C6)."""

from services.partners.domain.contents import check_seen
from services.partners.domain.line import only_principal, principal_alone
from services.partners.domain.mou.commands import Sign
from services.partners.domain.mou.state import Document, MoU
from services.partners.domain.mou.terms import Party
from shared.events import Actor
from shared.refusals import NotFound, Refused


def check_party(document: Document, party: Party) -> None:
    """Refuse somebody of whom the document says nothing."""
    if party not in document.parties():
        raise Refused("not-a-party", "This is not one of the parties.", mend="Sign for a party named in the document.")


def check_signature(mou: MoU, document: Document, command: Sign) -> None:
    """Refuse what is not a party's own signature, or refusal, on the present content."""
    check_party(document, command.party)
    if document.has_signed(command.party):
        raise Refused("already-signed", "This party signed already.", mend="Nothing has to be done.")
    check_seen(command.content_hash, document.content)
    _RIGHTS[command.how](mou, document, command)
    if _signed_for_another(document, command):
        raise Refused("signed-for-another", "Nobody signs for two parties.", mend="Let somebody else sign.")


def signature_of(command: Sign) -> dict[str, object]:
    """The fields of the event."""
    person = command.by.person if command.how == "link" else command.signed_by
    return command.model_dump() | {"by": command.by.id, "person": person}


def all_signed(document: Document, now: Party) -> bool:
    """Whether nobody is missing once `now` has signed too."""
    return set(document.parties()) == {given.party for given in document.signatures} | {now}


def check_link(document: Document, by: Actor) -> None:
    """Refuse the holder of a link that is bound to nobody, or that was passed on or called back."""
    if by.person is None:
        raise Refused(
            "link-without-person", "The link is bound to nobody.", mend="Send the signatory a link of their own."
        )
    if by.organisation is None or not document.holds_link(by.organisation, by.person):
        raise Refused(
            "link-stopped",
            "This link was passed on to somebody else or called back.",
            mend="Ask the school for a link of your own.",
        )


def _signed_for_another(document: Document, command: Sign) -> bool:
    if command.how == "paper":
        return False
    person = command.by.person
    return any(given.by == command.by.id or (person and given.person == person) for given in document.signatures)


def _by_account(mou: MoU, document: Document, command: Sign) -> None:
    named = mou.may_sign(document, command.party)
    if command.party.kind == "school" and command.by.id in named:
        return
    if named and command.party.kind == "school":
        raise _not_authorised()
    if command.party.kind != "school":
        raise principal_alone("signs")
    only_principal(command.by, "signs")


def _by_key(_mou: MoU, _document: Document, command: Sign) -> None:
    """A key that was issued for signing is the organisation's own hand: who uses it, the organisation decides."""
    _for_organisation(command)


def _for_organisation(command: Sign) -> None:
    if command.party.kind != "organisation" or command.by.organisation != command.party.id:
        raise NotFound("MoU")


def _by_link(mou: MoU, document: Document, command: Sign) -> None:
    _for_organisation(command)
    check_link(document, command.by)
    named = mou.may_sign(document, command.party)
    if named and command.by.person not in named:
        raise _not_authorised()


def _on_paper(mou: MoU, document: Document, command: Sign) -> None:
    if command.evidence is None:
        raise Refused(
            "paper-without-evidence", "A signature on paper needs its scan.", mend="Add the scan's id as evidence."
        )
    if not command.by.roles & {"principal", "public_relations", "coordinator"}:
        raise Refused(
            "not-in-line",
            "Only the coordination line records a signature on paper.",
            mend="Ask the coordinator to record it.",
        )
    named = mou.may_sign(document, command.party)
    if named and command.signed_by not in named:
        raise _not_authorised()


def _not_authorised() -> Refused:
    return Refused(
        "not-authorised-signatory",
        "The party has named who signs for it, and this is somebody else.",
        mend="Let one of those sign, or have the party name others.",
    )


_RIGHTS = {"account": _by_account, "key": _by_key, "link": _by_link, "paper": _on_paper}
