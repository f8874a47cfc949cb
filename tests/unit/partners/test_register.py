"""The alliance's register: details, sites with coordinates, merging, likeness, pairs to decide (C1, C44)."""

from typing import Any

import pytest

from services.partners.domain import duplicate as d
from services.partners.domain import organisation as o
from services.partners.domain.organisation.likeness import town_of
from services.partners.domain.organisation.places import place_fault
from services.partners.domain.values import Site
from shared.agenda import Addressee
from shared.refusals import NotFound
from tests.given_when_then import given
from tests.unit.partners.cast import HOTEL, OTHER_HOTEL, PRINCIPAL, SITE, an_id

NIB, OTHER_NIB, NPWP = "9120004712365", "9120004712366", "0012345678901000"
DETAILS: dict[str, Any] = {"name": "Hotel Kencana", "kind": "industry", "nib": NIB, "sector": "55110"}
PLACE: dict[str, Any] = {
    "site": SITE, "name": "Malioboro", "address": "Jl. Malioboro 60, Yogyakarta", "zone": "Asia/Jakarta",
    "departments": ("kitchen",),
}  # fmt: skip
REGISTERED = o.OrganisationRegistered(**DETAILS)
SITE_ADDED = o.OrganisationSiteAdded(**PLACE)
PAST = (REGISTERED, SITE_ADDED)
ALIKE = o.Alike(organisation=OTHER_HOTEL, name="PT Hotel Kencana", score=95, why=("same-name", "same-town"))
WITHOUT_NIB = o.RegisterOrganisation(name="Hotel Kencana", kind="industry", nib_to_follow=True)


def test_c1_registers_with_sites_in_one_entry() -> None:
    command = o.RegisterOrganisation(**DETAILS, sites=(o.SiteFields(**PLACE),))
    given(o.ORGANISATION).when(command).then(REGISTERED, SITE_ADDED)


def test_c1_a_faulty_site_keeps_the_organisation_out() -> None:
    faulty = o.SiteFields(**PLACE | {"zone": ""})
    given(o.ORGANISATION).when(o.RegisterOrganisation(**DETAILS, sites=(faulty,))).refused("site-without-zone")


def test_c44_a_foundation_needs_no_nib() -> None:
    given(o.ORGANISATION).when(o.RegisterOrganisation(name="Yayasan Contoh", kind="foundation")).then(
        o.OrganisationRegistered
    )


def test_c1_a_company_whose_nib_follows_is_registered() -> None:
    given(o.ORGANISATION).when(WITHOUT_NIB).then(o.OrganisationRegistered(name="Hotel Kencana", kind="industry"))
    given(o.ORGANISATION).when(WITHOUT_NIB.but(nib_to_follow=False)).refused("nib-missing")


def test_c1_refuses_what_is_very_alike_unless_somebody_says_that_it_is_another() -> None:
    refusal = given(o.ORGANISATION).when(WITHOUT_NIB.but(alike=(ALIKE,))).refused("organisation-alike")
    assert refusal.facts["alike"][0]["organisation"] == OTHER_HOTEL
    given(o.ORGANISATION).when(WITHOUT_NIB.but(alike=(ALIKE,), another=True)).then(o.OrganisationRegistered)
    given(o.ORGANISATION).when(WITHOUT_NIB.but(alike=(ALIKE.but(score=85),))).then(o.OrganisationRegistered)
    given(o.ORGANISATION).when(WITHOUT_NIB.but(alike=(ALIKE,), nib=NIB)).then(o.OrganisationRegistered)


def test_c1_details_are_corrected() -> None:
    changed = o.ChangeDetails(**DETAILS | {"name": "Hotel Kencana Baru", "nib": OTHER_NIB})
    state = given(o.ORGANISATION, *PAST).when(changed).then(o.OrganisationDetailsChanged(**changed.model_dump()))
    assert (state.name, state.nibs, state.sites[0].site) == ("Hotel Kencana Baru", (OTHER_NIB,), SITE)
    given(o.ORGANISATION, *PAST).when(o.ChangeDetails(**DETAILS)).then()


def test_c1_refuses_to_take_a_companys_nib_away() -> None:
    given(o.ORGANISATION, *PAST).when(o.ChangeDetails(**DETAILS | {"nib": None})).refused("nib-missing")


def test_c1_a_site_and_its_departments_change() -> None:
    changed = o.ChangeSite(**PLACE | {"departments": ("kitchen", "front_office", "kitchen"), "town": "Yogyakarta"})
    state = given(o.ORGANISATION, *PAST).when(changed).then(o.OrganisationSiteChanged)
    assert state.site(SITE).departments == ("kitchen", "front_office")
    given(o.ORGANISATION, *PAST).when(o.ChangeSite(**PLACE)).then()
    with pytest.raises(NotFound):
        given(o.ORGANISATION, REGISTERED).when(o.ChangeSite(**PLACE))
    given(o.ORGANISATION, *PAST).when(changed.but(address=" ")).refused("site-without-address")


@pytest.mark.parametrize(
    ("latitude", "longitude", "fault"),
    [
        (-7.7926, None, "one-missing"),
        (0.0, 0.0, "nowhere"),
        (110.3658, -7.7926, "swapped"),
        (35.68, 139.69, "outside-country"),
        (-2.5, 140.7, "outside-zone"),
        (-91.0, 400.0, "out-of-range"),
    ],
)
def test_c1_refuses_coordinates_that_cannot_be_right(latitude: float, longitude: float | None, fault: str) -> None:
    command = o.AddSite(**PLACE | {"latitude": latitude, "longitude": longitude})
    refusal = given(o.ORGANISATION, REGISTERED).when(command).refused("coordinates-wrong")
    assert refusal.facts["fault"] == fault


@pytest.mark.parametrize(
    ("latitude", "longitude", "country", "zone"),
    [
        (None, None, "ID", "Asia/Jakarta"),
        (-7.7926, 110.3658, "ID", "Asia/Jakarta"),
        (-3.3194, 114.5908, "ID", "Asia/Makassar"),
        (-2.2161, 113.9135, "ID", "Asia/Pontianak"),
        (35.68, 139.69, "JP", "Asia/Tokyo"),
    ],
)
def test_c1_takes_the_coordinates_of_the_study(latitude: Any, longitude: Any, country: str, zone: str) -> None:
    assert place_fault(latitude, longitude, country, zone) is None


def test_c1_merging_carries_sites_and_numbers_over() -> None:
    merge = o.MergeOrganisation(organisation=HOTEL, into=OTHER_HOTEL, into_status="registered", sites=(Site(**PLACE),))
    given(o.ORGANISATION, *PAST).when(merge).then(o.OrganisationsMerged(into=OTHER_HOTEL))
    given(o.ORGANISATION, *PAST).when(merge.but(sites=())).refused("changed-meanwhile")
    absorb = o.AbsorbOrganisation(organisation=HOTEL, sites=(Site(**PLACE),), nib=NIB, npwp=NPWP, absorbed=(an_id(13),))
    survivor = o.OrganisationRegistered(name="Hotel Kencana Yogya", kind="industry")
    state = given(o.ORGANISATION, survivor).when(absorb).then(o.OrganisationAbsorbed)
    assert (state.nib, state.nibs, state.npwp) == (NIB, (NIB,), NPWP)
    assert state.absorbed == (HOTEL, an_id(13))
    assert state.site(SITE).name == "Malioboro"


def test_c1_the_survivor_keeps_its_nib_and_is_found_by_both() -> None:
    absorb = o.AbsorbOrganisation(organisation=HOTEL, nib=NIB)
    survivor = o.OrganisationRegistered(name="Hotel Kencana Yogya", kind="industry", nib=OTHER_NIB)
    state = given(o.ORGANISATION, survivor, SITE_ADDED).when(absorb).then(o.OrganisationAbsorbed)
    assert (state.nib, state.nibs) == (OTHER_NIB, (OTHER_NIB, NIB))


def test_c1_a_merged_entry_is_neither_changed_nor_a_survivor() -> None:
    past = (*PAST, o.OrganisationsMerged(into=OTHER_HOTEL))
    for command in (
        o.ChangeDetails(**DETAILS),
        o.ChangeSite(**PLACE),
        o.AbsorbOrganisation(organisation=an_id(14)),
        o.MergeOrganisation(organisation=HOTEL, into=OTHER_HOTEL, into_status="registered", sites=(Site(**PLACE),)),
    ):
        given(o.ORGANISATION, *past).when(command).refused("organisation-merged")


def _entry(name: str, address: str = "", **more: Any) -> o.Organisation:
    sites = (Site(site=SITE, name="x", address=address, zone="Asia/Jakarta"),) if address else ()
    return o.Organisation(name=name, kind="industry", sites=sites, **more)


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        (("PT. Hotel Kentjana", "Jl. Malioboro 1, Yogyakarta"), ("Hotel Kencana Yogyakarta", "Jl. M, Kota Jogja"), 95),
        (("CV Maju Motor", "Jl. A, Surabaya"), ("Bengkel Maju Motor Surabaya", "Jl. A 1, Surabaya"), 95),
        (("Hotel Mercure", ""), ("Hotel Mecure", ""), 80),
        (("Rumah Makan Sederhana", "x, Banjarmasin"), ("RESTO SEDERHANA", "y, Banjarmasin"), 95),
        (("Hotel Malio Boro", "x, Solo"), ("Hotel Malioboro", "y, Solo"), 95),
    ],
)
def test_c1_the_same_under_another_spelling_is_alike(one: Any, other: Any, least: int) -> None:
    first, second = _entry(*one), _entry(*other)
    assert o.likeness(first, second).score >= least
    assert o.likeness(first, second) == o.likeness(second, first)
    assert set(o.alike_keys(first.name)) & set(o.alike_keys(second.name)), "would never be compared"


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (("Hotel Aston", "x, Banjarmasin"), ("Hotel Aston", "y, Palangka Raya"), "other-town"),
        (("SMKN 3 Palangka Raya", "x, Palangka Raya"), ("SMKN 4 Palangka Raya", "y, Palangka Raya"), "other-number"),
        (("Hotel Kencana", "x, Yogyakarta"), ("Toko Kencana", "y, Yogyakarta"), "other-trade"),
        (("Dinas Pariwisata", "x, Banjarmasin"), ("Dinas Pendidikan", "y, Banjarmasin"), "alike-name"),
    ],
)
def test_c1_another_branch_number_or_trade_is_another_organisation(one: Any, other: Any, reason: str) -> None:
    like = o.likeness(_entry(*one), _entry(*other))
    assert like.score < o.SUSPECT
    assert reason in like.why


def test_c1_a_tax_number_or_nearness_outweighs_the_towns_name() -> None:
    assert o.likeness(_entry("Kencana", npwp=NPWP), _entry("Anggrek", npwp=NPWP)).why[0] == "same-npwp"
    place = Site(site=SITE, name="x", address="x, Banjarmasin", zone="Asia/Makassar", latitude=-3.319, longitude=114.59)
    beside = place.but(address="x, Kertak Hanyar", latitude=-3.3192)
    near = [o.Organisation(name="Hotel Aston", kind="industry", sites=(site,)) for site in (place, beside)]
    assert o.likeness(*near).why == ("same-name", "near")


def test_c1_two_nibs_speak_against_but_do_not_rule_out_a_slip() -> None:
    like = o.likeness(_entry("Hotel Kencana", "x, Solo", nib=NIB), _entry("Hotel Kencana", "y, Solo", nib=OTHER_NIB))
    assert (like.score, like.why) == (90, ("same-name", "same-town", "other-nib"))


@pytest.mark.parametrize(
    ("town", "address", "expected"),
    [
        (None, "Jl. Malioboro 260, Kota Jogja 55271", "yogyakarta"),
        ("Kab. Sleman", "Jl. X 1", "sleman"),
        (None, "Jl. tanpa koma 5 Surabaya", None),
    ],
)
def test_c1_reads_the_town(town: str | None, address: str, expected: str | None) -> None:
    assert town_of(Site(site=SITE, name="x", address=address, zone="Asia/Jakarta", town=town)) == expected


PAIR: dict[str, Any] = {"first": HOTEL, "second": OTHER_HOTEL}
SUSPECT = d.SuspectDuplicate(**PAIR, score=93, why=("same-name", "same-town"))
SUSPECTED = d.DuplicateSuspected(**SUSPECT.model_dump())
DISMISSED = d.DuplicateDismissed(**PAIR, by=PRINCIPAL.id)


def test_c1_a_pair_waits_for_the_alliance_until_it_is_decided() -> None:
    state = given(d.DUPLICATE).when(SUSPECT).then(SUSPECTED)
    needs = list(d.DUPLICATE.needs(state))
    assert [(need.what, need.whom) for need in needs] == [("decide-duplicate", Addressee(roles=("alliance_admin",)))]
    given(d.DUPLICATE, SUSPECTED).when(SUSPECT).then()
    given(d.DUPLICATE, SUSPECTED).when(SUSPECT.but(score=90)).then(SUSPECTED.but(score=90))
    state = given(d.DUPLICATE, SUSPECTED).when(d.DismissDuplicate(by=PRINCIPAL.id)).then(DISMISSED)
    assert not list(d.DUPLICATE.needs(state))


def test_c1_what_was_decided_is_not_asked_again() -> None:
    given(d.DUPLICATE, SUSPECTED, DISMISSED).when(SUSPECT).then()
    given(d.DUPLICATE, SUSPECTED, DISMISSED).when(d.DismissDuplicate(by=PRINCIPAL.id)).refused("duplicate-decided")
    merged = d.DuplicateMerged(**PAIR, into=HOTEL)
    given(d.DUPLICATE, SUSPECTED).when(d.SettleDuplicate(into=HOTEL)).then(merged)
    given(d.DUPLICATE, SUSPECTED, merged).when(d.SettleDuplicate(into=HOTEL)).then()
    given(d.DUPLICATE, SUSPECTED, merged).when(SUSPECT).then()


def test_c1_a_pair_that_is_alike_no_more_is_withdrawn_and_may_come_back() -> None:
    withdrawn = d.DuplicateWithdrawn(**PAIR)
    given(d.DUPLICATE, SUSPECTED).when(d.WithdrawDuplicate()).then(withdrawn)
    given(d.DUPLICATE, SUSPECTED, withdrawn).when(d.WithdrawDuplicate()).then()
    assert given(d.DUPLICATE, SUSPECTED, withdrawn).when(SUSPECT).then(SUSPECTED).status == "suspected"
    with pytest.raises(NotFound):
        given(d.DUPLICATE).when(d.WithdrawDuplicate())
    assert d.pair_id(HOTEL, OTHER_HOTEL) == d.pair_id(OTHER_HOTEL, HOTEL)
