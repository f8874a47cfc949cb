"""Which school years a body may name."""

import pytest
from pydantic import TypeAdapter, ValidationError

from services.partners.bodies.values import GivenSchoolYear
from services.partners.domain.aims import days_of

YEARS: TypeAdapter[str] = TypeAdapter(GivenSchoolYear)


@pytest.mark.parametrize("years", ["1900/1901", "2026/2027", "2198/2199"])
def test_two_consecutive_years_that_have_days(years: str) -> None:
    assert days_of(YEARS.validate_python(years)).starts_on.year == int(years[:4])


@pytest.mark.parametrize("years", ["0000/0001", "1899/1900", "2199/2200", "9998/9999", "2026/2028", "2027/2026"])
def test_others_are_refused(years: str) -> None:
    with pytest.raises(ValidationError):
        YEARS.validate_python(years)
