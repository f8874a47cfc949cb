"""Who may hear what by mail: the roles that may read the thing over HTTP, or fewer where a role sees only its own.

A teacher or supervisor reads the placements that they supervise and a student their own, which an event does not tell;
so of placements they hear nothing by mail (UU PDP 27/2022: in doubt nobody is told).
"""

from collections.abc import Iterable
from typing import Final

from services.notifications.mail.words import TOPIC_OF
from services.notifications.wire import TEST_TYPE
from shared.auth import Role

_LINE: Final[frozenset[Role]] = frozenset({"principal", "public_relations", "coordinator"})
_STAFF: Final[frozenset[Role]] = _LINE | {"head_of_programme"}
_READERS: Final[frozenset[Role]] = _STAFF | {"teacher", "committee", "auditor"}
_REGISTER: Final[frozenset[Role]] = _READERS | {"alliance_admin"}

_BY_TOPIC: Final[dict[str, frozenset[Role]]] = {
    "partners.organisation.v1": _REGISTER,
    "partners.duplicate.v1": _LINE | {"alliance_admin"},
    "partners.instrument.v1": _REGISTER,
    "partners.skill.v1": _REGISTER,
    "partners.communication.v1": _STAFF,
    "partners.reflection.v1": _STAFF,
    "placements.student.v1": _STAFF | {"auditor"},
    "placements.placement.v1": _STAFF | {"auditor"},
    "placements.cohort.v1": _STAFF | {"teacher", "school_supervisor", "auditor", "student"},
    "placements.grant.v1": _STAFF | {"teacher", "school_supervisor", "auditor"},
    "teachers.teacher.v1": _STAFF | {"teacher", "auditor"},
    "teachers.teacher-internship.v1": _STAFF | {"teacher", "auditor"},
    "notifications.endpoint.v1": _LINE | {"alliance_admin"},
}
"""Everything else of partners is for its readers."""

_BY_EVENT: Final[dict[str, frozenset[Role]]] = {
    "reflection-written.v1": frozenset({"principal"}),
    "reflection-revised.v1": frozenset({"principal"}),
    "partner-contact-added.v1": _STAFF,
    "partner-contact-changed.v1": _STAFF,
    "partner-contact-removed.v1": _STAFF,
    "partner-notes-written.v1": _STAFF,
    "showing-consent-recorded.v1": _STAFF,
    "showing-consent-withdrawn.v1": _STAFF,
    "activity-attendees-known.v1": _STAFF | {"auditor"},
}


def hearers(type: str) -> frozenset[Role]:
    """The roles that are told of an event type; none for a type that is not known here."""
    topic = TOPIC_OF.get(type)
    if topic is None:
        return frozenset()
    usual = _READERS if topic.startswith("partners.") else frozenset[Role]()
    return _BY_EVENT.get(type.split(".", 3)[3], _BY_TOPIC.get(topic, usual))


def may_hear(roles: Iterable[str], type: str) -> bool:
    """May somebody with these roles, at the place that the event concerns, be told of it? Of a test always."""
    if type == TEST_TYPE:
        return True
    return not hearers(type).isdisjoint(roles)
