"""What can be listed of the vision and of yearly plans."""

from collections.abc import Mapping
from typing import Any, Final

from services.partners.domain.charter import CharterStatus
from services.partners.domain.plan import PLAN
from services.partners.domain.vision import VISION
from services.partners.usecases.wording import texts_in
from shared.context import Context
from shared.http import Column, Filter, Listing
from shared.ids import Id
from shared.mongo import Collection, Index


def _in_force(document: Mapping[str, Any]) -> dict[str, Any]:
    versions = document["state"]["versions"]
    return dict(versions[-1]) if versions else {}


_COMMON: Final = (
    Column("status", "Status", "Status", type=CharterStatus),
    Column("edition", "Edisi", "Edition", type=int),
    Column("in_force", "Edisi yang berlaku", "Edition in force", lambda found: _in_force(found).get("edition"), int),
    Column("adopted_at", "Ditetapkan", "Adopted", lambda found: _in_force(found).get("adopted_at")),
    Column("organisations", "Mitra", "Partners", "state.organisations", type=list[Id]),
)

VISIONS: Final = Listing(
    "visions",
    columns=(Column("statement", "Visi", "Vision", "texts.statement"), *_COMMON),
)

PLANS: Final = Listing(
    "plans",
    columns=(
        Column("title", "Judul", "Title", "texts.title"),
        Column("school_year", "Tahun ajaran", "School year", "state.content.school_year"),
        *_COMMON,
    ),
    filters=(
        Filter("status", "state.status", "in", CharterStatus),
        Filter("school_year", "state.content.school_year"),
    ),
)

COLLECTIONS: Final = (
    Collection(VISION.collection),
    Collection(
        PLAN.collection,
        (
            Index(("tenant", "state.content.school_year", "_id")),
            Index(("tenant", "state.status", "_id")),
            Index(("tenant", "state.organisations", "_id")),
        ),
    ),
)


async def with_texts(ctx: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page with the heading of each."""
    headings = [{name: one["state"]["content"].get(name) for name in ("title", "statement")} for one in page]
    texts = await texts_in(ctx, headings)
    return [
        {**one, "texts": {name: texts.get(pointer["id"]) for name, pointer in heading.items() if pointer}}
        for one, heading in zip(page, headings, strict=True)
    ]
