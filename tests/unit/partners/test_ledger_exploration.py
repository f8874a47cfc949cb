"""Any commands in any order: contributions and reflections go only where their tables of states let them (C9, C45)."""

from typing import Any, ClassVar, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.partners.domain import contribution as c
from services.partners.domain import instrument as i
from services.partners.domain import reflection as r
from shared.decider import Decider
from shared.events import Command, jsonable
from shared.refusals import Refusal
from tests.given_when_then import NOW
from tests.unit.partners.cast import COORDINATOR, HOTEL_KEY, HOTEL_LINK, OTHER_KEY, PERSON, PRINCIPAL, TEXT
from tests.unit.partners.test_contribution import CORRECT, RECORD
from tests.unit.partners.test_instrument import ADMIN, CONTENT, OTHER
from tests.unit.partners.test_reflection import REVISE, WRITE

Table = dict[str, set[str]]


class Exploration(RuleBasedStateMachine):
    """One stream and everything that anybody might try."""

    decider: ClassVar[Decider[Any, Any, Any]]
    commands: ClassVar[list[Command]]
    table: ClassVar[Table]

    def __init__(self) -> None:
        super().__init__()
        self.state: Any = None
        self.events: list[Any] = []

    @rule(data=st.data())
    def try_a_command(self, data: Any) -> None:
        """Whatever it is: it is accepted, refused, or finds nothing."""
        try:
            events = self.decider.decide(self.state, data.draw(st.sampled_from(self.commands)), NOW)
        except Refusal:
            return
        for event in events:
            before, self.state = self.state, self.decider.evolve(self.state, event)
            self.events.append(event)
            was, now = before.status if before else "nothing", self.state.status
            assert now == was or now in self.table[was], f"{was} → {now}"

    @invariant()
    def replaying_gives_the_same_state(self) -> None:
        """Also when it was stored as JSON and read again."""
        assert self.decider.fold_all(None, self.events) == self.state
        if self.state is not None:
            assert self.decider.state.model_validate(jsonable(self.state)) == self.state


class AnyContribution(Exploration):
    """What is confirmed was never confirmed by the side that wrote it."""

    decider = c.CONTRIBUTION
    commands: ClassVar = [
        RECORD,
        RECORD.but(by=HOTEL_KEY),
        CORRECT,
        CORRECT.but(by=HOTEL_KEY, amount=240),
        c.InviteToConfirm(person=PERSON),
        *(c.ConfirmContribution(by=by) for by in (COORDINATOR, HOTEL_KEY, HOTEL_LINK, OTHER_KEY)),
        *(c.DisputeContribution(by=by, reason=TEXT) for by in (COORDINATOR, HOTEL_KEY)),
        *(c.WithdrawContribution(by=by, reason=TEXT) for by in (COORDINATOR, HOTEL_KEY)),
    ]
    table: ClassVar[Table] = {
        "nothing": {"recorded"},
        "recorded": {"confirmed", "disputed", "withdrawn"},
        "disputed": {"recorded", "confirmed", "withdrawn"},
        "confirmed": {"recorded"},
        "withdrawn": set(),
    }

    @invariant()
    def the_other_side_confirmed(self) -> None:
        """Whoever confirmed speaks for the side that did not write it."""
        if self.state is not None and self.state.status == "confirmed":
            by_partner = self.events[-1].by != COORDINATOR.id
            assert by_partner == (self.state.recorded_by == "school")

    @invariant()
    def nothing_is_overwritten(self) -> None:
        """Each correction keeps what stood before."""
        corrections = [event for event in self.events if isinstance(event, c.ContributionCorrected)]
        assert len(self.state.earlier if self.state else ()) == len(corrections)


class AnyReflection(Exploration):
    """What is shared changes no more."""

    decider = r.REFLECTION
    commands: ClassVar = [
        WRITE,
        REVISE,
        WRITE.but(by=COORDINATOR),
        REVISE.but(by=COORDINATOR),
        r.ShareReflection(by=PRINCIPAL),
        r.ShareReflection(by=COORDINATOR),
    ]
    table: ClassVar[Table] = {"nothing": {"written"}, "written": {"shared"}, "shared": set()}


class AnyInstrument(Exploration):
    """Editions only ever become more."""

    decider = i.INSTRUMENT
    commands: ClassVar = [
        i.DraftInstrument(**CONTENT, by=ADMIN),
        i.ReviseInstrument(**CONTENT, by=ADMIN),
        i.ReviseInstrument(**OTHER, by=ADMIN),
        i.PublishInstrument(by=ADMIN),
        i.RetireInstrument(by=ADMIN),
    ]
    table: ClassVar[Table] = {
        "nothing": {"drafted"},
        "drafted": {"published", "retired"},
        "published": {"retired"},
        "retired": set(),
    }

    def __init__(self) -> None:
        super().__init__()
        self.editions: tuple[Any, ...] = ()

    @invariant()
    def an_edition_never_changes(self) -> None:
        """What was in use is in use as it was."""
        editions = self.state.editions if self.state else ()
        assert editions[: len(self.editions)] == self.editions
        self.editions = editions


_SETTINGS: Final = settings(max_examples=12, stateful_step_count=15, deadline=None)
TestAnyContribution = AnyContribution.TestCase
TestAnyReflection = AnyReflection.TestCase
TestAnyInstrument = AnyInstrument.TestCase
for _case in (TestAnyContribution, TestAnyReflection, TestAnyInstrument):
    _case.settings = _SETTINGS
