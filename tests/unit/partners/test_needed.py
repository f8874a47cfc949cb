"""Effects that nobody needs any more are passed over, and no others."""

import pytest
from structlog.testing import capture_logs

from services.partners.usecases.needed import if_needed
from shared.refusals import Busy, NotFound, Refusal, Refused


async def _refusing(refusal: Refusal) -> None:
    raise refusal


async def test_what_went_on_without_the_effect_is_logged_and_no_more() -> None:
    with capture_logs() as logs:
        await if_needed(_refusing(Refused("scored-already", "The partner has scored.")), "scored-already")
    assert [(each["event"], each["code"]) for each in logs] == [("effect-not-needed", "scored-already")]


@pytest.mark.parametrize("refusal", [Refused("no-teacher", "…"), NotFound("person"), Busy("try-again", "…")])
async def test_every_other_refusal_reaches_the_dead_letters(refusal: Refusal) -> None:
    with pytest.raises(type(refusal)):
        await if_needed(_refusing(refusal), "scored-already")
