"""Instruments of an alliance: weights that add up, editions that never change (C5)."""

from typing import Any

import pytest

from services.partners.domain import instrument as i
from tests.given_when_then import given
from tests.unit.partners.cast import an_id

ADMIN = an_id(190)


def criterion(code: str, weight: int) -> i.Criterion:
    return i.Criterion(code=code, label=i.Label(id=code, en=code), weight=weight)


CONTENT: dict[str, Any] = {
    "name": i.Label(id="Evaluasi kemitraan", en="Partnership evaluation"),
    "scale": i.Scale(least=1, most=5),
    "criteria": (criterion("mentoring", 40), criterion("communication", 35), criterion("facilities", 25)),
}
OTHER = CONTENT | {"criteria": (criterion("mentoring", 100),)}
DRAFTED = i.InstrumentDrafted(**CONTENT, by=ADMIN)
PUBLISHED = i.InstrumentPublished(**CONTENT, edition=1, by=ADMIN)
IN_USE = (DRAFTED, PUBLISHED)


def test_c5_an_instrument_is_drafted_revised_and_published() -> None:
    given(i.INSTRUMENT).when(i.DraftInstrument(**CONTENT, by=ADMIN)).then(DRAFTED)
    revise = i.ReviseInstrument(**OTHER, by=ADMIN)
    revised = i.InstrumentRevised(**OTHER, by=ADMIN)
    state = given(i.INSTRUMENT, DRAFTED).when(revise).then(revised)
    assert state.current is None
    state = given(i.INSTRUMENT, DRAFTED).when(i.PublishInstrument(by=ADMIN)).then(PUBLISHED)
    assert (state.status, state.draft, state.current.edition) == ("published", None, 1)


def test_c5_an_edition_in_use_never_changes() -> None:
    given(i.INSTRUMENT, *IN_USE).when(i.PublishInstrument(by=ADMIN)).refused("nothing-to-publish")
    revised = i.InstrumentRevised(**OTHER, by=ADMIN)
    state = given(i.INSTRUMENT, *IN_USE, revised).when(i.PublishInstrument(by=ADMIN)).state
    assert [edition.edition for edition in state.editions] == [1, 2]
    assert state.editions[0] == given(i.INSTRUMENT, *IN_USE).state.editions[0]
    assert len(state.current.criteria) == 1


@pytest.mark.parametrize("weights", [(40, 35, 24), (40, 35, 26)])
def test_c5_refuses_weights_that_do_not_add_up(weights: tuple[int, ...]) -> None:
    criteria = tuple(criterion(f"criterion_{number}", weight) for number, weight in enumerate(weights))
    wrong = CONTENT | {"criteria": criteria}
    refusal = given(i.INSTRUMENT).when(i.DraftInstrument(**wrong, by=ADMIN)).refused("weights-not-whole")
    assert refusal.facts == {"weights": sum(weights)}
    given(i.INSTRUMENT, DRAFTED).when(i.ReviseInstrument(**wrong, by=ADMIN)).refused("weights-not-whole")


def test_c5_refuses_one_code_for_two_criteria() -> None:
    twice = CONTENT | {"criteria": (criterion("mentoring", 50), criterion("mentoring", 50))}
    given(i.INSTRUMENT).when(i.DraftInstrument(**twice, by=ADMIN)).refused("criterion-twice")


def test_c5_refuses_a_scale_of_one_point() -> None:
    flat = CONTENT | {"scale": i.Scale(least=3, most=3)}
    given(i.INSTRUMENT).when(i.DraftInstrument(**flat, by=ADMIN)).refused("scale-empty")


def test_c5_a_retired_instrument_stays_as_it_is() -> None:
    retired = (*IN_USE, i.InstrumentRetired(by=ADMIN))
    for command in (
        i.ReviseInstrument(**OTHER, by=ADMIN),
        i.PublishInstrument(by=ADMIN),
        i.RetireInstrument(by=ADMIN),
    ):
        given(i.INSTRUMENT, *retired).when(command).refused("instrument-retired")
