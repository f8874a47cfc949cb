"""What notifications hears: the directory, and everything that schools and partners may want to hear."""

from typing import Final

from services.notifications.ingest import ingest
from services.notifications.mail.effects import hear_for_mail
from shared.auth import hear_directory
from shared.consumer import Hears

PUBLIC_TOPICS: Final = (
    "partners.organisation.v1",
    "partners.duplicate.v1",
    "partners.partner.v1",
    "partners.programme.v1",
    "partners.mou.v1",
    "partners.instrument.v1",
    "partners.evaluation.v1",
    "partners.contribution.v1",
    "partners.reflection.v1",
    "partners.skill.v1",
    "partners.skill-demand.v1",
    "partners.skill-teaching.v1",
    "partners.activity.v1",
    "partners.meeting.v1",
    "partners.meeting-series.v1",
    "partners.communication.v1",
    "partners.curriculum.v1",
    "partners.industry-class.v1",
    "partners.achievement.v1",
    "partners.plan.v1",
    "partners.vision.v1",
    "partners.line.v1",
    "partners.facility.v1",
    "partners.facility-booking.v1",
    "partners.sister-school.v1",
    "partners.observation-visit.v1",
    "partners.joint-training.v1",
    "partners.practice-exchange.v1",
    "partners.practice.v1",
    "placements.student.v1",
    "placements.cohort.v1",
    "placements.grant.v1",
    "placements.placement.v1",
    "teachers.teacher.v1",
    "teachers.teacher-internship.v1",
)
"""Calendars, numberings and erasures are the inside of their services. Of webhooks see `mail/effects.py`."""

HEARD: Final = Hears("notifications")
hear_directory(HEARD)
hear_for_mail(HEARD)


HEARD.batch(PUBLIC_TOPICS, ingest)
