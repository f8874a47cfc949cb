"""What the principal concludes (C45)."""

from typing import Any

import pytest

from services.partners.domain import reflection as r
from tests.given_when_then import given
from tests.unit.partners.cast import COORDINATOR, PARTNER, PRINCIPAL, PROGRAMME, TEXT, an_id

EVALUATION, OTHER = an_id(197), an_id(198)
KNOWN = r.KnownEvaluation(evaluation=EVALUATION, status="completed", partner=PARTNER, programme=PROGRAMME)
CONTENT: dict[str, Any] = {
    "partner": PARTNER,
    "findings": (r.Finding(verdict="keep", text=TEXT), r.Finding(verdict="stop", text=TEXT)),
    "evaluations": (EVALUATION,),
}
WRITE = r.WriteReflection(**CONTENT, by=PRINCIPAL, known=(KNOWN,))
REVISE = r.ReviseReflection(**CONTENT, by=PRINCIPAL, known=(KNOWN,))
WRITTEN = r.ReflectionWritten(**CONTENT, by=PRINCIPAL.id)
SHARED = r.ReflectionShared(by=PRINCIPAL.id)


def test_c45_the_principal_reflects_revises_and_shares() -> None:
    given(r.REFLECTION).when(WRITE).then(WRITTEN)
    given(r.REFLECTION, WRITTEN).when(REVISE.but(findings=CONTENT["findings"][:1])).then(r.ReflectionRevised)
    assert given(r.REFLECTION, WRITTEN).when(r.ShareReflection(by=PRINCIPAL)).then(SHARED).status == "shared"


def test_c45_refuses_anybody_else() -> None:
    given(r.REFLECTION).when(WRITE.but(by=COORDINATOR)).refused("only-principal-reflects")
    given(r.REFLECTION, WRITTEN).when(REVISE.but(by=COORDINATOR)).refused("only-principal-reflects")
    given(r.REFLECTION, WRITTEN).when(r.ShareReflection(by=COORDINATOR)).refused("only-principal-reflects")


def test_c45_what_is_shared_stays_as_it_is() -> None:
    given(r.REFLECTION, WRITTEN, SHARED).when(REVISE).refused("reflection-shared")
    given(r.REFLECTION, WRITTEN, SHARED).when(r.ShareReflection(by=PRINCIPAL)).refused("reflection-shared")


@pytest.mark.parametrize(
    "subject",
    [
        {"partner": None},
        {"programme": PROGRAMME},
        {"school_year": "2026/2027"},
        {"partner": None, "programme": PROGRAMME, "school_year": "2026/2027"},
    ],
)
def test_c45_a_reflection_is_about_one_thing(subject: dict[str, Any]) -> None:
    given(r.REFLECTION).when(WRITE.but(**subject)).refused("not-about-one-thing")


def test_c45_refers_to_completed_evaluations_of_the_same_thing() -> None:
    given(r.REFLECTION).when(WRITE.but(known=(KNOWN.but(status="open"),))).refused("evaluation-not-completed")
    given(r.REFLECTION).when(WRITE.but(known=(KNOWN.but(partner=OTHER),))).refused("evaluation-of-another")
    of_programme = WRITE.but(partner=None, programme=PROGRAMME)
    given(r.REFLECTION).when(of_programme).then(r.ReflectionWritten)
    given(r.REFLECTION).when(of_programme.but(known=(KNOWN.but(programme=OTHER),))).refused("evaluation-of-another")
    of_year = WRITE.but(partner=None, school_year="2026/2027")
    given(r.REFLECTION).when(of_year).then(r.ReflectionWritten)
