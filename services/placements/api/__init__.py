"""The HTTP API of placements, one file per part of the way."""

from services.placements import words
from services.placements.api import cohorts, consent, endings, placements, preparation, students, work

words.register()

ROUTERS = (
    students.router,
    cohorts.router,
    placements.router,
    preparation.router,
    consent.router,
    work.router,
    endings.router,
)
