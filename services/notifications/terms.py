"""The terms of an endpoint as its owner says and reads them: texts stay texts, headers are sealed."""

from typing import Any, Final

import msgspec

from services.notifications.bodies import EndpointBody, EndpointView
from services.notifications.domain.endpoint import Endpoint
from services.notifications.domain.endpoint.values import Terms
from services.notifications.headers import checked
from services.notifications.vault import Vault
from shared.context import Context
from shared.events import TextRef
from shared.ids import new_id

PLAIN: Final = frozenset({"schools", "programmes", "body_format", "ordered", "rate", "burst", "asymmetric"})
"""Said and kept alike."""


async def terms_of(ctx: Context, vault: Vault, body: EndpointBody, old: Endpoint | None = None, url: str = "") -> Terms:
    """As the body says them. What it says again is what there is: then nothing has changed.

    `url` is the new one in its one form. Headers that are new are staged.
    """
    before = old.terms if old else Terms()
    moved = old is not None and old.url != url
    return Terms(
        **body.model_dump(include=set(PLAIN)),
        headers=await _headers(ctx, vault, body.headers, before.headers, moved),
        description=await _text(ctx, body.description, before.description),
        metadata=await _text(ctx, _json(body.metadata), before.metadata),
    )


async def _headers(
    ctx: Context, vault: Vault, given: dict[str, str] | None, before: str | None, moved: bool
) -> str | None:
    if given is None:
        return before
    wanted = checked(given)
    if not wanted:
        return None
    if before and not moved and await vault.headers(ctx.tenant, before) == wanted:
        return before
    id = new_id()
    ctx.staged.append(vault.stage_headers(ctx.tenant, id, wanted))
    return id


async def _text(ctx: Context, text: str | None, before: TextRef | None) -> TextRef | None:
    if not text:
        return None
    if before and await ctx.runtime.texts.get(ctx.tenant, before.id) == text:
        return before
    return ctx.text(text)


def _json(metadata: dict[str, str]) -> str | None:
    return msgspec.json.encode(metadata, order="sorted").decode() if metadata else None


async def view_of(ctx: Context, vault: Vault, id: str, state: Endpoint) -> EndpointView:
    """The endpoint as its owner sees it: texts as they read, names of headers, public keys; no secret."""
    now, terms = ctx.runtime.clock.machine(), state.terms
    refs = [ref.id for ref in (terms.description, terms.metadata) if ref]
    texts: dict[str, str] = await ctx.runtime.texts.many(ctx.tenant, refs) if refs else {}
    metadata = texts.get(terms.metadata.id) if terms.metadata else None
    valid = state.valid_secrets(now)
    shown: dict[str, Any] = {
        **terms.model_dump(include=set(PLAIN)),
        "description": texts.get(terms.description.id) if terms.description else None,
        "metadata": msgspec.json.decode(metadata) if metadata else {},
        "header_names": await vault.header_names(ctx.tenant, terms.headers),
        "public_keys": tuple((await vault.public_keys(ctx.tenant, valid)).values()) if terms.asymmetric else (),
        "secrets": len(valid),
    }
    return EndpointView(id=id, **EndpointView.plain(state), **shown)
