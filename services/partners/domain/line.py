"""Who answers for what at a school: the one definition of its matters (C6).

A matter is what somebody decides or sees to, with the needs that it covers (`Need.what`). Every need of a school is
addressed to its matter (`duty`), and the school's table (`services.partners.domain.coordination`) says who that is.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Literal

from shared.agenda import Addressee
from shared.events import Actor
from shared.refusals import Refused

HolderRole = Literal["principal", "public_relations", "coordinator", "head_of_programme"]

LINE: Final[tuple[HolderRole, ...]] = ("principal", "public_relations", "coordinator")
"""The coordination line: who talks to partners and prepares what is decided."""

STAFF: Final[tuple[HolderRole, ...]] = (*LINE, "head_of_programme")

Deed = Literal["decides", "approves", "agrees", "reflects", "signs"]
"""What nobody but a principal does."""

_ALONE: Final[dict[Deed, str]] = {
    "decides": "Only the principal decides this.",
    "approves": "Only the principal approves.",
    "agrees": "Only the principal decides this for a school.",
    "reflects": "Only the principal reflects here.",
    "signs": "With an account only a school's principal signs.",
}


def only_principal(by: Actor, deed: Deed = "decides") -> None:
    """Refuse everybody else (C6)."""
    if "principal" not in by.roles:
        raise principal_alone(deed)


def principal_alone(deed: Deed) -> Refused:
    """What everybody else is told: `only-principal-<deed>`."""
    return Refused(f"only-principal-{deed}", _ALONE[deed], mend="Ask the principal.")


MatterName = Literal[
    "adopt_vision",
    "adopt_plan",
    "approve_programme",
    "sign_mou",
    "end_mou",
    "map_partners",
    "talk_to_partners",
    "prepare_plans",
    "prepare_programmes",
    "prepare_mous",
    "hold_meetings",
    "document_activities",
    "evaluate_partnerships",
    "share_facilities",
    "align_curricula",
    "work_with_sister_schools",
    "reflect_on_partnerships",
]


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that somebody decides or sees to."""

    usual: tuple[HolderRole, ...]
    """Who does where the school has said nothing."""
    able: tuple[HolderRole, ...]
    """Who may be given it: the roles that may do what it takes."""
    needs: tuple[str, ...]
    """What waits for whoever has it, as `Need.what`."""

    @property
    def fixed(self) -> bool:
        """Nobody else may be given it."""
        return self.usual == self.able


def _of_principal(*needs: str) -> Matter:
    return Matter(("principal",), ("principal",), needs)


def _of_line(usual: tuple[HolderRole, ...], *needs: str) -> Matter:
    return Matter(usual, LINE, needs)


def _of_staff(usual: tuple[HolderRole, ...], *needs: str) -> Matter:
    return Matter(usual, STAFF, needs)


MATTERS: Final[Mapping[MatterName, Matter]] = {
    "adopt_vision": _of_principal("adopt-vision"),
    "adopt_plan": _of_principal("adopt-plan"),
    "approve_programme": _of_principal("approve-programme"),
    "sign_mou": _of_principal("sign-mou", "sign-agreement", "sign-addendum", "agree-sister-school"),
    "end_mou": _of_principal("resume-or-end-mou"),
    "map_partners": _of_line(
        ("public_relations", "coordinator"),
        "name-contact",
        "add-site",
        "name-owner",
        "qualify-partner",
        "unite-partnerships",
    ),
    "talk_to_partners": _of_line(("public_relations",), "contact-partner"),
    "prepare_plans": _of_line(("coordinator", "public_relations"), "answer-objection"),
    "prepare_programmes": _of_staff(
        ("coordinator", "public_relations"), "answer-objection", "start-programme", "close-programme"
    ),
    "prepare_mous": _of_line(
        ("coordinator", "public_relations"),
        "submit-mou",
        "resubmit-mou",
        "revise-mou",
        "review-mou",
        "revise-agreement",
        "add-scan",
        "renew-or-let-go",
        "name-programme",
    ),
    "hold_meetings": _of_line(("coordinator",), "hold-meeting", "follow-up"),
    "document_activities": _of_staff(
        ("coordinator", "head_of_programme"),
        "hold-activity",
        "document-activity",
        "prove-achievement",
        "close-class",
        "document-meeting",
        "document-class",
    ),
    "evaluate_partnerships": _of_line(
        ("coordinator",), "score-partnership", "close-evaluation", "confirm-contribution", "correct-contribution"
    ),
    "share_facilities": _of_staff(("coordinator", "head_of_programme"), "approve-booking"),
    "align_curricula": _of_staff(
        ("coordinator", "head_of_programme"), "offer-curriculum", "revise-curriculum", "document-curriculum"
    ),
    "work_with_sister_schools": _of_line(
        ("coordinator", "public_relations"),
        "revise-sister-school",
        "review-sister-school",
        "accept-visit",
        "hold-visit",
        "report-visit",
        "document-visit",
        "document-training",
        "hold-training",
        "confirm-exchange",
        "correct-exchange",
    ),
    "reflect_on_partnerships": _of_principal("reflect-on-evaluation"),
}


def duty(
    matter: MatterName, *, tenant: str | None = None, member: str | None = None, organisation: str | None = None
) -> Addressee:
    """Whoever the school's table gives the matter to, now or later; beside it who is named by id."""
    return Addressee(duty=matter, tenant=tenant, member=member, organisation=organisation)


def able_to(what: str) -> frozenset[str]:
    """The roles that may do what waits (`Need.what`); none where no matter covers it."""
    return frozenset(role for matter in MATTERS.values() if what in matter.needs for role in matter.able)


_UPWARDS: Final = ("coordinator", "public_relations", "principal")


def stand_in(role: str, filled: AbstractSet[str]) -> str | None:
    """The role to which falls what waits for `role`; None where the line is empty as well.

    `filled` are the roles that somebody has and that may do it: itself where it is one of them; else the next one up
    the line (coordinator, public relations, principal), and where nobody is above, the next one below.
    """
    if role in filled:
        return role
    place = _UPWARDS.index(role) if role in _UPWARDS else -1
    order = (*_UPWARDS[place + 1 :], *reversed(_UPWARDS[: max(place, 0)]))
    return next((each for each in order if each in filled), None)
