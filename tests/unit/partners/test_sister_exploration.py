"""Any commands in any order at any time: programmes, visits and exchanges go only where their tables let them (C28)."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.partners.domain.sister import EXCHANGE, PRACTICE, SISTER_SCHOOL, TRAINING, VISIT
from services.partners.domain.sister import practice as p
from services.partners.domain.sister import training as t
from services.partners.domain.sister import visit as v
from services.partners.domain.sister.programme import commands as c
from shared.decider import Decider
from shared.events import Command, jsonable
from shared.refusals import Refusal
from tests.unit.partners import sister_cast as s
from tests.unit.partners import test_practice as practices
from tests.unit.partners import test_sister_activities as a
from tests.unit.partners.agenda_rules import explained
from tests.unit.partners.cast import COORDINATOR, OTHER_SCHOOL, PRINCIPAL, SCAN, SCHOOL, TEXT, an_id

LIMITS: Final = settings(max_examples=50, stateful_step_count=25, deadline=None)


class AnyStory(RuleBasedStateMachine):
    """One stream and everything that anybody might try; a subclass says which."""

    decider: ClassVar[Decider[Any, Any, Any]]
    table: ClassVar[dict[str, set[str]]]
    commands: ClassVar[list[Command]]

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 7, 1, tzinfo=UTC)
        self.state: Any = None
        self.events: list[Any] = []

    @rule(data=st.data())
    def try_a_command(self, data: st.DataObject) -> None:
        """It is accepted, refused, or finds nothing."""
        self._decide(data.draw(st.sampled_from(self.commands)))

    @rule(days=st.sampled_from([1, 1, 2, 5, 35, 150]))
    def let_days_go_by(self, days: int) -> None:
        """What is due on the way happens at its own time."""
        until = self.now + timedelta(days=days)
        while self.state is not None and (thing := self.decider.due(self.state)) is not None and thing.at <= until:
            self.now = max(self.now, thing.at)
            count = len(self.events)
            self._decide(thing.command)
            assert len(self.events) > count, f"due, but nothing came of it: {thing}"
        self.now = until

    @invariant()
    def replaying_gives_the_same_state(self) -> None:
        """Also when it was stored as JSON and read again."""
        assert self.decider.fold_all(None, self.events) == self.state
        if self.state is not None:
            assert self.decider.state.model_validate(jsonable(self.state)) == self.state

    @invariant()
    def nobody_waits_for_a_stranger(self) -> None:
        """Needs and dates name schools that it concerns."""
        if self.state is not None:
            whom = [each.whom.tenant for each in (*self.decider.needs(self.state), *self.decider.dates(self.state))]
            assert set(whom) <= set(getattr(self.state, "schools", ()))
            explained(self.decider, self.state)

    def _decide(self, command: Command) -> None:
        try:
            events = self.decider.decide(self.state, command, self.now)
        except Refusal:
            return
        for event in events:
            before = self.state.status if self.state else "nothing"
            self.state = self.decider.evolve(self.state, event)
            self.events.append(event)
            after = self.state.status
            assert after == before or after in self.table[before], f"{before} → {after}"


class AnySisterSchool(AnyStory):
    decider = SISTER_SCHOOL
    table: ClassVar = {
        "nothing": {"proposed"},
        "proposed": {"agreed", "declined"},
        "declined": {"proposed"},
        "agreed": {"running", "ended"},
        "running": {"reviewed", "ended"},
        "reviewed": {"renewed", "ended"},
        "ended": {"renewed"},
        "renewed": set(),
    }
    commands: ClassVar = [
        s.propose(),
        s.AGREE,
        s.OTHERS_AGREE,
        s.OTHERS_AGREE.but(by=COORDINATOR),
        s.DECLINE,
        c.ReviseSisterSchool(**s.terms(), school=SCHOOL, by=COORDINATOR.id),
        c.NameResponsible(school=SCHOOL, member=an_id(52), by=COORDINATOR.id),
        c.StartSisterSchool(),
        c.AskForReviews(),
        s.REVIEW,
        s.REVIEW.but(school=OTHER_SCHOOL),
        c.RenewSisterSchool(by=an_id(86)),
        c.EndSisterSchool(school=OTHER_SCHOOL, by=s.OTHER_PRINCIPAL, reason=TEXT),
        c.EndSisterSchool(school=s.THIRD, by=PRINCIPAL, reason=TEXT),
    ]

    @invariant()
    def it_runs_only_with_every_principals_word(self) -> None:
        """And is renewed only with every school's review."""
        if self.state is not None and self.state.status in ("agreed", "running", "reviewed", "renewed"):
            assert set(self.state.agreed) == set(self.state.schools)
        if self.state is not None and self.state.status in ("reviewed", "renewed"):
            assert self.state.is_reviewed


class AnyVisit(AnyStory):
    decider = VISIT
    table: ClassVar = {
        "nothing": {"planned"},
        "planned": {"held", "cancelled"},
        "held": {"reported"},
        "reported": set(),
        "cancelled": set(),
    }
    commands: ClassVar = [
        a.PLAN_VISIT,
        v.AcceptVisit(school=SCHOOL, by=a.BY),
        v.AcceptVisit(school=OTHER_SCHOOL, by=a.BY),
        a.WENT,
        a.WENT.but(teachers=()),
        a.LEARNT,
        a.LEARNT.but(school=OTHER_SCHOOL),
        v.CancelVisit(school=OTHER_SCHOOL, by=a.BY, reason=TEXT),
        v.AddVisitEvidence(school=OTHER_SCHOOL, by=a.BY, evidence=(SCAN,)),
    ]

    @invariant()
    def nothing_is_reported_that_nobody_welcomed_or_saw(self) -> None:
        """A report has a visit with people behind it."""
        if self.state is not None and self.state.status in ("held", "reported"):
            assert self.state.accepted
            assert self.state.teachers


class AnyTraining(AnyStory):
    decider = TRAINING
    table: ClassVar = {"nothing": {"planned"}, "planned": {"held", "cancelled"}, "held": set(), "cancelled": set()}
    commands: ClassVar = [
        a.PLAN_TRAINING,
        a.HOLD_TRAINING,
        a.HOLD_TRAINING.but(attendance=a.CAME[:1]),
        t.CancelTraining(school=SCHOOL, by=a.BY, reason=TEXT),
        t.AddTrainingEvidence(school=OTHER_SCHOOL, by=a.BY, evidence=(SCAN,)),
    ]


class AnyExchange(AnyStory):
    decider = EXCHANGE
    table: ClassVar = {
        "nothing": {"recorded"},
        "recorded": {"confirmed", "contested"},
        "contested": {"recorded"},
        "confirmed": set(),
    }
    commands: ClassVar = [
        a.RECORD_EXCHANGE,
        a.CORRECT,
        a.CONFIRM,
        a.CONFIRM.but(school=SCHOOL),
        a.CONTEST,
        a.CORRECT.but(lessons=(a.TAUGHT,)),
    ]


class AnyPractice(AnyStory):
    decider = PRACTICE
    table: ClassVar = {
        "nothing": {"drafted"},
        "drafted": {"published"},
        "published": {"withdrawn"},
        "withdrawn": {"published"},
    }
    commands: ClassVar = [
        p.DraftPractice(**practices.CONTENT.model_dump(), school=SCHOOL, by=a.BY),
        practices.REVISE,
        p.RevisePractice(**practices.CONTENT.model_dump(), school=SCHOOL, by=a.BY),
        practices.PUBLISH,
        practices.ADOPT,
        practices.ADOPT.but(edition=2, adopter=s.THIRD),
        p.WithdrawPractice(school=SCHOOL, by=a.BY),
    ]


class TestAnySisterSchool(AnySisterSchool.TestCase):
    settings = LIMITS


class TestAnyVisit(AnyVisit.TestCase):
    settings = LIMITS


class TestAnyTraining(AnyTraining.TestCase):
    settings = LIMITS


class TestAnyExchange(AnyExchange.TestCase):
    settings = LIMITS


class TestAnyPractice(AnyPractice.TestCase):
    settings = LIMITS
