"""The rules of the register: one function per command (C1, C44)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from services.partners.domain.organisation.commands import (
    AbsorbOrganisation,
    AddSite,
    ChangeDetails,
    ChangeSite,
    MergeOrganisation,
    RegisterOrganisation,
    SiteFields,
)
from services.partners.domain.organisation.events import (
    OrganisationAbsorbed,
    OrganisationDetailsChanged,
    OrganisationEvent,
    OrganisationRegistered,
    OrganisationSiteAdded,
    OrganisationSiteChanged,
    OrganisationsMerged,
)
from services.partners.domain.organisation.likeness import VERY_ALIKE
from services.partners.domain.organisation.places import place_fault
from services.partners.domain.organisation.state import DETAILS, Organisation
from services.partners.domain.values import ZONES, Site
from shared.events import Command
from shared.refusals import NotFound, Refused


def _register(command: RegisterOrganisation, _now: datetime) -> list[OrganisationEvent]:
    if _is_company(command) and command.nib is None and not command.nib_to_follow:
        raise _nib_missing()
    _check_alike(command)
    sites = [_site(site, command.country) for site in command.sites]
    added = [OrganisationSiteAdded.model_validate(site.model_dump()) for site in sites]
    return [OrganisationRegistered.model_validate(command.model_dump()), *added]


def _check_alike(command: RegisterOrganisation) -> None:
    """A NIB tells two firms apart; without one, a person has to."""
    most = next(iter(command.alike), None)
    if command.nib is None and not command.another and most is not None and most.score >= VERY_ALIKE:
        raise Refused(
            "organisation-alike",
            f"The register has {most.name}, which may be the same organisation.",
            mend="Use that entry, give the NIB, or say that it is `another` one.",
            register_name=most.name,
            organisation=most.organisation,
            alike=[each.model_dump(mode="json") for each in command.alike],
        )


def _change_details(organisation: Organisation, command: ChangeDetails, _now: datetime) -> list[OrganisationEvent]:
    _not_merged(organisation)
    if _is_company(command) and command.nib is None and organisation.nib is not None:
        raise _nib_missing()
    if all(getattr(command, name) == getattr(organisation, name) for name in DETAILS):
        return []
    return [OrganisationDetailsChanged.model_validate(command.model_dump())]


def _is_company(command: RegisterOrganisation | ChangeDetails) -> bool:
    return command.kind == "industry" and command.country == "ID"


def _nib_missing() -> Refused:
    return Refused("nib-missing", "A company in Indonesia has no NIB here.", mend="Give its NIB, 13 digits.")


def _add_site(organisation: Organisation, command: AddSite, _now: datetime) -> list[OrganisationEvent]:
    _not_merged(organisation)
    site = _site(command, organisation.country)
    if organisation.site(command.site):
        raise Refused("site-exists", "This site is known already.", mend="Use another site id.")
    return [OrganisationSiteAdded.model_validate(site.model_dump())]


def _change_site(organisation: Organisation, command: ChangeSite, _now: datetime) -> list[OrganisationEvent]:
    _not_merged(organisation)
    site = _site(command, organisation.country)
    known = organisation.site(command.site)
    if known is None:
        raise NotFound("site", command.site)
    return [] if site == known else [OrganisationSiteChanged.model_validate(site.model_dump())]


def _site(command: SiteFields, country: str) -> Site:
    """The site that is asked for, once it has what every site needs."""
    if not command.address.strip():
        raise Refused("site-without-address", "The site has no address.", mend="Give street, number and town.")
    if command.zone not in ZONES:
        raise Refused(
            "site-without-zone",
            "The site has no known time zone.",
            mend="Give an IANA name, such as Asia/Jakarta for Yogyakarta and Surabaya.",
        )
    departments = tuple(dict.fromkeys(command.departments))
    _check_coordinates(command, country)
    return Site.model_validate(command.model_dump() | {"departments": departments})


def _check_coordinates(command: SiteFields, country: str) -> None:
    fault = place_fault(command.latitude, command.longitude, country, command.zone)
    if fault is not None:
        raise Refused(
            "coordinates-wrong",
            f"The coordinates cannot be right: {fault}.",
            mend="Give latitude and longitude in decimal degrees, such as -7.7926 and 110.3658, or neither.",
            fault=fault,
        )


def _merge(organisation: Organisation, command: MergeOrganisation, _now: datetime) -> list[OrganisationEvent]:
    _not_merged(organisation)
    if command.into == command.organisation:
        raise Refused("merge-with-itself", "An entry cannot be a duplicate of itself.", mend="Name the other entry.")
    if command.into_status != "registered":
        raise Refused(
            "merge-into-nothing",
            "The entry to merge into is not in this register or is a duplicate itself.",
            mend="Name an entry of this register that is not merged.",
        )
    if command.sites != organisation.sites:
        raise Refused("changed-meanwhile", "The sites of the entry changed meanwhile.", mend="Merge it again.")
    return [OrganisationsMerged(into=command.into)]


def _absorb(organisation: Organisation, command: AbsorbOrganisation, _now: datetime) -> list[OrganisationEvent]:
    _not_merged(organisation)
    new = tuple(site for site in command.sites if organisation.site(site.site) is None)
    return [OrganisationAbsorbed.model_validate(command.model_dump() | {"sites": new})]


def _not_merged(organisation: Organisation) -> None:
    if organisation.status == "merged":
        raise Refused(
            "organisation-merged", "This entry was merged into another.", mend=f"Use {organisation.into}.",
            into=organisation.into,
        )  # fmt: skip


CREATING: Final[dict[type[Command], Callable[..., Any]]] = {RegisterOrganisation: _register}

CHANGING: Final[dict[type[Command], Callable[..., Any]]] = {
    ChangeDetails: _change_details,
    AddSite: _add_site,
    ChangeSite: _change_site,
    MergeOrganisation: _merge,
    AbsorbOrganisation: _absorb,
}
