"""Which types a filter hears."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.filters import matches

TYPE = "id.jembatan.partners.mou-signed.v1"


@pytest.mark.parametrize(
    "pattern",
    [
        "*",
        TYPE,
        "partners.mou-signed.v1",
        "partners.*",
        "id.jembatan.partners.*",
        "*.mou-signed.v1",
        "*mou*",
        "partners.mou-*.v1",
        "partners.mou-signed",
        "id.jembatan.partners.mou-signed",
        "*.mou-signed",
    ],
)
def test_heard(pattern: str) -> None:
    assert matches(("nothing.at-all", pattern), TYPE)


@pytest.mark.parametrize(
    "pattern",
    [
        "partners",
        "partners.mou-sign",
        "partners.mou-signed.v2",
        "mou-signed.v1",
        "placements.*",
        "partners.mou-signed.v?",
        "partners.mou-signedXv1",
        "",
    ],
)
def test_not_heard(pattern: str) -> None:
    assert not matches((pattern,), TYPE)


@given(pattern=st.text("ab.*", max_size=8), form=st.text("ab.", max_size=10))
def test_a_star_is_anything_and_nothing_else_is(pattern: str, form: str) -> None:
    meant = re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), form)
    assert matches((pattern,), form) == (meant is not None)


def test_many_stars_are_no_burden() -> None:
    """A regular expression of these would not come to an end in this life."""
    assert not matches(("*" * 100 + "x",), TYPE)
    assert not matches(("*a" * 100,), "id.jembatan." + "a" * 99 + "b")
    assert matches(("*" * 100,), TYPE)


def test_no_filter_hears_everything() -> None:
    assert matches((), TYPE)
