"""The checks of the chaos suite see what they are there to see."""

from datetime import UTC, datetime
from typing import Any

from services.notifications.wire import message_id
from shared.ids import new_id
from tests.ledger import checks
from tests.ledger.client import Ledger, Said
from tests.ledger.truth import Truth, records_of

STREAM = "school/partner/p1"


def entry(number: int, command_id: str, *, published: bool = True) -> dict[str, Any]:
    event = {
        "id": new_id(),
        "number": number,
        "type": "partner-capacity-stated.v1",
        "data": {},
        "schools": [],
        "partners": [],
    }
    return {
        "_id": f"{STREAM}/{number:010d}", "tenant": "school", "aggregate": "partner", "id": "p1", "stream": STREAM,
        "number": number, "last": number, "entry_id": new_id(), "command_id": command_id, "request_hash": "",
        "command": "StateCapacity", "events": [event], "at": datetime(2026, 7, 1, tzinfo=UTC),
        "actor": {"kind": "member", "id": "m1", "roles": []}, "correlation_id": "c", "causation_id": None,
        "trace": None, "bucket": 0, "published": published,
    }  # fmt: skip


def said(command_id: str, number: int = 0) -> Said:
    verdict, status = ("accepted", 200) if number else ("refused", 409)
    return Said("partners", "/partners/x", command_id, verdict, status, "", "p1" if number else "", number, 1, {})  # type: ignore[arg-type]  # a literal


def test_agreement_is_silent() -> None:
    truth = Truth({}, {"partners": [entry(1, "key:a"), entry(2, "key:b")]})
    ledger = Ledger([said("key:a", 1), said("key:b", 2), said("key:c")])
    assert checks.ledger_and_journal(ledger, truth) == []
    assert checks.contiguous(truth) == []


def test_a_lost_a_refused_and_an_unknown_command_are_seen() -> None:
    truth = Truth({}, {"partners": [entry(1, "key:a"), entry(2, "key:b/2")]})
    lost, refused, strange = checks.ledger_and_journal(Ledger([said("key:z", 3), said("key:a")]), truth)[:3]
    assert "accepted and lost" in lost
    assert "refused, but in the journal" in refused
    assert "accepted by nobody" in strange


def test_gaps_and_unpublished_entries_are_seen() -> None:
    truth = Truth({}, {"partners": [entry(1, "key:a"), entry(3, "key:b", published=False)]})
    gap, unpublished = checks.contiguous(truth)
    assert "numbers of school/partner/p1 are [1, 3]" in gap
    assert "not marked as published" in unpublished


class OneTopic(Truth):
    """A truth that needs no service."""

    def topics(self) -> list[str]:
        return ["partners.partner.v1"]

    def records(self, topic: str) -> Any:
        return [record for document in self.journals["partners"] for record in records_of(document, "partners")]


def test_records_and_receipts_that_are_lost_or_out_of_order_are_seen_and_repetitions_are_not() -> None:
    truth = OneTopic({}, {"partners": [entry(1, "key:a"), entry(2, "key:b")]})
    first, second = truth.records("")
    topic, public = "partners.partner.v1", ("partners.partner.v1",)
    assert checks.kafka({topic: [first, first, second, first]}, truth) == []
    assert len(checks.kafka({topic: [second, first]}, truth)) == 1
    assert len(checks.kafka({topic: [first]}, truth)) == 1

    def received(*records: Any) -> list[dict[str, Any]]:
        return [{"id": message_id(each.id), "subject": each.subject, "sequence": each.number} for each in records]

    assert checks.receipts("school", received(first, second, first), public, truth) == []
    assert len(checks.receipts("school", received(second, first), public, truth)) == 1
    assert len(checks.receipts("school", received(first), public, truth)) == 1
    assert len(checks.receipts("stranger", received(first), public, truth)) == 1
