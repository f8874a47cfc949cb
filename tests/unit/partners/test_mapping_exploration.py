"""Any commands in any order: a partnership and an entry of the register go only where their tables let them (C1)."""

from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.partners.domain import organisation as o
from services.partners.domain import partner as p
from services.partners.domain.partner.uniting import absorption, fingerprint
from services.partners.domain.values import Site
from shared.decider import Decider
from shared.events import jsonable
from shared.refusals import Refusal
from tests.given_when_then import NOW
from tests.unit.partners.cast import HOTEL, OTHER_HOTEL, PERSON, PRINCIPAL, SITE, TEXT, an_id
from tests.unit.partners.test_partnership import GANJIL, MAPPED, OTHER_PARTNER, OWNER, TWIN_PAST
from tests.unit.partners.test_register import DETAILS, PLACE

PARTNERS: Final[dict[str, set[str]]] = {
    "nothing": {"mapped"},
    "mapped": {"qualified", "blocked", "united"},
    "qualified": {"active", "blocked", "united"},
    "active": {"dormant", "blocked", "united"},
    "dormant": {"active", "blocked", "united"},
    "blocked": {"qualified", "united"},
    "united": set(),
}
ORGANISATIONS: Final[dict[str, set[str]]] = {"nothing": {"registered"}, "registered": {"merged"}, "merged": set()}
OTHER: Final = p.PARTNER.fold_all(None, TWIN_PAST)
OF_A_PARTNER: Final[list[Any]] = [
    p.MapPartner(organisation=HOTEL, kind="industry", sites=0, organisation_status="registered"),
    p.AddContact(contact=PERSON),
    p.QualifyPartner(by=PRINCIPAL.id, sites=1),
    p.RecordMoUStart(mou=an_id(82)),
    p.RecordMoUEnd(mou=an_id(82)),
    p.RemoveContact(contact=PERSON),
    p.StateCapacity(concentration="9.1.1", places=3, **GANJIL),
    p.WithdrawCapacity(concentration="9.1.1", **GANJIL),
    p.NameOwner(owner=OWNER, roles=frozenset({"principal"})),
    p.WriteNotes(risk=TEXT),
    p.BlockPartner(by=PRINCIPAL.id, reason=TEXT),
    p.RecordSite(),
    p.FollowMerger(merged=HOTEL, into=OTHER_HOTEL, twin=OTHER_PARTNER),
    absorption(OTHER_PARTNER, OTHER or p.Partner.model_validate(MAPPED.model_dump())),
    "unite",
]
OF_AN_ORGANISATION: Final[list[Any]] = [
    o.RegisterOrganisation(**DETAILS),
    o.ChangeDetails(**DETAILS | {"name": "Hotel Lain"}),
    o.AddSite(**PLACE),
    o.ChangeSite(**PLACE | {"departments": ("front_office",)}),
    o.AbsorbOrganisation(organisation=an_id(13), sites=(Site(**PLACE | {"site": an_id(32)}),), nib="9120004712369"),
    "merge",
]


class _Story(RuleBasedStateMachine):
    """One stream, and everything that anybody might try."""

    decider: Decider[Any, Any, Any]
    commands: list[Any]
    table: dict[str, set[str]]

    def __init__(self) -> None:
        super().__init__()
        self.state: Any = None
        self.events: list[Any] = []

    @rule(index=st.integers(0, 14))
    def try_a_command(self, index: int) -> None:
        """Whatever it is: it is accepted, refused, or finds nothing."""
        command = self.made(self.commands[index % len(self.commands)])
        try:
            events = self.decider.decide(self.state, command, NOW)
        except Refusal:
            return
        for event in events:
            before, self.state = self.state, self.decider.evolve(self.state, event)
            self.events.append(event)
            was, now = before.status if before else "nothing", self.state.status
            absorbed = isinstance(event, p.PartnerAbsorbed)
            assert was == now or absorbed or now in self.table[was], f"{was} → {now}"

    def made(self, command: Any) -> Any:
        """A command that knows the state as it stands."""
        return command

    @invariant()
    def replaying_gives_the_same_state(self) -> None:
        """Also when it was stored as JSON and read again."""
        assert self.decider.fold_all(None, self.events) == self.state
        if self.state is not None:
            assert self.decider.state.model_validate(jsonable(self.state)) == self.state


class APartnership(_Story):
    """A school's partnership (C1, C6, C9)."""

    decider, commands, table = p.PARTNER, OF_A_PARTNER, PARTNERS

    def made(self, command: Any) -> Any:
        """Uniting names what it saw."""
        if command != "unite" or self.state is None:
            return p.RecordSite() if command == "unite" else command
        return p.UnitePartner(into=OTHER_PARTNER, into_organisation=OTHER_HOTEL, by=OWNER, seen=fingerprint(self.state))

    @invariant()
    def what_is_in_force_and_fit_is_active(self) -> None:
        """A partnership with an MoU in force is active, unless it is not qualified yet, or was blocked or united."""
        if self.state is not None and self.state.mous:
            assert self.state.status in ("mapped", "active", "blocked", "united")


class AnOrganisation(_Story):
    """An entry of the register (C1)."""

    decider, commands, table = o.ORGANISATION, OF_AN_ORGANISATION, ORGANISATIONS

    def made(self, command: Any) -> Any:
        """Merging names the sites that it saw."""
        if command != "merge":
            return command
        sites = self.state.sites if self.state else ()
        return o.MergeOrganisation(organisation=HOTEL, into=OTHER_HOTEL, into_status="registered", sites=sites)

    @invariant()
    def every_site_stands_once(self) -> None:
        """And is where the register can find it."""
        ids = [site.site for site in self.state.sites] if self.state else []
        assert len(ids) == len(set(ids))
        assert self.state is None or self.state.keys


TestAPartnership = APartnership.TestCase
TestAnOrganisation = AnOrganisation.TestCase
for case in (TestAPartnership, TestAnOrganisation):
    case.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
assert PLACE["site"] == SITE
