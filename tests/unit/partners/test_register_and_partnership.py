"""Organisation and partnership (C1, C6, C9)."""

import pytest
from pydantic import ValidationError

from services.partners.domain import organisation as o
from services.partners.domain import partner as p
from tests.given_when_then import given
from tests.unit.partners.cast import HOTEL, OTHER_HOTEL, PERSON, PRINCIPAL, SITE, TEXT, an_id

REGISTER = o.RegisterOrganisation(name="Hotel Kencana", kind="industry", nib="9120004712365", sector="55110")
REGISTERED = o.OrganisationRegistered(name="Hotel Kencana", kind="industry", nib="9120004712365", sector="55110")
ADD_SITE = o.AddSite(
    site=SITE, name="Malioboro", address="Jl. Malioboro 60, Yogyakarta", zone="Asia/Jakarta", departments=("kitchen",)
)
SITE_ADDED = o.OrganisationSiteAdded(**ADD_SITE.model_dump())
MERGED = o.OrganisationsMerged(into=OTHER_HOTEL)
MAP = p.MapPartner(organisation=HOTEL, kind="industry", organisation_status="registered")
MAPPED = p.PartnerMapped(organisation=HOTEL, kind="industry")
CONTACT = p.PartnerContactAdded(organisation=HOTEL, contact=PERSON, function="signatory")
QUALIFIED = p.PartnerQualified(organisation=HOTEL, by=PRINCIPAL.id)
QUALIFY = p.QualifyPartner(by=PRINCIPAL.id, sites=1)
MOU, SECOND = an_id(81), an_id(82)


def test_c1_registers_an_organisation_with_a_site() -> None:
    given(o.ORGANISATION).when(REGISTER).then(REGISTERED)
    state = given(o.ORGANISATION, REGISTERED).when(ADD_SITE).then(SITE_ADDED)
    assert state.site(SITE).departments == ("kitchen",)


def test_c1_refuses_a_company_without_nib() -> None:
    given(o.ORGANISATION).when(REGISTER.but(nib=None)).refused("nib-missing")


def test_c44_a_government_body_needs_no_nib() -> None:
    given(o.ORGANISATION).when(REGISTER.but(nib=None, kind="government")).then(o.OrganisationRegistered)


@pytest.mark.parametrize("wrong", [{"nib": "912000471236"}, {"sector": "34110"}, {"sector": "5511"}, {"kind": "firm"}])
def test_c1_knows_the_shape_of_identifiers(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        o.RegisterOrganisation.model_validate(REGISTER.model_dump() | wrong)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"address": " "}, "site-without-address"),
        ({"zone": ""}, "site-without-zone"),
        ({"zone": "Asia/Yogyakarta"}, "site-without-zone"),
    ],
)
def test_c1_refuses_a_site_without_zone_or_address(wrong: dict[str, str], code: str) -> None:
    given(o.ORGANISATION, REGISTERED).when(ADD_SITE.but(**wrong)).refused(code)


def test_c1_refuses_a_site_twice() -> None:
    given(o.ORGANISATION, REGISTERED, SITE_ADDED).when(ADD_SITE).refused("site-exists")


def test_c1_a_merged_entry_is_an_alias_and_takes_nothing_more() -> None:
    merge = o.MergeOrganisation(organisation=HOTEL, into=OTHER_HOTEL, into_status="registered")
    state = given(o.ORGANISATION, REGISTERED).when(merge).then(MERGED)
    assert (state.status, state.into) == ("merged", OTHER_HOTEL)
    given(o.ORGANISATION, REGISTERED, MERGED).when(ADD_SITE).refused("organisation-merged")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"into": HOTEL}, "merge-with-itself"),
        ({"into_status": None}, "merge-into-nothing"),
        ({"into_status": "merged"}, "merge-into-nothing"),
    ],
)
def test_c1_refuses_to_merge_into_nothing(wrong: dict[str, str], code: str) -> None:
    merge = o.MergeOrganisation(organisation=HOTEL, into=OTHER_HOTEL, into_status="registered")
    given(o.ORGANISATION, REGISTERED).when(merge.but(**wrong)).refused(code)


def test_c1_maps_then_qualifies() -> None:
    given(p.PARTNER).when(MAP).then(MAPPED)
    state = given(p.PARTNER, MAPPED, CONTACT).when(QUALIFY).then(QUALIFIED)
    assert state.status == "qualified"


def test_c1_refuses_to_map_a_duplicate_of_the_register() -> None:
    given(p.PARTNER).when(MAP.but(organisation_status="merged")).refused("organisation-merged")


def test_c1_refuses_to_qualify_without_a_site() -> None:
    given(p.PARTNER, MAPPED, CONTACT).when(QUALIFY.but(sites=0)).refused("partner-without-site")


def test_c1_refuses_to_qualify_without_a_contact() -> None:
    given(p.PARTNER, MAPPED).when(QUALIFY).refused("partner-without-contact")


def test_c1_refuses_to_qualify_twice() -> None:
    given(p.PARTNER, MAPPED, CONTACT, QUALIFIED).when(QUALIFY).refused("partner-not-mapped")


def test_c1_refuses_the_same_contact_twice() -> None:
    given(p.PARTNER, MAPPED, CONTACT).when(p.AddContact(contact=PERSON)).refused("contact-exists")


def test_c1_the_last_capacity_of_a_concentration_counts() -> None:
    first = p.PartnerCapacityStated(organisation=HOTEL, concentration="9.1.1", places=4)
    state = (
        given(p.PARTNER, MAPPED, first).when(p.StateCapacity(concentration="9.1.1", places=6)).then(first.but(places=6))
    )
    assert [known.places for known in state.capacity] == [6]


def test_c9_is_active_from_its_first_mou_to_the_end_of_its_last() -> None:
    began = p.PartnerMoUBegan(organisation=HOTEL, mou=MOU)
    activated = p.PartnerActivated(organisation=HOTEL, mou=MOU)
    past = (MAPPED, CONTACT, QUALIFIED)
    given(p.PARTNER, *past).when(p.RecordMoUStart(mou=MOU)).then(activated, began)
    given(p.PARTNER, *past, activated, began).when(p.RecordMoUStart(mou=MOU)).then()
    second = p.PartnerMoUBegan(organisation=HOTEL, mou=SECOND)
    given(p.PARTNER, *past, activated, began).when(p.RecordMoUStart(mou=SECOND)).then(second)
    ended = p.PartnerMoUEnded(organisation=HOTEL, mou=MOU)
    both = (*past, activated, began, second)
    assert given(p.PARTNER, *both).when(p.RecordMoUEnd(mou=MOU)).then(ended).status == "active"
    state = given(p.PARTNER, *both, ended).when(p.RecordMoUEnd(mou=SECOND)).then(p.PartnerMoUEnded, p.PartnerDormant)
    assert state.status == "dormant"


def test_c1_a_partner_that_is_only_mapped_is_active_once_it_is_qualified() -> None:
    began = p.PartnerMoUBegan(organisation=HOTEL, mou=MOU)
    assert given(p.PARTNER, MAPPED).when(p.RecordMoUStart(mou=MOU)).then(began).status == "mapped"
    activated = p.PartnerActivated(organisation=HOTEL, mou=MOU)
    assert given(p.PARTNER, MAPPED, CONTACT, began).when(QUALIFY).then(QUALIFIED, activated).status == "active"
    over = given(p.PARTNER, MAPPED, began).when(p.RecordMoUEnd(mou=MOU)).then(p.PartnerMoUEnded)
    assert over.status == "mapped"


def test_c6_a_blocked_partner_stays_blocked_when_an_mou_begins() -> None:
    blocked = p.PartnerBlocked(organisation=HOTEL, by=PRINCIPAL.id, reason=TEXT)
    block = p.BlockPartner(by=PRINCIPAL.id, reason=TEXT)
    given(p.PARTNER, MAPPED).when(block).then(blocked)
    given(p.PARTNER, MAPPED, blocked).when(block).refused("partner-blocked")
    state = given(p.PARTNER, MAPPED, blocked).when(p.RecordMoUStart(mou=MOU)).then(p.PartnerMoUBegan)
    assert state.status == "blocked"


def test_c6_a_partner_qualified_anew_is_active_while_an_mou_is_in_force() -> None:
    blocked = p.PartnerBlocked(organisation=HOTEL, by=PRINCIPAL.id, reason=TEXT)
    began = p.PartnerMoUBegan(organisation=HOTEL, mou=MOU)
    state = given(p.PARTNER, MAPPED, CONTACT, blocked, began).when(QUALIFY).then(QUALIFIED, p.PartnerActivated)
    assert state.status == "active"
