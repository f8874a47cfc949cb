"""When what waits for somebody is due: on its day, but never before whoever it waits for had time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.agenda import Addressee, Need

AT = datetime(2026, 11, 27, 3, tzinfo=UTC)
FORTNIGHT = timedelta(days=14)


@pytest.mark.parametrize(
    ("by", "within", "due"),
    [
        (date(2026, 7, 1), None, "2026-07-01"),
        (date(2026, 7, 1), FORTNIGHT, "2026-12-11"),
        (date(2026, 12, 10), FORTNIGHT, "2026-12-11"),
        (date(2026, 12, 11), FORTNIGHT, "2026-12-11"),
        (date(2027, 7, 1), FORTNIGHT, "2027-07-01"),
        (None, FORTNIGHT, None),
    ],
)
def test_a_need_is_due_on_its_day_and_no_earlier_than_it_allows(
    by: date | None, within: timedelta | None, due: str | None
) -> None:
    need = Need(what="sign", whom=Addressee(roles=("principal",)), action="POST /x", by=by, within=within)
    assert need.document("school", AT).get("by") == due
