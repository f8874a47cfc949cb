"""Which types a filter hears."""

import pytest

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


def test_no_filter_hears_everything() -> None:
    assert matches((), TYPE)
