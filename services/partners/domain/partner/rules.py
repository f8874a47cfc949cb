"""The rules of a partnership: one function per command (C1, C6, C9)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from services.partners.domain.partner.commands import (
    AddContact,
    BlockPartner,
    ChangeContact,
    FollowMerger,
    MapPartner,
    NameOwner,
    QualifyPartner,
    RecordMoUEnd,
    RecordMoUStart,
    RecordSite,
    RemoveContact,
    StateCapacity,
    WithdrawCapacity,
    WriteNotes,
)
from services.partners.domain.partner.events import (
    CapacityFor,
    PartnerActivated,
    PartnerBlocked,
    PartnerCapacityStated,
    PartnerCapacityWithdrawn,
    PartnerContactAdded,
    PartnerContactChanged,
    PartnerContactRemoved,
    PartnerDormant,
    PartnerEvent,
    PartnerMapped,
    PartnerMoUBegan,
    PartnerMoUEnded,
    PartnerNotesWritten,
    PartnerOrganisationMerged,
    PartnerOwnerNamed,
    PartnerQualified,
    PartnerSiteKnown,
)
from services.partners.domain.partner.state import Partner
from services.partners.domain.partner.uniting import CHANGING as UNITING
from services.partners.domain.partner.uniting import not_united
from shared.events import Command
from shared.refusals import NotFound, Refused

OWNERS: Final = frozenset({"principal", "public_relations", "coordinator", "head_of_programme"})
"""Roles of those who may answer for a partnership (C6)."""


def _map(command: MapPartner, _now: datetime) -> list[PartnerEvent]:
    if command.organisation_status == "merged":
        raise Refused(
            "organisation-merged",
            "This entry of the register is a duplicate.",
            mend="Map the entry it was merged into.",
        )
    named = [PartnerContactAdded(organisation=command.organisation, **one.model_dump()) for one in command.contacts]
    return [PartnerMapped.model_validate(command.model_dump()), *named]


def _record_site(partner: Partner, _command: RecordSite, _now: datetime) -> list[PartnerEvent]:
    return [PartnerSiteKnown(organisation=partner.organisation)] if partner.sites == 0 else []


def _add_contact(partner: Partner, command: AddContact, _now: datetime) -> list[PartnerEvent]:
    not_united(partner)
    if partner.contact(command.contact):
        raise Refused("contact-exists", "This person is a contact already.", mend="Nothing has to be done.")
    return [PartnerContactAdded(organisation=partner.organisation, **command.model_dump())]


def _change_contact(partner: Partner, command: ChangeContact, _now: datetime) -> list[PartnerEvent]:
    not_united(partner)
    if partner.contact(command.contact) is None:
        raise NotFound("contact", command.contact)
    return [PartnerContactChanged(organisation=partner.organisation, **command.model_dump())]


def _remove_contact(partner: Partner, command: RemoveContact, _now: datetime) -> list[PartnerEvent]:
    if partner.contact(command.contact) is None:
        raise NotFound("contact", command.contact)
    return [PartnerContactRemoved(organisation=partner.organisation, contact=command.contact)]


def _state_capacity(partner: Partner, command: StateCapacity, _now: datetime) -> list[PartnerEvent]:
    not_united(partner)
    _check_period(command)
    for known in partner.capacity:
        if known.key != command.key and overlap(known, command):
            raise Refused(
                "capacity-overlaps",
                "Another capacity is stated for a part of this period.",
                mend="State it for the same period, or withdraw the other one first.",
            )
    return [PartnerCapacityStated(organisation=partner.organisation, **command.model_dump())]


def _check_period(capacity: CapacityFor) -> None:
    if (capacity.starts_on is None) != (capacity.ends_on is None):
        raise Refused("period-incomplete", "The period has one end only.", mend="Give both days, or none.")
    if capacity.starts_on and capacity.ends_on and capacity.ends_on < capacity.starts_on:
        raise Refused("ends-not-after-start", "The end is not after the start.", mend="Give a later last day.")


def overlap(one: CapacityFor, other: CapacityFor) -> bool:
    """Whether both hold on one day; what holds whenever nothing else is stated overlaps with nothing."""
    ends = (one.starts_on, one.ends_on, other.starts_on, other.ends_on)
    if one.concentration != other.concentration or None in ends:
        return False
    return _last(one) >= _first(other) and _last(other) >= _first(one)


def _first(capacity: CapacityFor) -> date:
    return capacity.starts_on or date.min


def _last(capacity: CapacityFor) -> date:
    return capacity.ends_on or date.max


def _withdraw_capacity(partner: Partner, command: WithdrawCapacity, _now: datetime) -> list[PartnerEvent]:
    if all(known.key != command.key for known in partner.capacity):
        raise Refused(
            "capacity-not-stated",
            "Nothing is stated for this concentration and period.",
            mend="Name both exactly as they were stated.",
        )
    return [PartnerCapacityWithdrawn(organisation=partner.organisation, **command.model_dump())]


def _write_notes(partner: Partner, command: WriteNotes, _now: datetime) -> list[PartnerEvent]:
    not_united(partner)
    return [PartnerNotesWritten(organisation=partner.organisation, **command.model_dump())]


def _name_owner(partner: Partner, command: NameOwner, _now: datetime) -> list[PartnerEvent]:
    not_united(partner)
    if not command.roles & OWNERS:
        raise Refused(
            "owner-not-of-staff",
            "Only the coordination line and heads of programme answer for a partnership.",
            mend="Name a member of the school with one of these roles.",
        )
    named = PartnerOwnerNamed(organisation=partner.organisation, owner=command.owner)
    return [] if command.owner == partner.owner else [named]


def _qualify(partner: Partner, command: QualifyPartner, _now: datetime) -> list[PartnerEvent]:
    not_united(partner)
    if partner.status not in ("mapped", "blocked"):
        raise Refused(
            "partner-not-mapped",
            f"The partner is {partner.status} already.",
            mend="Only a mapped or blocked one is qualified.",
        )
    if command.sites < 1:
        raise Refused("partner-without-site", "The organisation has no site in the register.", mend="Add a site first.")
    if not partner.contacts:
        raise Refused("partner-without-contact", "The partnership names no contact.", mend="Add a contact first.")
    qualified: list[PartnerEvent] = [PartnerQualified(organisation=partner.organisation, by=command.by)]
    in_force = [PartnerActivated(organisation=partner.organisation, mou=mou) for mou in partner.mous[:1]]
    return [*qualified, *in_force]


def _record_start(partner: Partner, command: RecordMoUStart, _now: datetime) -> list[PartnerEvent]:
    not_united(partner)
    if command.mou in partner.mous:
        return []
    fact = {"organisation": partner.organisation, "mou": command.mou}
    first: list[PartnerEvent] = [PartnerActivated(**fact)] if partner.status in ("qualified", "dormant") else []
    return [*first, PartnerMoUBegan(**fact)]


def _record_end(partner: Partner, command: RecordMoUEnd, _now: datetime) -> list[PartnerEvent]:
    not_united(partner)
    if command.mou not in partner.mous:
        return []
    ended: list[PartnerEvent] = [PartnerMoUEnded(organisation=partner.organisation, mou=command.mou)]
    last = partner.status == "active" and len(partner.mous) == 1
    return [*ended, PartnerDormant(organisation=partner.organisation)] if last else ended


def _block(partner: Partner, command: BlockPartner, _now: datetime) -> list[PartnerEvent]:
    not_united(partner)
    if partner.status == "blocked":
        raise Refused("partner-blocked", "The partner is blocked already.", mend="Nothing has to be done.")
    return [PartnerBlocked(organisation=partner.organisation, **command.model_dump())]


def _follow_merger(partner: Partner, command: FollowMerger, _now: datetime) -> list[PartnerEvent]:
    if partner.organisation != command.merged or partner.status == "united":
        return []
    return [PartnerOrganisationMerged(organisation=command.into, merged=command.merged, twin=command.twin)]


CREATING: Final[dict[type[Command], Callable[..., Any]]] = {MapPartner: _map}

CHANGING: Final[dict[type[Command], Callable[..., Any]]] = {
    RecordSite: _record_site,
    AddContact: _add_contact,
    ChangeContact: _change_contact,
    RemoveContact: _remove_contact,
    StateCapacity: _state_capacity,
    WithdrawCapacity: _withdraw_capacity,
    WriteNotes: _write_notes,
    NameOwner: _name_owner,
    QualifyPartner: _qualify,
    RecordMoUStart: _record_start,
    RecordMoUEnd: _record_end,
    BlockPartner: _block,
    FollowMerger: _follow_merger,
    **UNITING,
}
