"""Any commands in any order: programme, vision and plan go only where the tables of states let them (C2, C8, C48)."""

from typing import Any, ClassVar, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.partners.domain import charter
from services.partners.domain import programme as p
from services.partners.domain.endorsing import Endorse, InvitePartner, Object
from services.partners.domain.plan import PLAN
from services.partners.domain.vision import VISION
from shared.events import Actor, Command, jsonable
from shared.refusals import Refusal
from tests.given_when_then import NOW
from tests.unit.partners import agenda_rules, test_charters, test_programme
from tests.unit.partners.cast import (
    COMMITTEE,
    COORDINATOR,
    HASH,
    HOTEL,
    HOTEL_KEY,
    HOTEL_LINK,
    OTHER_HASH,
    OTHER_KEY,
    PERSON,
    PRINCIPAL,
    TEACHER,
    TEXT,
    an_id,
)

BOTH: Final = Actor(kind="member", id=an_id(109), roles=frozenset({"teacher", "committee", "principal"}))
SPOKEN: Final[list[Command]] = [
    *(
        Endorse(group=group, by=by, content_hash=seen)
        for seen in (HASH, OTHER_HASH)
        for group, by in (
            ("teachers", TEACHER),
            ("committee", COMMITTEE),
            ("partner", HOTEL_KEY),
            ("partner", OTHER_KEY),
        )
    ),
    Endorse(group="partner", by=HOTEL_LINK, content_hash=HASH),
    Endorse(group="committee", by=TEACHER, content_hash=HASH),
    *(Endorse(group=group, by=BOTH, content_hash=HASH) for group in ("teachers", "committee")),
    Object(group="teachers", by=TEACHER, reason=TEXT),
    Object(group="partner", by=HOTEL_KEY, reason=TEXT),
    InvitePartner(organisation=HOTEL, person=PERSON),
]
CHARTED: Final[list[Command]] = [
    charter.Contribute(group="committee", by=COMMITTEE, contribution=TEXT),
    charter.Adopt(by=PRINCIPAL),
    charter.Adopt(by=PRINCIPAL),
    charter.Adopt(by=COORDINATOR),
    charter.Adopt(by=BOTH),
]
CHARTER_TABLE: Final = {
    "nothing": {"drafted"}, "drafted": {"endorsed"}, "endorsed": {"drafted", "adopted"}, "adopted": {"drafted"},
}  # fmt: skip


class AnyStory(RuleBasedStateMachine):
    """One thing that is formed, and everything that anybody might try with it."""

    decider: ClassVar[Any]
    commands: ClassVar[list[Command]]
    table: ClassVar[dict[str, set[str]]]

    def __init__(self) -> None:
        super().__init__()
        self.state: Any = None
        self.events: list[Any] = []

    @initialize(made=st.booleans())
    def begin(self, made: bool) -> None:
        """Mostly with something to try the rest on; nothing changes what is not there."""
        if not made:
            self.try_a_command(1)
            assert self.state is None
        self._decide(self.commands[0])

    @rule(index=st.integers(0, 99))
    def try_a_command(self, index: int) -> None:
        """Whatever it is: it is accepted, refused, or finds nothing."""
        self._decide(self.commands[index % len(self.commands)])

    @rule(index=st.integers(1, 2))
    def write_it_anew(self, index: int) -> None:
        """The next edition or a revision, which matter most to what was said before."""
        self._decide(self.commands[index])

    @rule()
    def let_everybody_endorse_what_there_is(self) -> None:
        """So that deep states are reached."""
        seen = self.state.content_hash if self.state else HASH
        for group, by in (
            ("teachers", TEACHER),
            ("committee", COMMITTEE),
            ("partner", HOTEL_KEY),
            ("partner", OTHER_KEY),
        ):
            self._decide(Endorse(group=group, by=by, content_hash=seen))

    @invariant()
    def replaying_gives_the_same_state(self) -> None:
        """Also when it was stored as JSON and read again."""
        assert self.decider.fold_all(None, self.events) == self.state
        if self.state is not None:
            assert self.decider.state.model_validate(jsonable(self.state)) == self.state

    @invariant()
    def every_endorsement_is_of_the_present_content(self) -> None:
        """One per voice, and nobody speaks twice."""
        if self.state is not None:
            given = self.state.endorsements
            assert {said.content_hash for said in given} <= {self.state.content_hash}
            assert len({said.voice for said in given}) == len({said.by for said in given}) == len(given)

    @invariant()
    def what_waits_can_be_understood_and_done(self) -> None:
        """Words in both languages, and a route."""
        if self.state is not None:
            agenda_rules.explained(self.decider, self.state)

    @invariant()
    def nothing_goes_on_without_every_voice(self) -> None:
        """Only what all have endorsed leaves its formation, or what is taken back."""
        if self.state is not None and self.state.status not in ("proposed", "drafted", "withdrawn"):
            assert self.state.missing == ()

    def _decide(self, command: Command) -> None:
        try:
            events = self.decider.decide(self.state, command, NOW)
        except Refusal:
            return
        for event in events:
            before, self.state = self.state, self.decider.evolve(self.state, event)
            self.events.append(event)
            if type(command) in (p.ApproveProgramme, charter.Adopt):
                assert event.by not in {said.by for said in before.endorsements}, "endorsed and approved by one"
            was, now = before.status if before else "nothing", self.state.status
            assert now == was or now in self.table[was], f"{was} → {now}"


class AnyProgramme(AnyStory):
    """A programme."""

    decider = p.PROGRAMME
    commands: ClassVar = [
        test_programme.PROPOSE,
        test_programme.REVISE,
        test_programme.REVISE.but(content_hash=HASH),
        *SPOKEN,
        p.WithdrawProgramme(by=COORDINATOR.id, reason=TEXT),
        p.ApproveProgramme(by=PRINCIPAL),
        p.ApproveProgramme(by=COORDINATOR),
        p.StartProgramme(),
        p.CloseProgramme(by=PRINCIPAL.id),
    ]
    table: ClassVar = {
        "nothing": {"proposed"}, "proposed": {"endorsed", "withdrawn"}, "withdrawn": set(),
        "endorsed": {"proposed", "approved", "withdrawn"},
        "approved": {"running"}, "running": {"evaluated"}, "evaluated": {"closed"}, "closed": set(),
    }  # fmt: skip


class AnyVision(AnyStory):
    """A school's vision."""

    decider = VISION
    commands: ClassVar = [test_charters.DRAFT, test_charters.NEXT, test_charters.REVISE, *SPOKEN, *CHARTED]
    table: ClassVar = CHARTER_TABLE


class AnyPlan(AnyStory):
    """A school year's plan."""

    decider = PLAN
    commands: ClassVar = [
        test_charters.DRAFT_PLAN,
        charter.DraftNext(**dict(test_charters.DRAFT_PLAN)),
        charter.Revise(
            **dict(test_charters.DRAFT_PLAN) | {"content": test_charters.PLANNED.but(content_hash=OTHER_HASH)}
        ),
        *SPOKEN,
        *CHARTED,
    ]
    table: ClassVar = CHARTER_TABLE


TestAnyProgramme, TestAnyVision, TestAnyPlan = AnyProgramme.TestCase, AnyVision.TestCase, AnyPlan.TestCase
for case in (TestAnyProgramme, TestAnyVision, TestAnyPlan):
    case.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
del case
