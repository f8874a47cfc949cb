"""What the history of a partnership is made of, and the index that it is read by."""

from typing import Final, Literal, get_args

from shared.mongo import Collection, Index

Aggregate = Literal["partner", "programme", "mou", "activity", "evaluation", "contribution", "skill-demand"]
AGGREGATES: Final[tuple[Aggregate, ...]] = get_args(Aggregate)

COLLECTIONS: Final = (
    Collection(
        "journal",
        (
            Index(("tenant", "events.partners", "-entry_id")),
            Index(("tenant", "actor.person", "entry_id"), where={"actor.person": {"$exists": True}}),
        ),
    ),
)
"""Beside the kernel's own indexes of the journal: by whom an event concerns, and by who did it by link."""
