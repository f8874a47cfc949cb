"""The composition of the partners service."""

from pathlib import Path

from services.partners.api import ROUTERS
from services.partners.consumers import HEARD
from services.partners.domain.achievement import ACHIEVEMENT
from services.partners.domain.activity import ACTIVITY
from services.partners.domain.booking import BOOKING
from services.partners.domain.communication import COMMUNICATION
from services.partners.domain.contribution import CONTRIBUTION
from services.partners.domain.coordination import COORDINATION
from services.partners.domain.curriculum import CURRICULUM
from services.partners.domain.duplicate import DUPLICATE
from services.partners.domain.evaluation import EVALUATION
from services.partners.domain.facility import FACILITY, FACILITY_MONTH
from services.partners.domain.industry_class import INDUSTRY_CLASS
from services.partners.domain.instrument import INSTRUMENT
from services.partners.domain.meeting import MEETING
from services.partners.domain.meeting_series import MEETING_SERIES
from services.partners.domain.mou import MOU
from services.partners.domain.numbering import NUMBERING
from services.partners.domain.organisation import ORGANISATION
from services.partners.domain.partner import PARTNER
from services.partners.domain.plan import PLAN
from services.partners.domain.programme import PROGRAMME
from services.partners.domain.reflection import REFLECTION
from services.partners.domain.sister import EXCHANGE, PRACTICE, SISTER_SCHOOL, TRAINING, VISIT
from services.partners.domain.skill import SKILL
from services.partners.domain.skill_demand import SKILL_DEMAND
from services.partners.domain.skill_teaching import SKILL_TEACHING
from services.partners.domain.vision import VISION
from services.partners.imports import OPERATIONS
from services.partners.pages import ROUTERS as PAGES
from services.partners.settings import PartnersSettings
from services.partners.usecases.expiring import TEMPLATE, still_expiring
from services.partners.usecases.link_holders import speaks_still
from services.partners.usecases.programmes import still_asking
from services.partners.views import COLLECTIONS
from shared.people import PERSON
from shared.service import Service

SERVICE = Service(
    name="partners",
    title="Jembatan: partners",
    description="The register of organisations, a school's partners, programmes, MoUs and agreements (C1–C13).",
    settings=PartnersSettings,
    deciders=(
        ORGANISATION,
        DUPLICATE,
        PARTNER,
        PROGRAMME,
        MOU,
        INSTRUMENT,
        EVALUATION,
        CONTRIBUTION,
        REFLECTION,
        SKILL,
        SKILL_DEMAND,
        SKILL_TEACHING,
        NUMBERING,
        ACTIVITY,
        MEETING,
        MEETING_SERIES,
        COMMUNICATION,
        CURRICULUM,
        INDUSTRY_CLASS,
        ACHIEVEMENT,
        PLAN,
        VISION,
        COORDINATION,
        FACILITY,
        FACILITY_MONTH,
        BOOKING,
        SISTER_SCHOOL,
        VISIT,
        TRAINING,
        EXCHANGE,
        PRACTICE,
        PERSON,
    ),
    routers=(*ROUTERS, *PAGES),
    hears=HEARD,
    collections=COLLECTIONS,
    operations=OPERATIONS,
    letters=Path(__file__).parent / "letters",
    letters_while={TEMPLATE: still_expiring, "endorse-programme": still_asking},
    links_while=speaks_still,
)
