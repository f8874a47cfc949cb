"""Any commands in any order at any time: an MoU goes only where the table of states lets it (C3)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.partners.domain.mou import MOU, commands
from shared.events import Command, jsonable
from shared.refusals import Refusal
from tests.unit.partners.agenda_rules import explained
from tests.unit.partners.cast import (
    ADDENDUM,
    ADDENDUM_HASH,
    AGREEMENT,
    AGREEMENT_ADDENDUM,
    AGREEMENT_STANDS,
    ALL_SIGNED,
    AUGUST,
    BY_HOTEL,
    BY_PRINCIPAL,
    COLLEAGUE,
    COORDINATOR,
    HOTEL,
    HOTEL_KEY,
    HOTEL_LINK,
    HOTEL_PARTY,
    IN_REVIEW,
    KNOWN_SITES,
    NUMBER,
    OTHER_HASH,
    PERSON,
    PRINCIPAL,
    SCHOOL_PARTY,
    TEXT,
    agreement,
    amend_agreement,
    an_id,
    draft,
    draft_addendum,
    draft_agreement,
    line,
    refuse,
    sign,
    sign_addendum,
    sign_agreement,
    terms,
)

TABLE: Final[dict[str, set[str]]] = {
    "nothing": {"drafted"},
    "drafted": {"in_review", "withdrawn"},
    "in_review": {"signed", "withdrawn"},
    "signed": {"active", "terminated"},
    "active": {"suspended", "expired", "renewed", "terminated"},
    "suspended": {"active", "expired", "renewed", "terminated"},
    "expired": {"renewed"},
    "renewed": set(),
    "terminated": set(),
    "withdrawn": set(),
}
AGREEMENT_TABLE: Final[dict[str, set[str]]] = {
    "nothing": {"drafted"},
    "drafted": {"signed", "ended"},
    "signed": {"active", "ended"},
    "active": {"ended"},
    "ended": set(),
}
ADDENDUM_TABLE: Final[dict[str, set[str]]] = {
    "nothing": {"drafted"},
    "drafted": {"signed", "withdrawn"},
    "signed": set(),
    "withdrawn": set(),
}
COMMANDS: Final[list[Command]] = [
    draft(),
    commands.ReviseMoU(**draft(terms=terms(content_hash=OTHER_HASH, ends_on=date(2028, 7, 12))).model_dump()),
    commands.ReviseMoU(**draft().model_dump()),
    commands.SubmitMoU(number=NUMBER),
    commands.CommentMoU(by=COORDINATOR, comment=TEXT),
    commands.InviteSignatory(organisation=HOTEL, person=PERSON),
    BY_PRINCIPAL,
    BY_HOTEL,
    BY_PRINCIPAL.but(content_hash=OTHER_HASH),
    BY_HOTEL.but(content_hash=OTHER_HASH),
    commands.ActivateMoU(),
    commands.NoticeExpiry(days=30),
    commands.ExpireMoU(),
    commands.RenewMoU(by=an_id(92)),
    commands.SuspendMoU(by=PRINCIPAL, reason=TEXT),
    commands.ResumeMoU(by=PRINCIPAL),
    commands.TerminateMoU(by=PRINCIPAL, reason=TEXT),
    draft_agreement(),
    sign_agreement(SCHOOL_PARTY, PRINCIPAL, "account"),
    sign_agreement(HOTEL_PARTY, HOTEL_KEY, "key"),
    commands.ActivateAgreement(agreement=AGREEMENT),
    commands.EndAgreement(agreement=AGREEMENT),
    commands.ResubmitMoU(),
    commands.ReviewMoU(party=HOTEL_PARTY, verdict="agreed", by=HOTEL_KEY),
    commands.ReviewMoU(party=HOTEL_PARTY, verdict="changes_wanted", by=HOTEL_KEY, comment=TEXT),
    commands.WithdrawMoU(by=COORDINATOR, reason=TEXT),
    commands.NameSignatories(party=SCHOOL_PARTY, who=(PRINCIPAL.id,), by=PRINCIPAL),
    commands.NameSignatories(party=HOTEL_PARTY, who=(PERSON,), by=COORDINATOR),
    commands.NameSignatories(party=HOTEL_PARTY, who=(), by=COORDINATOR),
    commands.InviteSignatory(organisation=HOTEL, person=PERSON, document=AGREEMENT),
    commands.DelegateSigning(by=HOTEL_LINK, to=COLLEAGUE),
    commands.DelegateSigning(by=HOTEL_LINK, to=COLLEAGUE, document=AGREEMENT),
    commands.RemindSignatory(organisation=HOTEL, person=PERSON, by=COORDINATOR),
    commands.MarkReminder(organisation=HOTEL, person=PERSON),
    refuse(SCHOOL_PARTY, PRINCIPAL, "account"),
    refuse(HOTEL_PARTY, HOTEL_LINK, "link"),
    refuse(HOTEL_PARTY, HOTEL_KEY, "key", document=AGREEMENT),
    refuse(HOTEL_PARTY, HOTEL_KEY, "key", document=ADDENDUM, content_hash=ADDENDUM_HASH),
    sign(HOTEL_PARTY, HOTEL_LINK, "link"),
    commands.TerminateMoU(by=PRINCIPAL, reason=TEXT, effective_on=date(2027, 3, 1)),
    commands.WithdrawTermination(by=PRINCIPAL),
    commands.ConcludeTermination(),
    commands.BeginRenewal(by=an_id(92)),
    commands.DropRenewal(by=an_id(92)),
    commands.LetMoUGo(by=PRINCIPAL),
    commands.ReviseAgreement(terms=agreement(content_hash=OTHER_HASH), known_sites=KNOWN_SITES),
    commands.WithdrawAgreement(agreement=AGREEMENT, by=COORDINATOR, reason=TEXT),
    draft_addendum(),
    sign_addendum(SCHOOL_PARTY, PRINCIPAL, "account"),
    sign_addendum(HOTEL_PARTY, HOTEL_KEY, "key"),
    commands.WithdrawAddendum(addendum=ADDENDUM, by=COORDINATOR, reason=TEXT),
    amend_agreement(ends_on=date(2027, 3, 31), quota=(line(places=6),)),
    sign_addendum(SCHOOL_PARTY, PRINCIPAL, "account", addendum=AGREEMENT_ADDENDUM),
    sign_addendum(HOTEL_PARTY, HOTEL_KEY, "key", addendum=AGREEMENT_ADDENDUM),
]
STEADY: Final = [
    index
    for index, command in enumerate(COMMANDS)
    if isinstance(command, commands.DraftMoU | commands.SubmitMoU | commands.DraftAgreement | commands.DraftAddendum)
    or (isinstance(command, commands.Sign) and not isinstance(command, commands.RefuseToSign))
]
"""Draft, submit, sign, agree, amend: drawn more often, so that deep states are reached."""


BEGINNINGS: Final = [(), IN_REVIEW, ALL_SIGNED, AGREEMENT_STANDS]


class AnyStory(RuleBasedStateMachine):
    """One MoU and everything that anybody might try."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 7, 1, tzinfo=UTC)
        self.state: Any = None
        self.events: list[Any] = []

    @initialize(past=st.sampled_from(BEGINNINGS))
    def begin_somewhere(self, past: tuple[Any, ...]) -> None:
        """Also in the middle, so that what comes late is tried as often as what comes early."""
        for event in past:
            self.state = MOU.evolve(self.state, event)
            self.events.append(event)
        if past == AGREEMENT_STANDS:
            self.now = AUGUST

    @rule(index=st.one_of(st.sampled_from(STEADY), st.integers(0, len(COMMANDS) - 1)))
    def try_a_command(self, index: int) -> None:
        """Whatever it is: it is accepted, refused, or finds nothing."""
        self._decide(COMMANDS[index])

    @rule(days=st.integers(1, 120))
    def let_days_go_by(self, days: int) -> None:
        """What is due on the way happens at its own time."""
        until = self.now + timedelta(days=days)
        while self.state is not None and (thing := MOU.due(self.state)) is not None and thing.at <= until:
            self.now = max(self.now, thing.at)
            count = len(self.events)
            self._decide(thing.command)
            assert len(self.events) > count, f"due, but nothing came of it: {thing}"
        self.now = until

    @invariant()
    def replaying_gives_the_same_state(self) -> None:
        """Also when it was stored as JSON and read again."""
        assert MOU.fold_all(None, self.events) == self.state
        if self.state is not None:
            assert MOU.state.model_validate(jsonable(self.state)) == self.state

    @invariant()
    def what_is_signed_names_the_content_that_it_saw(self) -> None:
        """No signature outlives its content, and nobody has both signed and refused."""
        for document in self._documents():
            for given in document.signatures:
                first = document.content
                assert given.content_hash == first
                assert given.party not in document.refused
            assert len({given.party for given in document.signatures}) == len(document.signatures)

    @invariant()
    def what_waits_can_be_done(self) -> None:
        """Signatures are asked for only where they would be taken, and nobody is reminded of what has ended."""
        if self.state is None:
            return
        explained(MOU, self.state)
        wanted = {need.what for need in MOU.needs(self.state)}
        assert ("sign-mou" in wanted) <= (self.state.status == "in_review")
        assert ("sign-addendum" in wanted) <= self.state.binding
        if self.state.status in ("expired", "renewed", "terminated", "withdrawn"):
            assert not wanted
            assert list(MOU.dates(self.state)) == []

    def _documents(self) -> list[Any]:
        return [self.state, *self.state.agreements, *self.state.addenda] if self.state is not None else []

    @invariant()
    def nothing_runs_under_an_mou_that_is_over(self) -> None:
        """What ends with an MoU ends its agreements."""
        if self.state is not None and self.state.status in ("expired", "renewed", "terminated", "withdrawn"):
            assert all(each.status == "ended" for each in self.state.agreements)
            assert MOU.due(self.state) is None

    def _decide(self, command: Command) -> None:
        try:
            events = MOU.decide(self.state, command, self.now)
        except Refusal:
            return
        for event in events:
            before, self.state = self.state, MOU.evolve(self.state, event)
            self.events.append(event)
            self._check(_status(before), _status(self.state), TABLE)
            self._check(_agreement_status(before), _agreement_status(self.state), AGREEMENT_TABLE)
            for id in (ADDENDUM, AGREEMENT_ADDENDUM):
                self._check(_addendum_status(before, id), _addendum_status(self.state, id), ADDENDUM_TABLE)

    @staticmethod
    def _check(before: str, after: str, table: dict[str, set[str]]) -> None:
        assert after == before or after in table[before], f"{before} → {after}"


def _status(state: Any) -> str:
    return state.status if state else "nothing"


def _agreement_status(state: Any) -> str:
    return state.agreements[0].status if state and state.agreements else "nothing"


def _addendum_status(state: Any, id: str) -> str:
    addendum = state.addendum(id) if state else None
    return addendum.status if addendum else "nothing"


TestAnyStory = AnyStory.TestCase
TestAnyStory.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
