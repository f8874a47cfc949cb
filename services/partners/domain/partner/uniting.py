"""Two partnerships of one school with one organisation, since the register merged two entries, become one (C1)."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from services.partners.domain.partner.commands import AbsorbPartner, UnitePartner
from services.partners.domain.partner.events import (
    PartnerAbsorbed,
    PartnerEvent,
    PartnerStatus,
    PartnersUnited,
)
from services.partners.domain.partner.state import Partner
from shared.events import Command
from shared.ids import Id
from shared.refusals import Refused

_FURTHEST: Final[tuple[PartnerStatus, ...]] = ("mapped", "dormant", "qualified", "active", "blocked")
"""What two become together: as far as the one that got further; what one of them blocked stays blocked."""


def fingerprint(partner: Partner) -> str:
    """SHA-256 of what another partnership would take over."""
    return hashlib.sha256(partner.model_dump_json().encode()).hexdigest()


def absorption(id: Id, partner: Partner) -> AbsorbPartner:
    """The command that takes over what the partnership with this id has."""
    notes = tuple(note for note in (partner.potential, partner.risk) if note is not None)
    return AbsorbPartner(
        partner=id,
        organisations=partner.organisations,
        contacts=partner.contacts,
        capacity=partner.capacity,
        mous=partner.mous,
        owner=partner.owner,
        notes=(*notes, *partner.notes),
        absorbed=partner.absorbed,
        status=partner.status,
    )


def not_united(partner: Partner) -> None:
    """Whatever is done with a partnership that was united is done with the other one."""
    if partner.status == "united":
        raise Refused(
            "partner-united", "This partnership was united with another one.", mend="Go on with that one.",
            into=partner.into,
        )  # fmt: skip


def _unite(partner: Partner, command: UnitePartner, _now: datetime) -> list[PartnerEvent]:
    not_united(partner)
    if command.into_organisation != partner.organisation:
        raise Refused(
            "other-organisation",
            "The two partnerships are with different organisations.",
            mend="Ask the alliance to merge the organisations first.",
        )
    if command.seen != fingerprint(partner):
        raise Refused("changed-meanwhile", "The partnership changed meanwhile.", mend="Unite them again.")
    return [PartnersUnited(organisation=partner.organisation, into=command.into, by=command.by)]


def _absorb(partner: Partner, command: AbsorbPartner, _now: datetime) -> list[PartnerEvent]:
    not_united(partner)
    stated = {known.concentration for known in partner.capacity}
    taken = {
        "organisation": partner.organisation,
        "contacts": tuple(one for one in command.contacts if partner.contact(one.contact) is None),
        "capacity": tuple(one for one in command.capacity if one.concentration not in stated),
        "mous": tuple(mou for mou in command.mous if mou not in partner.mous),
        "owner": partner.owner or command.owner,
        "status": _together(partner, command),
    }
    return [PartnerAbsorbed.model_validate(command.model_dump() | taken)]


def _together(partner: Partner, command: AbsorbPartner) -> PartnerStatus:
    """As far as the one that got further; found fit in one and with an MoU in force in either is active."""
    furthest = max(partner.status, command.status, key=_FURTHEST.index)
    fit = furthest in ("dormant", "qualified")
    return "active" if fit and (partner.mous or command.mous) else furthest


CHANGING: Final[dict[type[Command], Callable[..., Any]]] = {UnitePartner: _unite, AbsorbPartner: _absorb}
