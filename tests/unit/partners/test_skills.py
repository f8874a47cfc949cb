"""Skills that are asked for and taught, and link and match over time (C13)."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from services.partners.domain import skill as s
from services.partners.domain import skill_demand as d
from services.partners.domain import skill_teaching as t
from services.partners.domain.instrument import Label
from services.partners.domain.levels import Spell
from services.partners.domain.matching import matrix, series
from services.partners.usecases.skills import firsts_of_months
from shared.refusals import Invalid, NotFound, Refused
from tests.given_when_then import given
from tests.unit.partners.cast import COORDINATOR, HOTEL, HOTEL_KEY, OTHER_KEY, PARTNER, an_id

SKILL, OTHER_SKILL = an_id(201), an_id(202)
NAMED: dict[str, Any] = {"label": Label(id="Melayani tamu", en="Serve guests"), "kind": "soft"}
REGISTERED = s.SkillRegistered(**NAMED, code="HOT.FO.GUEST", by=COORDINATOR.id)
RETIRED = s.SkillRetired(by=COORDINATOR.id)
LINE: dict[str, Any] = {"skill": SKILL, "concentration": "9.1.1", "level": 3, "since": date(2026, 7, 1)}
WHOSE: dict[str, Any] = {"partner": PARTNER, "organisation": HOTEL}
DEMAND = d.DemandSkill(**LINE, **WHOSE, skill_status="registered", by=COORDINATOR)
DEMANDED = d.SkillDemanded(**LINE, **WHOSE, stated_by="school", by=COORDINATOR.id)
END = d.EndDemand(skill=SKILL, concentration="9.1.1", until=date(2027, 1, 1), by=COORDINATOR)
SOURCE = t.Source(kind="curriculum")
TEACH = t.TeachSkill(**LINE, source=SOURCE, skill_status="registered", by=COORDINATOR.id)
TAUGHT = t.SkillTaught(**LINE, source=SOURCE, by=COORDINATOR.id)


def test_c13_a_skill_is_registered_renamed_and_retired() -> None:
    given(s.SKILL).when(s.RegisterSkill(**NAMED, code="HOT.FO.GUEST", by=COORDINATOR.id)).then(REGISTERED)
    rename = s.RenameSkill(**NAMED | {"kind": "hard"}, by=COORDINATOR.id)
    assert given(s.SKILL, REGISTERED).when(rename).then(s.SkillRenamed).code == "HOT.FO.GUEST"
    given(s.SKILL, REGISTERED).when(s.RetireSkill(by=COORDINATOR.id)).then(RETIRED)
    for command in (rename, s.RetireSkill(by=COORDINATOR.id)):
        given(s.SKILL, REGISTERED, RETIRED).when(command).refused("skill-retired")


def test_c13_staff_and_the_partners_key_state_a_demand() -> None:
    given(d.SKILL_DEMAND).when(DEMAND).then(DEMANDED)
    by_key = given(d.SKILL_DEMAND).when(DEMAND.but(by=HOTEL_KEY))
    assert by_key.events[0].stated_by == "partner"
    with pytest.raises(NotFound):
        given(d.SKILL_DEMAND).when(DEMAND.but(by=OTHER_KEY))
    with pytest.raises(NotFound):
        given(d.SKILL_DEMAND, DEMANDED).when(END.but(by=OTHER_KEY))


def test_c13_another_level_ends_the_one_before() -> None:
    more = DEMAND.but(level=4, since=date(2026, 9, 1))
    state = given(d.SKILL_DEMAND, DEMANDED).when(more).then(d.SkillDemanded)
    assert [(spell.level, spell.until) for spell in state.spells] == [(3, date(2026, 9, 1)), (4, None)]


def test_c13_refuses_what_is_stated_already_or_reaches_back() -> None:
    given(d.SKILL_DEMAND, DEMANDED).when(DEMAND.but(since=date(2026, 9, 1))).refused("level-stated")
    given(d.SKILL_DEMAND, DEMANDED).when(DEMAND.but(level=4)).refused("since-too-early")
    ended = d.SkillDemandEnded(**END.model_dump(exclude={"by"}), **WHOSE, by=COORDINATOR.id)
    given(d.SKILL_DEMAND, DEMANDED).when(END).then(ended)
    past = (DEMANDED, ended)
    given(d.SKILL_DEMAND, *past).when(DEMAND.but(since=date(2026, 12, 31))).refused("since-too-early")
    given(d.SKILL_DEMAND, *past).when(DEMAND.but(since=date(2027, 1, 1))).then(d.SkillDemanded)


def test_c13_refuses_the_end_of_nothing_and_a_retired_skill() -> None:
    given(d.SKILL_DEMAND, DEMANDED).when(END.but(skill=OTHER_SKILL)).refused("level-not-stated")
    given(d.SKILL_DEMAND, DEMANDED).when(END.but(until=date(2026, 7, 1))).refused("until-too-early")
    given(d.SKILL_DEMAND).when(DEMAND.but(skill_status="retired")).refused("skill-retired")
    with pytest.raises(NotFound):
        given(d.SKILL_DEMAND).when(END)


def test_c13_a_concentration_teaches_with_a_source() -> None:
    given(t.SKILL_TEACHING).when(TEACH).then(TAUGHT)
    aligned = t.Source(kind="curriculum_alignment", reference=an_id(203), revision=2)
    state = given(t.SKILL_TEACHING, TAUGHT).when(TEACH.but(level=4, since=date(2027, 7, 1), source=aligned)).state
    assert [(spell.level, spell.source.revision) for spell in state.spells] == [(3, None), (4, 2)]
    given(t.SKILL_TEACHING).when(TEACH.but(source=t.Source(kind="curriculum_alignment"))).refused("source-not-named")
    given(t.SKILL_TEACHING).when(TEACH.but(skill_status="retired")).refused("skill-retired")
    given(t.SKILL_TEACHING, TAUGHT).when(TEACH).refused("level-stated")
    stop = t.EndTeaching(skill=SKILL, concentration="9.1.1", until=date(2027, 7, 1), by=COORDINATOR.id)
    given(t.SKILL_TEACHING, TAUGHT).when(stop).then(t.SkillTeachingEnded)
    with pytest.raises(NotFound):
        given(t.SKILL_TEACHING).when(stop)


def demand(*spells: Spell, partner: str = PARTNER) -> d.SkillDemand:
    return d.SkillDemand(partner=partner, organisation=HOTEL, spells=spells)


def taught(*levels: tuple[str, int]) -> t.SkillTeaching:
    spells = [t.Taught(**LINE | {"skill": skill, "level": level}, source=SOURCE) for skill, level in levels]
    return t.SkillTeaching(concentration="9.1.1", spells=tuple(spells))


def asked(skill: str, level: int, **changed: Any) -> Spell:
    return Spell(**LINE | {"skill": skill, "level": level} | changed)


def test_c13_the_matrix_shows_the_widest_gap_first() -> None:
    demands = [demand(asked(SKILL, 4), asked(OTHER_SKILL, 2)), demand(asked(SKILL, 2), partner=an_id(99))]
    found = matrix(demands, [taught((SKILL, 3), (an_id(204), 1))], date(2026, 8, 1))
    assert [(one.skill, one.demanded, one.partners, one.unmet, one.taught, one.gap, one.standing) for one in found] == [
        (OTHER_SKILL, 2, 1, 1, None, 2, "not_taught"),
        (SKILL, 4, 2, 1, 3, 1, "below"),
        (an_id(204), None, 0, 0, 1, 0, "not_asked"),
    ]


def test_c13_the_series_follows_what_was_so_on_each_day() -> None:
    demands = [demand(asked(SKILL, 3, until=date(2026, 10, 1)), asked(SKILL, 4, since=date(2026, 10, 1)))]
    days = [date(2026, 6, 1), date(2026, 7, 1), date(2026, 10, 1)]
    points = series(demands, [taught((SKILL, 3))], days)
    assert [(point.on, point.demanded, point.met, point.gap) for point in points] == [
        (date(2026, 7, 1), 1, 1, 0),
        (date(2026, 10, 1), 1, 0, 1),
    ]


def test_c13_a_series_has_the_first_of_each_month_and_an_end() -> None:
    assert firsts_of_months(date(2026, 11, 2), date(2027, 1, 31)) == [date(2026, 12, 1), date(2027, 1, 1)]
    assert firsts_of_months(date(2026, 11, 2), date(2026, 11, 30)) == []
    assert len(firsts_of_months(date(2017, 1, 1), date(2026, 12, 31))) == 120
    with pytest.raises(Invalid):
        firsts_of_months(date(2016, 12, 1), date(2026, 12, 31))


MOVES = st.lists(st.tuples(st.integers(1, 4), st.integers(-30, 90), st.booleans()), max_size=20)


@over(MOVES)
def test_c13_on_each_day_one_level_counts_at_most(moves: Sequence[tuple[int, int, bool]]) -> None:
    """Any statements in any order: spells of one skill never overlap, and replaying gives the same state."""
    state, events, day = None, [], date(2026, 7, 1)
    for level, days, ends in moves:
        day += timedelta(days=days)
        command = END.but(until=day) if ends else DEMAND.but(level=level, since=day)
        try:
            new = d.SKILL_DEMAND.decide(state, command, None)  # type: ignore[arg-type]  # the rules need no time
        except (Refused, NotFound):
            continue
        events += new
        state = d.SKILL_DEMAND.fold_all(state, new)
    assert d.SKILL_DEMAND.fold_all(None, events) == state
    spells = state.spells if state else ()
    assert all(earlier.until is not None for earlier in spells[:-1])
    for earlier, later in pairwise(spells):
        assert earlier.since < (earlier.until or date.max) <= later.since
