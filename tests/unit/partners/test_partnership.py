"""A school's partnership: capacity, contacts, notes, owner, and two that become one (C1, C6)."""

from datetime import date
from typing import Any

import pytest

from services.partners.domain import partner as p
from services.partners.domain.partner.uniting import absorption, fingerprint
from shared.agenda import Addressee
from shared.refusals import NotFound
from tests.given_when_then import given
from tests.unit.partners.cast import HOTEL, OTHER_HOTEL, PARTNER, PERSON, PRINCIPAL, TEXT, an_id

MAPPED = p.PartnerMapped(organisation=HOTEL, kind="industry", sites=1)
CONTACT = p.PartnerContactAdded(organisation=HOTEL, contact=PERSON, function="signatory")
QUALIFIED = p.PartnerQualified(organisation=HOTEL, by=PRINCIPAL.id)
MAPPERS = Addressee(duty="map_partners")
OWNER, OTHER_PARTNER, MOU, RISK = an_id(102), an_id(23), an_id(81), TEXT.but(id=an_id(72))
GANJIL = {"starts_on": date(2026, 7, 13), "ends_on": date(2026, 12, 18)}
GENAP = {"starts_on": date(2027, 1, 4), "ends_on": date(2027, 6, 18)}


def _states(**more: Any) -> p.StateCapacity:
    return p.StateCapacity.model_validate({"concentration": "9.1.1", "places": 4} | more)


def _stated(**more: Any) -> p.PartnerCapacityStated:
    return p.PartnerCapacityStated(organisation=HOTEL, **_states(**more).model_dump())


def test_c1_maps_with_contacts_in_one_entry() -> None:
    contact = p.Contact(contact=PERSON, function="signatory")
    command = p.MapPartner(
        organisation=HOTEL, kind="industry", sites=1, contacts=(contact,), organisation_status="registered"
    )
    given(p.PARTNER).when(command).then(MAPPED, CONTACT)


def test_c1_states_capacity_per_concentration_and_period() -> None:
    past = (MAPPED, _stated(), _stated(**GANJIL, places=6))
    state = given(p.PARTNER, *past).when(_states(**GENAP, places=2)).then(_stated(**GENAP, places=2))
    assert [known.places for known in state.capacity] == [4, 6, 2]
    again = given(p.PARTNER, *past).when(_states(**GANJIL, places=0)).then(_stated(**GANJIL, places=0))
    assert [known.places for known in again.capacity] == [4, 0]


def test_c1_refuses_two_capacities_for_one_day() -> None:
    past = (MAPPED, _stated(**GANJIL))
    year = _states(starts_on=GANJIL["starts_on"], ends_on=GENAP["ends_on"])
    given(p.PARTNER, *past).when(year).refused("capacity-overlaps")
    given(p.PARTNER, *past).when(year.but(concentration="9.1.2")).then(p.PartnerCapacityStated)


def test_c1_refuses_a_capacity_with_half_a_period() -> None:
    given(p.PARTNER, MAPPED).when(_states(starts_on=date(2026, 7, 13))).refused("period-incomplete")
    turned = _states(starts_on=date(2026, 7, 13), ends_on=date(2026, 7, 12))
    given(p.PARTNER, MAPPED).when(turned).refused("ends-not-after-start")


def test_c1_takes_a_capacity_back() -> None:
    withdraw = p.WithdrawCapacity(concentration="9.1.1", **GANJIL)
    state = given(p.PARTNER, MAPPED, _stated(**GANJIL)).when(withdraw).then(p.PartnerCapacityWithdrawn)
    assert state.capacity == ()
    given(p.PARTNER, MAPPED, _stated()).when(withdraw).refused("capacity-not-stated")


def test_c1_contacts_change_and_go() -> None:
    change = p.ChangeContact(contact=PERSON, function="coordinator")
    state = given(p.PARTNER, MAPPED, CONTACT).when(change).then(p.PartnerContactChanged)
    assert state.contact(PERSON).function == "coordinator"
    gone = given(p.PARTNER, MAPPED, CONTACT).when(p.RemoveContact(contact=PERSON)).then(p.PartnerContactRemoved)
    assert gone.contacts == ()
    for command in (change, p.RemoveContact(contact=PERSON)):
        with pytest.raises(NotFound):
            given(p.PARTNER, MAPPED).when(command)


def test_c1_notes_are_replaced() -> None:
    first = p.PartnerNotesWritten(organisation=HOTEL, potential=TEXT, risk=RISK)
    given(p.PARTNER, MAPPED).when(p.WriteNotes(potential=TEXT, risk=RISK)).then(first)
    state = given(p.PARTNER, MAPPED, first).when(p.WriteNotes(risk=TEXT)).then(p.PartnerNotesWritten)
    assert (state.potential, state.risk) == (None, TEXT)


def test_c6_a_member_of_staff_answers_for_it() -> None:
    name = p.NameOwner(owner=OWNER, roles=frozenset({"coordinator"}))
    named = p.PartnerOwnerNamed(organisation=HOTEL, owner=OWNER)
    assert given(p.PARTNER, MAPPED).when(name).then(named).owner == OWNER
    given(p.PARTNER, MAPPED, named).when(name).then()


@pytest.mark.parametrize("roles", [{"teacher"}, {"committee"}, set()])
def test_c6_refuses_an_owner_who_is_not_of_the_staff(roles: set[str]) -> None:
    given(p.PARTNER, MAPPED).when(p.NameOwner(owner=OWNER, roles=frozenset(roles))).refused("owner-not-of-staff")


def test_c1_what_is_missing_waits_for_whoever_maps_and_the_owner() -> None:
    nothing = p.PartnerMapped(organisation=HOTEL, kind="industry", sites=0)
    assert _waits(nothing) == {"name-contact": MAPPERS, "add-site": MAPPERS}
    assert _waits(nothing, p.PartnerSiteKnown(organisation=HOTEL), CONTACT) == {}
    assert _waits(MAPPED, CONTACT, QUALIFIED) == {"name-owner": MAPPERS}
    owned = p.PartnerOwnerNamed(organisation=HOTEL, owner=OWNER)
    gone = p.PartnerContactRemoved(organisation=HOTEL, contact=PERSON)
    assert _waits(MAPPED, CONTACT, QUALIFIED, owned, gone) == {
        "name-contact": Addressee(member=OWNER, duty="map_partners")
    }
    assert _waits(MAPPED, p.PartnerBlocked(organisation=HOTEL, by=OWNER, reason=TEXT)) == {}


def test_c6_an_mou_with_a_partner_that_is_only_mapped_asks_to_qualify_it() -> None:
    began, nothing = p.PartnerMoUBegan(organisation=HOTEL, mou=MOU), MAPPED.but(sites=0)
    assert _waits(nothing, began) == {"name-contact": MAPPERS, "add-site": MAPPERS}
    assert _waits(nothing, p.PartnerSiteKnown(organisation=HOTEL), CONTACT, began) == {"qualify-partner": MAPPERS}
    assert "qualify-partner" not in _waits(MAPPED, CONTACT, began, p.PartnerQualified(organisation=HOTEL, by=OWNER))


def _waits(*past: Any) -> dict[str, Addressee]:
    return {need.what: need.whom for need in p.PARTNER.needs(given(p.PARTNER, *past).state)}


def test_c1_a_site_is_recorded_where_one_was_missing() -> None:
    given(p.PARTNER, MAPPED.but(sites=0)).when(p.RecordSite()).then(p.PartnerSiteKnown)
    given(p.PARTNER, MAPPED).when(p.RecordSite()).then()


MERGED = p.PartnerOrganisationMerged(organisation=OTHER_HOTEL, merged=HOTEL)


def test_c1_follows_the_organisation_into_which_its_own_was_merged() -> None:
    follow = p.FollowMerger(merged=HOTEL, into=OTHER_HOTEL)
    state = given(p.PARTNER, MAPPED).when(follow).then(MERGED)
    assert (state.organisation, state.organisations) == (OTHER_HOTEL, (OTHER_HOTEL, HOTEL))
    given(p.PARTNER, MAPPED, MERGED).when(follow).then()
    twin = given(p.PARTNER, MAPPED).when(follow.but(twin=OTHER_PARTNER)).then(MERGED.but(twin=OTHER_PARTNER))
    assert [need.what for need in p.PARTNER.needs(twin)] == ["name-contact", "unite-partnerships"]


TWIN_PAST = (MAPPED, CONTACT, _stated(), p.PartnerNotesWritten(organisation=HOTEL, potential=TEXT),
             p.PartnerActivated(organisation=HOTEL, mou=MOU), p.PartnerMoUBegan(organisation=HOTEL, mou=MOU),
             MERGED.but(twin=OTHER_PARTNER))  # fmt: skip
SURVIVOR = p.PartnerMapped(organisation=OTHER_HOTEL, kind="industry", sites=1)


def _unite(**more: Any) -> p.UnitePartner:
    plain = {
        "into": OTHER_PARTNER, "into_organisation": OTHER_HOTEL, "by": PRINCIPAL.id,
        "seen": fingerprint(given(p.PARTNER, *TWIN_PAST).state),
    }  # fmt: skip
    return p.UnitePartner.model_validate(plain | more)


def test_c1_two_partnerships_with_one_organisation_become_one_and_nothing_is_lost() -> None:
    old = given(p.PARTNER, *TWIN_PAST)
    united = old.when(_unite()).then(p.PartnersUnited)
    assert (united.status, united.into) == ("united", OTHER_PARTNER)
    assert list(p.PARTNER.needs(united)) == []
    state = given(p.PARTNER, SURVIVOR).when(absorption(PARTNER, old.state)).then(p.PartnerAbsorbed)
    assert (state.status, state.mous, state.absorbed) == ("active", (MOU,), (PARTNER,))
    assert state.organisations == (OTHER_HOTEL, HOTEL)
    assert (state.contacts[0].contact, state.capacity[0].places, state.notes) == (PERSON, 4, (TEXT,))


def test_c1_refuses_to_unite_partnerships_with_different_organisations() -> None:
    given(p.PARTNER, *TWIN_PAST).when(_unite(into_organisation=an_id(13))).refused("other-organisation")


def test_c1_uniting_is_decided_again_when_something_changed_meanwhile() -> None:
    given(p.PARTNER, *TWIN_PAST).when(_unite(seen="")).refused("changed-meanwhile")


def test_c1_of_two_the_one_that_got_further_counts_and_a_block_stays() -> None:
    old = given(p.PARTNER, *TWIN_PAST).state
    blocked = p.PartnerBlocked(organisation=OTHER_HOTEL, by=OWNER, reason=TEXT)
    state = given(p.PARTNER, SURVIVOR, blocked).when(absorption(PARTNER, old)).then(p.PartnerAbsorbed)
    assert state.status == "blocked"


def test_c1_one_that_is_fit_takes_over_an_mou_in_force_and_is_active() -> None:
    began = p.PartnerMoUBegan(organisation=HOTEL, mou=MOU)
    old = given(p.PARTNER, MAPPED, began, MERGED.but(twin=OTHER_PARTNER)).state
    fit = p.PartnerQualified(organisation=OTHER_HOTEL, by=OWNER)
    assert given(p.PARTNER, SURVIVOR, fit).when(absorption(PARTNER, old)).then(p.PartnerAbsorbed).status == "active"
    assert given(p.PARTNER, SURVIVOR).when(absorption(PARTNER, old)).then(p.PartnerAbsorbed).status == "mapped"


def test_c1_a_partnership_that_was_united_takes_nothing_more() -> None:
    past = (MAPPED, CONTACT, p.PartnersUnited(organisation=HOTEL, into=OTHER_PARTNER, by=OWNER))
    for command in (
        p.AddContact(contact=an_id(52)),
        p.ChangeContact(contact=PERSON),
        _states(),
        p.WriteNotes(potential=TEXT),
        p.NameOwner(owner=OWNER, roles=frozenset({"coordinator"})),
        p.QualifyPartner(by=OWNER, sites=1),
        p.BlockPartner(by=OWNER, reason=TEXT),
        p.RecordMoUStart(mou=MOU),
        p.RecordMoUEnd(mou=MOU),
        _unite(),
        absorption(an_id(24), given(p.PARTNER, MAPPED).state),
    ):
        given(p.PARTNER, *past).when(command).refused("partner-united")
    given(p.PARTNER, *past).when(p.FollowMerger(merged=HOTEL, into=OTHER_HOTEL)).then()
