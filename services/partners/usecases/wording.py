"""What people wrote in a form becomes pointers to `texts`, with a hash over everything as it was written."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from services.partners.domain.contents import canonical_text, content_hash
from shared.context import Context
from shared.events import Value
from shared.http import Body

_PROSE: Final = frozenset({"title", "aims", "description", "purpose", "statement", "missions", "text"})
"""Members whose values people write freely; everything else is ids, codes, dates and figures."""


def worded(ctx: Context, body: Body, *, leave: Collection[str] = (), **facts: Any) -> dict[str, Any]:
    """The body without `leave`, with text references for texts, `facts`, and `content_hash` over all of it."""
    written = _canonical(body.model_dump(mode="json", exclude=set(leave), exclude_none=True) | facts)
    return {**_referred(ctx, written), "content_hash": content_hash(written, "")}


async def texts_of(ctx: Context, value: Value) -> dict[str, str]:
    """The texts that a state points to, by id; what was erased is missing."""
    return await texts_in(ctx, value.model_dump(mode="json"))


async def texts_in(ctx: Context, plain: Any) -> dict[str, str]:
    """The same of a stored state, or of several."""
    found: dict[str, str] = await ctx.runtime.texts.many(ctx.tenant, list(_pointers(plain)))
    return found


def _canonical(written: Any) -> Any:
    if isinstance(written, str):
        return canonical_text(written)
    if isinstance(written, Mapping):
        return {name: _canonical(member) for name, member in written.items()}
    return [_canonical(member) for member in written] if isinstance(written, list | tuple) else written


def _referred(ctx: Context, written: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _member(ctx, member, name in _PROSE) for name, member in written.items()}


def _member(ctx: Context, member: Any, prose: bool) -> Any:
    if isinstance(member, list):
        return [_member(ctx, each, prose) for each in member]
    if isinstance(member, Mapping):
        return _referred(ctx, member)
    return ctx.text(member).model_dump() if prose else member


def _pointers(plain: Any) -> Iterator[str]:
    if isinstance(plain, Mapping):
        if plain.keys() == {"id", "digest"}:
            yield plain["id"]
        else:
            for member in plain.values():
                yield from _pointers(member)
    elif isinstance(plain, list):
        for member in plain:
            yield from _pointers(member)
