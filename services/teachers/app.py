"""The composition of the teachers service."""

from services.teachers import api, views
from services.teachers.consumers import HEARD
from services.teachers.domain.calendar import CALENDAR
from services.teachers.domain.internship import INTERNSHIP
from services.teachers.domain.teacher import TEACHER
from services.teachers.settings import TeachersSettings
from shared.people import PERSON
from shared.service import Service

SERVICE = Service(
    name="teachers",
    title="Jembatan: teachers",
    description="Teacher internships in industry, and what comes back from them (C21–C24).",
    settings=TeachersSettings,
    deciders=(TEACHER, CALENDAR, INTERNSHIP, PERSON),
    routers=(api.router,),
    hears=HEARD,
    collections=views.COLLECTIONS,
)
