"""What may be planned: a known kind, with a fitting partner, under what is in force (C4)."""

from typing import Final

from services.partners.domain.activity.commands import DocumentFact, Planning
from services.partners.domain.activity.kinds import KINDS, Kind
from shared.refusals import Refused

_FORMED: Final = ("approved", "running", "evaluated")
_STANDING: Final = ("signed", "active")


def check_plan(command: Planning) -> None:
    """Refuse what cannot take place as it is planned."""
    plan = command.plan
    kind = known_kind(plan.kind)
    if plan.ends_at <= plan.starts_at:
        raise Refused("ends-not-after-start", "The activity ends before it starts.", mend="Give a later end.")
    _with_partner(kind, command)
    _at_a_site(command)
    _under_programme(command)
    _under(command, command.mou, "activity-outside-mou", "MoU")
    _under(command, command.agreement, "activity-outside-agreement", "agreement")


def known_kind(kind: str) -> Kind:
    """What the table says of the kind."""
    if kind not in KINDS:
        raise Refused(
            "unknown-activity-kind",
            f"There is no kind of activity {kind}.",
            mend="Choose one of `known`; `other` fits what none of them says.",
            known=sorted(KINDS),
        )
    return KINDS[kind]


def _with_partner(kind: Kind, command: Planning) -> None:
    if command.partner is None:
        if not kind.alone:
            raise Refused("activity-without-partner", f"{kind.en} needs a partner.", mend="Name the partner.")
        return
    if command.partner.status == "blocked":
        raise Refused("blocked-partner", "The partner is blocked.", mend="Qualify it anew first.")
    if kind.partners and command.partner.kind not in kind.partners:
        raise Refused(
            "kind-not-with-this-partner",
            f"{kind.en} is not done with a partner of the kind {command.partner.kind}.",
            mend="Choose another kind of activity or a partner of one of the kinds in `partners`.",
            partners=list(kind.partners),
        )


def _at_a_site(command: Planning) -> None:
    if command.plan.site is not None and command.plan.site not in command.sites:
        raise Refused("unknown-site", "The partner has no such site.", mend="Add the site to the organisation first.")


def _under_programme(command: Planning) -> None:
    programme = command.programme
    if programme is None:
        return
    absorbed = command.partner.absorbed if command.partner else ()
    if programme.partner not in (command.plan.partner, *absorbed):
        raise Refused("programme-of-another", "The programme is with another partner.", mend="Name its partner.")
    if programme.status not in _FORMED:
        raise Refused(
            "programme-not-approved", f"The programme is {programme.status}.", mend="Let the principal approve it."
        )


def _under(command: Planning, fact: DocumentFact | None, code: str, what: str) -> None:
    """The MoU or agreement is in force, names the partner, and has the day in its period."""
    if fact is None:
        return
    inside = fact.starts_on <= command.plan.on <= fact.ends_on
    organisations = command.partner.organisations if command.partner else ()
    named = {command.plan.organisation, *organisations} & set(fact.organisations)
    if fact.status not in _STANDING or not inside or not named:
        raise Refused(
            code,
            f"The {what} is {fact.status}, from {fact.starts_on} to {fact.ends_on}, or names another partner.",
            mend=f"Choose a day in its period, or plan without the {what}.",
        )
