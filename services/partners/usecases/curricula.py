"""Versions of a curriculum: from what was sent to what is kept and hashed, and back (C11)."""

import json
from typing import Any

from services.partners.bodies.curricula import VersionBody
from services.partners.domain.contents import canonical_text, content_hash
from services.partners.domain.curriculum.difference import WordedUnit
from services.partners.domain.curriculum.values import Content, Unit, Version
from shared.auth.members import require_members
from shared.context import Context

_TEACHING = frozenset({"teacher", "head_of_programme"})


async def writing(ctx: Context, body: VersionBody) -> dict[str, Any]:
    """The fields of a command that writes a version; its words are staged as texts."""
    authors = tuple(dict.fromkeys((ctx.actor.id, *body.authors)))
    roles = {ctx.actor.id: ctx.actor.roles, **await require_members(ctx, of=body.authors)}
    teaching = tuple(author for author in authors if roles[author] & _TEACHING)
    return {"content": _content(ctx, body, authors), "teaching": teaching, "by": ctx.actor.id}


def _content(ctx: Context, body: VersionBody, authors: tuple[str, ...]) -> Content:
    units = [unit.model_dump(mode="json") for unit in body.units]
    text = canonical_text(body.text)
    return Content(
        units=tuple(
            Unit(code=unit.code, hours=unit.hours, competencies=tuple(each.code for each in unit.competencies))
            for unit in body.units
        ),
        wording=ctx.text(json.dumps(units, ensure_ascii=False)),
        text=ctx.text(text),
        content_hash=content_hash({"units": units}, text),
        authors=authors,
    )


async def worded(ctx: Context, version: Version) -> tuple[list[WordedUnit], str]:
    """Units with their words, and the text, of the school in which `ctx` is; codes alone where words were erased."""
    texts = await ctx.runtime.texts.many(ctx.tenant, [version.wording.id, version.text.id])
    words = texts.get(version.wording.id)
    units = json.loads(words) if words else [_bare(unit) for unit in version.units]
    return [WordedUnit.model_validate(unit) for unit in units], texts.get(version.text.id, "")


def _bare(unit: Unit) -> dict[str, Any]:
    competencies = [{"code": code, "statement": ""} for code in unit.competencies]
    return {"code": unit.code, "title": "", "hours": unit.hours, "competencies": competencies}
