"""Every refusal of the service has Indonesian words."""

import pytest

from services.notifications.addresses import Guard
from services.notifications.api.events import UnknownEvent
from services.notifications.app import SERVICE
from services.notifications.samples import known
from shared.http.words import say
from shared.refusals import Invalid
from tests.refusal_codes import refusal_codes


def test_every_refusal_speaks_indonesian() -> None:
    assert SERVICE.routers, "words are said by the routes"
    found = refusal_codes("notifications", "Refused", "Invalid")
    assert len(found) > 5
    assert {code for code in found if not say(code, "id", {"reason": "form"}).detail} == set()


@pytest.mark.parametrize("url", ["https://hooks.example.com:8443/", "https://127.0.0.1/", "nonsense"])
def test_a_refused_url_is_told_the_ports_of_the_settings(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        Guard(frozenset({9443, 443})).canonical(url)
    assert "port ini: 443, 9443." in say(refused.value.code, "id", refused.value.facts).mend


@pytest.mark.parametrize(
    ("text", "like"), [("partners.mou-singed", "partners.mou-signed.v1"), ("zzzzzzzz", "mirip: –")]
)
def test_an_unknown_event_is_told_those_like_it_in_both_languages(text: str, like: str) -> None:
    with pytest.raises(Invalid) as refused:
        known(text)
    for refusal in (refused.value, UnknownEvent(text)):
        assert like in say(refusal.code, "id", refusal.facts).mend
        assert like.removeprefix("mirip: ") in refusal.mend
