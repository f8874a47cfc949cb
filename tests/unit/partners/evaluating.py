"""What the cases about evaluations begin with."""

from datetime import date
from typing import Any

from services.partners.domain.evaluation import commands as c
from services.partners.domain.evaluation import events as e
from services.partners.domain.evaluation.scoring import Score, View, seal_digest
from tests.unit.partners.cast import COORDINATOR, HOTEL, HOTEL_KEY, PARTNER, PROGRAMME, TEXT, an_id
from tests.unit.partners.test_instrument import CONTENT

INSTRUMENT, SCHOOL_SEAL, PARTNER_SEAL, REFLECTION = an_id(191), an_id(192), an_id(193), an_id(194)
FRAME: dict[str, Any] = {
    "programme": PROGRAMME, "partner": PARTNER, "organisation": HOTEL, "zone": "Asia/Pontianak",
    "starts_on": date(2026, 1, 5), "ends_on": date(2026, 6, 30), "due_on": date(2026, 7, 20),
    "instrument": INSTRUMENT, "edition": 1, "scale": CONTENT["scale"], "criteria": CONTENT["criteria"],
}  # fmt: skip
OPENED = e.EvaluationOpened(**FRAME, by=COORDINATOR.id, since=date(2026, 7, 1))


def open_it(**changed: Any) -> c.OpenEvaluation:
    """The command that opens it."""
    facts = {"programme_status": "running", "instrument_status": "published", "by": COORDINATOR.id}
    return c.OpenEvaluation.model_validate(FRAME | facts | changed)


def view(*points: int, **changed: Any) -> View:
    """Points in the order of the instrument."""
    codes = [criterion.code for criterion in CONTENT["criteria"]]
    scores = tuple(Score(criterion=code, points=given) for code, given in zip(codes, points, strict=True))
    return View(scores=scores, **changed)


SCHOOL_VIEW, PARTNER_VIEW = view(5, 4, 3, remark=TEXT), view(2, 4, 5)
SCHOOL_OPENED = c.Opened(view=SCHOOL_VIEW, nonce="a" * 32)
PARTNER_OPENED = c.Opened(view=PARTNER_VIEW, nonce="b" * 32)


def by_school(**changed: Any) -> c.SubmitView:
    """The coordinator scores."""
    plain = {"side": "school", "by": COORDINATOR, "view": SCHOOL_VIEW, "nonce": "a" * 32, "seal": SCHOOL_SEAL}
    return c.SubmitView.model_validate(plain | changed)


def by_partner(**changed: Any) -> c.SubmitView:
    """The hotel scores."""
    plain = {"side": "partner", "by": HOTEL_KEY, "view": PARTNER_VIEW, "nonce": "b" * 32, "seal": PARTNER_SEAL}
    return c.SubmitView.model_validate(plain | changed)


SCHOOL_SEALED = e.EvaluationViewSealed(
    organisation=HOTEL, side="school", by=COORDINATOR.id, seal=SCHOOL_SEAL, digest=seal_digest("a" * 32, SCHOOL_VIEW)
)
PARTNER_SEALED = e.EvaluationViewSealed(
    organisation=HOTEL, side="partner", by=HOTEL_KEY.id, seal=PARTNER_SEAL, digest=seal_digest("b" * 32, PARTNER_VIEW)
)
OVERDUE = e.EvaluationOverdue(organisation=HOTEL, waiting_for=("partner",))
