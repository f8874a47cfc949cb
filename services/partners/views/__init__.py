"""What can be listed, and the indexes that lists need: one file per aggregate."""

from typing import Final

from services.partners.views import (
    achievements,
    activities,
    chronicle,
    communications,
    contributions,
    curricula,
    duplicates,
    evaluations,
    facilities,
    forming,
    industry_classes,
    instruments,
    meetings,
    mous,
    organisations,
    partners,
    programmes,
    reflections,
    sister,
    skills,
)

COLLECTIONS: Final = (
    *organisations.COLLECTIONS,
    *duplicates.COLLECTIONS,
    *partners.COLLECTIONS,
    *programmes.COLLECTIONS,
    *instruments.COLLECTIONS,
    *evaluations.COLLECTIONS,
    *contributions.COLLECTIONS,
    *chronicle.COLLECTIONS,
    *reflections.COLLECTIONS,
    *skills.COLLECTIONS,
    *forming.COLLECTIONS,
    *mous.COLLECTIONS,
    *activities.COLLECTIONS,
    *meetings.COLLECTIONS,
    *communications.COLLECTIONS,
    *curricula.COLLECTIONS,
    *industry_classes.COLLECTIONS,
    *achievements.COLLECTIONS,
    *facilities.COLLECTIONS,
    *sister.COLLECTIONS,
)
