"""The kinds of activities, a table: what each is called, with whom it is done, what it asks for and what it tells.

Another kind is one more row, and one more class in `kind_events` when it has an event of its own (CONTRIBUTING.md).
"""

from dataclasses import dataclass
from typing import Final, Literal

from services.partners.domain.activity import kind_events as told
from services.partners.domain.values import OrganisationKind
from shared.events import Event

Group = Literal["students", "teachers", "parents", "visitors", "guests"]
"""Who attends; guests are those who come for an organisation."""

Shows = Literal["photo", "attendance_list", "report", "media", "material", "other"]
"""What a piece of evidence shows."""

OF_PEOPLE: Final[frozenset[Shows]] = frozenset({"photo", "attendance_list"})
"""Evidence in which those who attended are seen or named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of activity."""

    id: str
    """What it is called in Indonesian."""
    en: str
    partners: tuple[OrganisationKind, ...] = ()
    """Kinds of organisations with which it is done; any when empty."""
    alone: bool = False
    """The school may hold it without a partner."""
    attended: tuple[Group, ...] = ()
    """Of each of these at least one must have been there; anybody when empty."""
    figures: tuple[str, ...] = ()
    """Numbers that are asked for when it was held; their words stand in `words/activities.py`."""
    evidence: tuple[Shows, ...] = ()
    """What must be shown; any piece of evidence when empty."""
    event: type[told.OfKind] | None = None
    """What is published beside `ActivityHeld`. Its fields are filled from attendance and figures by name."""


KINDS: Final[dict[str, Kind]] = {
    "guest_teaching": Kind(
        id="Guru tamu",
        en="Guest teaching",
        partners=("industry", "training_institution"),
        attended=("students", "guests"),
        figures=("lesson_hours",),
    ),
    "industry_visit": Kind(
        id="Kunjungan industri", en="Industry visit", partners=("industry",), attended=("students",)
    ),
    "partner_visit": Kind(id="Kunjungan ke mitra", en="Visit to a partner", attended=("teachers",)),
    "workshop": Kind(id="Lokakarya", en="Workshop", alone=True, attended=("teachers",), figures=("lesson_hours",)),
    "recruitment_day": Kind(
        id="Rekrutmen di sekolah",
        en="Recruitment day",
        partners=("industry",),
        attended=("students", "guests"),
        figures=("vacancies",),
    ),
    "character_training": Kind(
        id="Pelatihan karakter bersama orang tua",
        en="Character training with parents",
        partners=("parent_group",),
        attended=("students", "guests"),
    ),
    "curriculum_at_home": Kind(
        id="Penguatan kurikulum di rumah",
        en="Curriculum at home",
        partners=("parent_group",),
        attended=("guests",),
        figures=("families",),
    ),
    "business_plan_comments": Kind(
        id="Masukan atas rencana usaha siswa",
        en="Comments on students' business plans",
        partners=("parent_group", "alumni_network", "industry"),
        attended=("students", "guests"),
        figures=("plans",),
    ),
    "alumni_seminar": Kind(
        id="Seminar alumni", en="Alumni seminar", partners=("alumni_network",), attended=("students", "guests")
    ),
    "alumni_mentoring": Kind(
        id="Pembimbingan usaha oleh alumni",
        en="Business mentoring by alumni",
        partners=("alumni_network",),
        attended=("students", "guests"),
        figures=("plans",),
    ),
    "community_consultation": Kind(
        id="Musyawarah dengan organisasi setempat",
        en="Local organisations in decisions",
        partners=("community", "government", "parent_group", "alumni_network"),
        attended=("guests",),
    ),
    "community_activity": Kind(
        id="Kegiatan bersama organisasi setempat",
        en="Activity with a local organisation",
        partners=("community", "government"),
        attended=("students", "guests"),
    ),
    "community_contribution": Kind(
        id="Sumbangsih bagi masyarakat",
        en="Contribution to the community",
        alone=True,
        figures=("beneficiaries", "working_hours"),
        event=told.CommunityContributionRecorded,
    ),
    "public_event": Kind(
        id="Kegiatan publik",
        en="Public event",
        alone=True,
        attended=("visitors",),
        evidence=("media",),
        event=told.PublicEventHeld,
    ),
    "other": Kind(id="Kegiatan lain", en="Other activity", alone=True),
}

FIGURES: Final[frozenset[str]] = frozenset(figure for kind in KINDS.values() for figure in kind.figures)

EVENTS: Final[tuple[type[Event], ...]] = tuple(dict.fromkeys(kind.event for kind in KINDS.values() if kind.event))
"""The events of the kinds, which the aggregate publishes beside its own."""
