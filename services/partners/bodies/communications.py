"""Bodies about the communication log."""

from datetime import date
from typing import Literal

from pydantic import Field

from services.partners.bodies.values import FreeText
from services.partners.domain.communication import Channel, Topic
from shared.http import Body
from shared.ids import Id
from shared.instants import Instant


class CorrectedEntryBody(Body):
    """About what, and what was said. Kept as free text; only an id travels."""

    topics: tuple[Topic, ...] = Field(min_length=1, max_length=10, examples=[["curriculum", "labour_market"]])
    summary: FreeText = Field(examples=["Hotel meminta siswa yang menguasai sistem reservasi."])


class CommunicationBody(CorrectedEntryBody):
    """A contact with a partner."""

    partner: Id
    contact: Id | None = None
    channel: Channel
    direction: Literal["incoming", "outgoing"]
    at: Instant = Field(examples=["2026-07-01T02:30:00Z"])
    next_on: date | None = Field(None, examples=["2026-10-01"])
    owner: Id | None = None
    """Who gets in touch again; the caller when none."""
    follows: Id | None = None


class NextContactBody(Body):
    """On which day somebody gets in touch again."""

    next_on: date = Field(examples=["2026-10-08"])
