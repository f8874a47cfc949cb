"""What is recorded of attempts is said in Indonesian: all that the rules, the client and the address rules say."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import get_args

import pytest

from services.notifications.addresses import refusal_of
from services.notifications.attempt_words import in_indonesian
from services.notifications.domain.retries import STANDARD_STEPS, ErrorClass, verdict
from services.notifications.sender import _KINDS
from tests.unit.notifications.test_addresses import DENIED

OF_THE_ENGINE = (
    "the payload is no longer kept",
    "no secret of the endpoint can be opened",
    "a signing key or the headers of the endpoint cannot be opened",
    "no name server answers for this name, and for others one does",
    "the worker ended after it had recorded this attempt",
    "sent again with the same webhook-id",
)
NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)


def reasons() -> Iterator[str]:
    """Every `why` that a verdict can have."""
    for tries in range(1, len(STANDARD_STEPS) + 1):
        for error in (None, *get_args(ErrorClass)):
            for asked in (0.0, 90_000.0):
                yield verdict(error, tries, NOW, chance=0.3, asked=asked).why


def details() -> Iterator[str]:
    """What the client says, and the address rules."""
    yield from ("answered 500", "our own fault: Cannot allocate memory", *OF_THE_ENGINE)
    yield from (f"{detail}: Connection refused" for _, _, detail in _KINDS)
    yield from (f"nobody can be reached; {detail}: TimeoutError" for _, _, detail in _KINDS)
    for address in (*DENIED, "nonsense"):
        yield f"hooks.example.com resolves to an address that must not be called: {refusal_of(address)}"
        yield f"the address dialled must not be called: {refusal_of(address)}"


@pytest.mark.parametrize("text", sorted({*reasons(), *details()}))
def test_it_is_said_in_indonesian(text: str) -> None:
    said = in_indonesian(text)
    assert said
    assert not {"the", "not", "must", "of", "no", "attempts", "to", "an"} & set(said.replace(":", " ").split()), said


def test_what_is_within_is_said_too() -> None:
    text = "hooks.example.com resolves to an address that must not be called: in 127.0.0.0/8"
    assert (
        in_indonesian(text) == "hooks.example.com mengarah ke alamat yang tidak boleh dipanggil: di dalam 127.0.0.0/8"
    )


def test_what_nobody_has_words_for_is_left_as_it_is() -> None:
    assert in_indonesian("said by an earlier version") is None
