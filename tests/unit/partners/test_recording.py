"""MoUs that were signed on paper before, or outside, the system (C3)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from services.partners.domain.mou import MOU, commands, events
from services.partners.domain.mou.events.recording import MoUProgrammeNamed, MoURecorded, MoUScanAdded
from services.partners.domain.mou.recording import AddScan, NameProgramme, RecordMoU
from tests.given_when_then import given
from tests.unit.partners.cast import (
    ACTIVATED,
    ALL_SIGNED,
    COORDINATOR,
    COURSE,
    HOTEL,
    NUMBER,
    OTHER_HOTEL,
    PRINCIPAL,
    PROGRAMME,
    SCAN,
    TEXT,
    an_id,
    terms,
)

TERMS = terms(programme=None)
RECORD = RecordMoU(terms=TERMS, number=NUMBER, by=COORDINATOR.id)
RECORDED = MoURecorded(**TERMS.model_dump(), number=NUMBER, by=COORDINATOR.id)
ADD = AddScan(evidence=(SCAN,), by=COORDINATOR.id)


def _what(state: Any) -> list[str]:
    return [need.what for need in MOU.needs(state)]


def test_c3_records_a_signed_mou_and_asks_for_its_scan() -> None:
    state = given(MOU).when(RECORD).then(RECORDED)
    assert (state.status, state.number, state.recorded) == ("signed", NUMBER, True)
    assert _what(state) == ["add-scan"]
    assert _what(given(MOU).when(RECORD.but(evidence=(SCAN,))).then(RECORDED.but(evidence=(SCAN,)))) == []


def test_c3_refuses_to_record_what_ends_before_it_starts() -> None:
    turned = RECORD.but(terms=TERMS.but(ends_on=TERMS.starts_on))
    given(MOU).when(turned).refused("ends-not-after-start")


@pytest.mark.parametrize("number", ["117/2025\n", "  B-117/Un.02/PP 2025 ", "x" * 100])
def test_c3_the_number_of_a_recorded_mou_is_trimmed(number: str) -> None:
    assert RecordMoU(terms=TERMS, number=number, by=COORDINATOR.id).number == number.strip()


@pytest.mark.parametrize("number", ["", "   ", "117\n2025", "117  2025", "117\u200b/2025", "117\x00", "x" * 101])
def test_c3_refuses_a_number_that_is_no_printed_line(number: str) -> None:
    with pytest.raises(ValidationError):
        RecordMoU(terms=TERMS, number=number, by=COORDINATOR.id)


def test_c3_the_scan_comes_later_and_once() -> None:
    added = MoUScanAdded(evidence=(SCAN,), by=COORDINATOR.id)
    state = given(MOU, RECORDED).when(ADD).then(added)
    assert (state.evidence, _what(state)) == ((SCAN,), [])
    given(MOU, RECORDED, added).when(ADD).then()


def test_c3_refuses_a_scan_of_what_was_signed_here() -> None:
    given(MOU, *ALL_SIGNED).when(ADD).refused("mou-not-recorded")


def test_c3_time_takes_a_recorded_mou_up_whenever_it_began() -> None:
    now = datetime(2026, 9, 1, tzinfo=UTC)
    due = MOU.due(given(MOU, RECORDED).state)
    assert due is not None
    assert due.at < now
    state = given(MOU, RECORDED).when(due.command, now).then(events.MoUActivated)
    assert (state.status, state.active_since) == ("active", date(2026, 9, 1))
    following = MOU.due(state)
    assert following is not None
    assert isinstance(following.command, commands.NoticeExpiry)


NAME = NameProgramme(programme=PROGRAMME, programme_status="approved", organisations=(HOTEL,), by=COORDINATOR.id)
NAMED = MoUProgrammeNamed(**COURSE, programme=PROGRAMME, by=COORDINATOR.id)


def test_c3_the_programme_of_a_recorded_mou_is_named_later_and_once() -> None:
    state = given(MOU, RECORDED).when(NAME).then(NAMED)
    assert (state.programme, state.terms, state.content) == (PROGRAMME, TERMS, TERMS.content_hash)
    given(MOU, RECORDED, NAMED).when(NAME).then()
    given(MOU, RECORDED, NAMED).when(NAME.but(programme=an_id(23))).refused("programme-named")
    given(MOU, *ALL_SIGNED).when(NAME.but(programme=an_id(23))).refused("programme-named")


@pytest.mark.parametrize("status", ["proposed", "endorsed", "closed"])
def test_c3_refuses_to_name_a_programme_that_is_neither_approved_nor_running(status: str) -> None:
    given(MOU, RECORDED).when(NAME.but(programme_status=status)).refused("programme-not-approved")


@pytest.mark.parametrize("status", ["running", "evaluated"])
def test_c3_a_programme_that_ran_without_a_paper_can_be_named(status: str) -> None:
    """Else an evaluation that a renewal needs would be there and could not be used."""
    given(MOU, RECORDED).when(NAME.but(programme_status=status)).then(NAMED)


def test_c3_refuses_to_name_a_programme_with_somebody_else_or_for_an_mou_that_is_over() -> None:
    given(MOU, RECORDED).when(NAME.but(organisations=(OTHER_HOTEL,))).refused("programme-of-another-partner")
    over = events.MoUTerminated(**COURSE, by=PRINCIPAL.id, reason=TEXT)
    given(MOU, RECORDED, over).when(NAME).refused("mou-over")


def test_c3_a_recorded_mou_that_comes_into_force_starts_the_programme_that_was_named() -> None:
    decided = given(MOU, RECORDED, NAMED).when(commands.ActivateMoU(), datetime(2026, 9, 1, tzinfo=UTC))
    assert decided.events[0].programme == PROGRAMME


def test_c3_one_that_is_about_to_end_asks_for_its_programme() -> None:
    expiring = (RECORDED, ACTIVATED.but(programme=None), events.MoUExpiring(**COURSE, days=90))
    assert "name-programme" not in _what(given(MOU, *expiring[:2]).state)
    assert "name-programme" in _what(given(MOU, *expiring).state)
    assert "name-programme" not in _what(given(MOU, *expiring, NAMED).state)


@pytest.mark.parametrize("command", [commands.SubmitMoU(number=NUMBER), commands.RenewMoU(by=an_id(92))])
def test_c3_a_recorded_mou_is_neither_submitted_nor_renewed_before_it_runs(command: Any) -> None:
    assert given(MOU, RECORDED).when(command).refusal is not None
