"""The composition of the reporting service."""

from services.reporting import api
from services.reporting.consumers import HEARD
from services.reporting.settings import ReportingSettings
from shared.service import Service

SERVICE = Service(
    name="reporting",
    title="Jembatan: reporting",
    description="Figures of a school and of an alliance, each with the events that it was made of (C42, C43).",
    settings=ReportingSettings,
    routers=(api.router,),
    hears=HEARD,
)
