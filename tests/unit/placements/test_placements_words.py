"""Every refusal of the service has Indonesian words."""

from services.placements.words import _SENTENCES
from tests.refusal_codes import refusal_codes


def test_every_refusal_speaks_indonesian() -> None:
    codes = refusal_codes("placements")
    assert "student-placed" in codes
    assert codes - _SENTENCES.keys() == set()
