"""Every refusal speaks Indonesian, every letter can be written."""

import re
from pathlib import Path
from typing import get_args

import pytest

from services.partners import words
from services.partners.domain.line import Deed
from shared.http.words import say
from shared.letters import Templates

words.register()
SERVICE = Path(words.__file__).parent.parent
NEVER_SEEN = {"too-early", "number-taken", "mou-not-in-force", "mou-not-signed", "agreement-not-signed"}
"""Refused only to the clock or to a retry, never to a person."""
CODES = {
    code
    for path in SERVICE.rglob("*.py")
    for code in re.findall(r'(?:Refused|Invalid)\(\s*"([a-z-]+)"', path.read_text())
} - {"exists-already"} | {f"only-principal-{deed}" for deed in get_args(Deed)}


WITHOUT_LINK = {"mou-expiring"}
"""They ask for nothing that is done by link."""


@pytest.mark.parametrize("code", sorted(CODES - NEVER_SEEN))
def test_a_refusal_speaks_indonesian(code: str) -> None:
    said = say(code, "id", {})
    assert said.detail
    assert said.mend


@pytest.mark.parametrize("template", sorted({path.name.partition(".")[0] for path in (SERVICE / "letters").iterdir()}))
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_letter_can_be_written(template: str, language: str) -> None:
    params = {"school": "SMKN 3", "organisation": "Hotel Kencana", "number": "001/MoU/30203552/VII/2026"}
    params |= {"ends_on": "2029-07-12", "days": "90"}
    params |= {"at": "2026-09-03 09:00", "zone": "Asia/Pontianak", "due_on": "2026-10-01"}
    values = {
        "person": {"name": "Ratna"},
        "params": params,
        "link": "https://x.example/link#t",
        "public_url": "https://x",
    }
    page = Templates(SERVICE / "letters").page(template, language, values)
    assert "SMKN 3" in page.subject + page.text
    assert ("https://x.example/link#t" in page.text) == (template not in WITHOUT_LINK)
