"""The composition of the directory service."""

from services.directory import views
from services.directory.api import ROUTERS
from services.directory.consumers import HEARD
from services.directory.domain.alliance import ALLIANCE
from services.directory.domain.api_key import API_KEY
from services.directory.domain.member import MEMBER
from services.directory.domain.school import SCHOOL
from services.directory.domain.sharing_grant import SHARING_GRANT
from services.directory.domain.stewards import STEWARDS
from services.directory.settings import DirectorySettings
from shared.people import PERSON
from shared.service import Service

SERVICE = Service(
    name="directory",
    title="Jembatan: directory",
    description="Alliances, schools, who is who in them, API keys, and what schools share with each other.",
    settings=DirectorySettings,
    deciders=(ALLIANCE, SCHOOL, MEMBER, STEWARDS, API_KEY, SHARING_GRANT, PERSON),
    routers=ROUTERS,
    hears=HEARD,
    collections=views.COLLECTIONS,
)
