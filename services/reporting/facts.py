"""One fact per partnership, MoU, placement and teacher internship: its state, and the event that brought it there.

Figures are counted from facts, never kept as counters, so a figure and its evidence cannot disagree (C43).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from shared.envelope import Record
from shared.mongo import Index
from shared.projection import Projection

Fact = dict[str, Any]
State = str | Callable[[Fact, Record], str]
"""The state that an event brings its subject to, or how it follows from the fact so far."""

SUPERVISORS: Final = frozenset({"school", "industry"})


def _assessed(fact: Fact, record: Record) -> str:
    """The event comes once from each supervisor, and only both of them make an assessment."""
    return "assessed" if {*fact.get("sides", ()), record.data["side"]} == SUPERVISORS else str(fact["state"])


def _uncleared(fact: Fact, _record: Record) -> str:
    """Without the guardian's consent a placement is not cleared any more; one that runs goes on."""
    return "accepted" if fact["state"] == "cleared" else str(fact["state"])


def _further(_fact: Fact, record: Record) -> str:
    """Of two partnerships that became one, the state of the one that got further."""
    return str(record.data["status"])


PARTNER: Final[Mapping[str, State]] = {
    "id.jembatan.partners.partner-mapped.v1": "mapped",
    "id.jembatan.partners.partner-qualified.v1": "qualified",
    "id.jembatan.partners.partner-activated.v1": "active",
    "id.jembatan.partners.partner-dormant.v1": "dormant",
    "id.jembatan.partners.partner-blocked.v1": "blocked",
    "id.jembatan.partners.partners-united.v1": "united",
    "id.jembatan.partners.partner-absorbed.v1": _further,
}
MOU: Final[Mapping[str, State]] = {
    "id.jembatan.partners.mou-drafted.v1": "drafted",
    "id.jembatan.partners.mou-submitted-for-review.v1": "in_review",
    "id.jembatan.partners.mou-signed.v1": "signed",
    "id.jembatan.partners.mou-recorded.v1": "signed",
    "id.jembatan.partners.mou-activated.v1": "active",
    "id.jembatan.partners.mou-suspended.v1": "suspended",
    "id.jembatan.partners.mou-resumed.v1": "active",
    "id.jembatan.partners.mou-expired.v1": "expired",
    "id.jembatan.partners.mou-renewed.v1": "renewed",
    "id.jembatan.partners.mou-terminated.v1": "terminated",
    "id.jembatan.partners.mou-withdrawn.v1": "withdrawn",
}
PLACEMENT: Final[Mapping[str, State]] = {
    "id.jembatan.placements.placement-proposed.v1": "proposed",
    "id.jembatan.placements.placement-offered.v1": "offered",
    "id.jembatan.placements.placement-accepted.v1": "accepted",
    "id.jembatan.placements.guardian-consent-revoked.v1": _uncleared,
    "id.jembatan.placements.placement-cleared.v1": "cleared",
    "id.jembatan.placements.internship-started.v1": "ongoing",
    "id.jembatan.placements.internship-assessed.v1": _assessed,
    "id.jembatan.placements.internship-completed.v1": "completed",
    "id.jembatan.placements.placement-rejected.v1": "rejected",
    "id.jembatan.placements.placement-withdrawn.v1": "withdrawn",
    "id.jembatan.placements.placement-transferred.v1": "transferred",
    "id.jembatan.placements.placement-terminated.v1": "terminated",
}
TEACHER_INTERNSHIP: Final[Mapping[str, State]] = {
    "id.jembatan.teachers.teacher-nominated.v1": "nominated",
    "id.jembatan.teachers.teacher-internship-approved.v1": "approved",
    "id.jembatan.teachers.teacher-internship-started.v1": "ongoing",
    "id.jembatan.teachers.teacher-report-submitted.v1": "reported",
    "id.jembatan.teachers.practice-disseminated.v1": "disseminated",
    "id.jembatan.teachers.teacher-internship-completed.v1": "completed",
    "id.jembatan.teachers.teacher-internship-cancelled.v1": "cancelled",
}
SUBJECTS: Final[Mapping[str, Mapping[str, State]]] = {
    "partner": PARTNER,
    "mou": MOU,
    "placement": PLACEMENT,
    "teacher_internship": TEACHER_INTERNSHIP,
}
STATES: Final[Mapping[str, tuple[str, State]]] = {
    type: (subject, state) for subject, states in SUBJECTS.items() for type, state in states.items()
}
"""Event type → subject, and the state that it brings the subject to."""

TOPICS: Final = (
    "partners.partner.v1",
    "partners.mou.v1",
    "placements.placement.v1",
    "teachers.teacher-internship.v1",
)


def fold(fact: Fact | None, record: Record) -> Fact | None:
    """The fact after one more event of its stream. `evidence` stays with the event that first brought the state."""
    known = STATES.get(record.type)
    fact = fact or {}
    if known is None:
        return {**fact, "schools": _schools(fact, record)} if fact else None
    subject, state = known
    reached = state if isinstance(state, str) else state(fact, record)
    noted = {"subject": subject, "aggregate": record.subject, "schools": _schools(fact, record)}
    if record.type.endswith("internship-assessed.v1"):
        noted["sides"] = sorted({*fact.get("sides", ()), record.data["side"]})
    if reached == fact.get("state"):
        return {**fact, **noted}
    evidence = {"event": record.id, "type": record.type, "number": record.number, "at": record.time}
    return {**fact, **noted, "state": reached, "evidence": evidence}


def _schools(fact: Fact, record: Record) -> list[str]:
    """Whose fact it is: of the tenant, and of every school that is party to it by the terms as they are now."""
    parties = record.data.get("parties")
    if isinstance(parties, dict) and record.type.startswith("id.jembatan.partners.mou-"):
        return sorted({record.tenant, *parties["schools"]})
    return list(fact.get("schools", (record.tenant,)))


_ACROSS: Final = (
    "An MoU stands in the stream of one school and is a fact of every school that is party to it, so `schools` takes "
    "the tenant's place: every query names in it the schools that it may see."
)

FACTS: Final = Projection(
    "facts",
    version=1,
    topics=TOPICS,
    fold=fold,
    indexes=(
        Index(("schools", "subject", "state", "_id"), across=_ACROSS),
        Index(("schools", "subject", "_id"), across=_ACROSS),
    ),
)
