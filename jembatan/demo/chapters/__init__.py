"""The chapters of the story, in order."""

from collections.abc import Awaitable, Callable
from typing import Final

from jembatan.demo.chapters.alliance import found_alliance
from jembatan.demo.chapters.lists import import_lists
from jembatan.demo.chapters.partnership import agree, map_and_plan, sign
from jembatan.demo.chapters.placement import place
from jembatan.demo.chapters.proof import account_for_everything, report
from jembatan.demo.chapters.teacher import send_teacher
from jembatan.demo.chapters.webhooks import register_endpoint
from jembatan.demo.story import Story

Chapter = Callable[[Story], Awaitable[None]]

CHAPTERS: Final[tuple[tuple[str, Chapter], ...]] = (
    ("An alliance of two schools", found_alliance),
    ("Partners and students come in from lists", import_lists),
    ("A hotel is mapped, a programme planned", map_and_plan),
    ("The partner's system registers a webhook endpoint", register_endpoint),
    ("MoU and agreement are signed", sign),
    ("… and the MoU becomes active", agree),
    ("A cohort opens; one student goes the whole way", place),
    ("A teacher goes into the hotel's kitchen", send_teacher),
    ("What the schools and the alliance see", report),
    ("Nothing lost, nothing counted twice", account_for_everything),
)
