"""What can be done with every document that parties sign: read it, compare versions, ask for signatures, sign, refuse.

The same routes stand under an MoU, an agreement and an addendum, and for the other schools of a joint MoU.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request, Response

from services.partners.access import (
    delegates_addendum,
    delegates_agreement,
    delegates_mou,
    reads,
    reads_addendum_to_sign,
    reads_agreement_to_sign,
    reads_to_sign,
    signs_addendum,
    signs_agreement,
    signs_jointly,
    signs_mou,
    writes,
)
from services.partners.api.proofs import PDF, printed
from services.partners.bodies.mous import ColleagueBody, InviteBody, RefuseBody, SignatoriesBody, SignBody
from services.partners.domain.mou import MOU, MoU
from services.partners.domain.mou.commands import (
    DelegateSigning,
    InviteSignatory,
    NameSignatories,
    RefuseToSign,
    RemindSignatory,
    Sign,
    SignAddendum,
    SignAgreement,
    SignMoU,
)
from services.partners.domain.mou.state import Addendum, Agreement
from services.partners.domain.values import ContentHash
from services.partners.usecases.documents import (
    ContentView,
    DifferenceView,
    Found,
    VersionView,
    content_view,
    difference,
    find,
    versions,
)
from services.partners.usecases.inviting import (
    InvitationView,
    invitations,
    must_be_another,
    must_be_contact,
    send_link,
)
from services.partners.usecases.link_holders import SIGNATORY
from services.partners.usecases.papers import paper
from services.partners.usecases.signing import keep_paper, own_affair, signature
from services.partners.views import grids
from shared.auth.access import Access
from shared.auth.members import require_members
from shared.context import Context
from shared.events import Command
from shared.http import Changed, Grid, Router, changed, shown
from shared.http.words import Language
from shared.ids import Id
from shared.journal import Outcome


@dataclass(frozen=True, slots=True)
class Place:
    """What a path names."""

    mou: str
    document: str | None = None
    """The agreement or addendum; the MoU itself when none."""
    owner: str | None = None
    """The school that drafted, where that is another than the path's."""

    def home(self, ctx: Context) -> Context:
        """A context of the school in whose stream it stands; who finds nothing there may do nothing there."""
        return ctx.also("home", tenant=self.owner) if self.owner else ctx

    async def find(self, ctx: Context) -> Found:
        """The document; `NotFound` unless it concerns the caller."""
        return await find(ctx, self.home(ctx), self.mou, self.document)


def _mou(school: Id, mou: Id) -> Place:
    return Place(mou)


def _agreement(school: Id, mou: Id, agreement: Id) -> Place:
    return Place(mou, agreement)


def _addendum(school: Id, mou: Id, addendum: Id) -> Place:
    return Place(mou, addendum)


def _joint_mou(school: Id, owner: Id, mou: Id) -> Place:
    return Place(mou, None, owner)


def _joint_agreement(school: Id, owner: Id, mou: Id, agreement: Id) -> Place:
    return Place(mou, agreement, owner)


def _joint_addendum(school: Id, owner: Id, mou: Id, addendum: Id) -> Place:
    return Place(mou, addendum, owner)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document, as one kind of caller reaches it."""

    name: str
    """In operation ids: `joint_agreement`."""
    place: Callable[..., Place]
    """Dependency: what the path names."""
    reads: Access
    signs: Access
    delegates: Access | None = None
    """Who passes a link on; none where links do not lead."""


OF_MOU: Final = Kind("mou", _mou, reads_to_sign, signs_mou, delegates_mou)
OF_AGREEMENT: Final = Kind("agreement", _agreement, reads_agreement_to_sign, signs_agreement, delegates_agreement)
OF_ADDENDUM: Final = Kind("addendum", _addendum, reads_addendum_to_sign, signs_addendum, delegates_addendum)
OF_JOINT_MOU: Final = Kind("joint_mou", _joint_mou, reads, signs_jointly)
OF_JOINT_AGREEMENT: Final = Kind("joint_agreement", _joint_agreement, reads, signs_jointly)
OF_JOINT_ADDENDUM: Final = Kind("joint_addendum", _joint_addendum, reads, signs_jointly)


def add_signing_routes(router: Router, path: str, kind: Kind) -> None:
    """Everything at once, for the document at `path`."""
    _add_reading(router, path, kind)
    _add_signing(router, path, kind)
    if kind.delegates is not None:
        _add_inviting(router, path, kind)
        _add_delegating(router, path, kind, kind.delegates)


def _add_reading(router: Router, path: str, kind: Kind) -> None:
    async def content(
        *,
        place: Annotated[Place, Depends(kind.place)],
        version: ContentHash | None = None,
        ctx: Annotated[Context, Depends(kind.reads)],
        response: Response,
    ) -> ContentView:
        """The text with its hash, for whoever is to sign; or the content that it had as another version."""
        found = await place.find(ctx)
        shown(response, found.mou.number)
        return await content_view(place.home(ctx), found, version)

    async def list_versions(
        place: Annotated[Place, Depends(kind.place)], ctx: Annotated[Context, Depends(kind.reads)]
    ) -> list[VersionView]:
        """Every content that it has had, oldest first."""
        return await versions(place.home(ctx), await place.find(ctx))

    async def compare(
        place: Annotated[Place, Depends(kind.place)],
        ctx: Annotated[Context, Depends(kind.reads)],
        before: ContentHash | None = None,
        after: ContentHash | None = None,
    ) -> DifferenceView:
        """What changed between two versions, terms and text line by line: from the first to the present one."""
        return await difference(place.home(ctx), await place.find(ctx), before, after)

    _add(router, f"GET {path}/content", content, f"get_{kind.name}_content")
    _add_printing(router, path, kind)
    _add(router, f"GET {path}/versions", list_versions, f"list_{kind.name}_versions", grid=grids.VERSIONS)
    _add(router, f"GET {path}/difference", compare, f"compare_{kind.name}_versions")


def _add_printing(router: Router, path: str, kind: Kind) -> None:
    async def print_document(
        place: Annotated[Place, Depends(kind.place)],
        request: Request,
        ctx: Annotated[Context, Depends(kind.reads)],
        language: Annotated[Language, Query(description="Of everything but the text itself.")] = "id",
    ) -> Response:
        """As PDF: parties, terms, text, who signed how and when, and a code that leads to the public proof."""
        return await printed(request, await paper(ctx, place.home(ctx), await place.find(ctx), language))

    router.get(
        f"{path}/pdf",
        operation_id=f"{router.service}_print_{kind.name}",
        summary=f"{kind.name.replace('_', ' ').capitalize()} as PDF",
        responses=PDF,
        response_class=Response,
    )(print_document)


def _add_signing(router: Router, path: str, kind: Kind) -> None:
    async def sign(
        place: Annotated[Place, Depends(kind.place)],
        body: SignBody,
        ctx: Annotated[Context, Depends(kind.signs)],
        response: Response,
    ) -> Changed:
        """Sign the content with this hash: an authorised signatory, the organisation's key or link, or on paper."""
        return changed(response, await sign_document(ctx, place, body))

    async def refuse(
        place: Annotated[Place, Depends(kind.place)],
        body: RefuseBody,
        ctx: Annotated[Context, Depends(kind.signs)],
        response: Response,
    ) -> Changed:
        """Say that one's party does not sign this content, and why; its signature or another text lifts it."""
        return changed(response, await refuse_document(ctx, place, body))

    async def name_signatories(
        place: Annotated[Place, Depends(kind.place)],
        body: SignatoriesBody,
        ctx: Annotated[Context, Depends(writes)],
        response: Response,
    ) -> Changed:
        """Name who may sign for a party: a school's principal for the school, the drafting school for organisations."""
        found = await place.find(ctx)
        own_affair(ctx, body.party, place.owner or ctx.tenant)
        await _must_be_known(ctx, body)
        command = NameSignatories(party=body.party, who=body.who, by=ctx.actor, document=found.id)
        return changed(response, await _execute(place, ctx, command))

    _add(router, f"POST {path}/signatures", sign, f"sign_{kind.name}", 201)
    _add(router, f"POST {path}/refusals", refuse, f"refuse_{kind.name}", 201)
    _add(router, f"PUT {path}/signatories", name_signatories, f"name_{kind.name}_signatories")


def _add_inviting(router: Router, path: str, kind: Kind) -> None:
    async def invite_signatory(
        place: Annotated[Place, Depends(kind.place)],
        body: InviteBody,
        ctx: Annotated[Context, Depends(writes)],
        response: Response,
    ) -> Changed:
        """Send a contact of the organisation a letter with a link to sign; no account is needed."""
        found = await place.find(ctx)
        await must_be_contact(ctx, body.organisation, body.person)
        await send_link(ctx, found, body.organisation, body.person, "invited")
        command = InviteSignatory(organisation=body.organisation, person=body.person, document=found.id)
        return changed(response, await _execute(place, ctx, command))

    async def list_invitations(
        place: Annotated[Place, Depends(kind.place)], ctx: Annotated[Context, Depends(reads)]
    ) -> list[InvitationView]:
        """Who holds a link to sign, when it was last sent, and whether the letter came back."""
        return await invitations(ctx, await place.find(ctx))

    async def remind_signatory(
        place: Annotated[Place, Depends(kind.place)],
        body: InviteBody,
        ctx: Annotated[Context, Depends(writes)],
        response: Response,
    ) -> Changed:
        """Send the link again to somebody who was invited, also where the first letter came back."""
        found = await place.find(ctx)
        await send_link(ctx, found, body.organisation, body.person, "reminded")
        command = RemindSignatory(organisation=body.organisation, person=body.person, by=ctx.actor, document=found.id)
        return changed(response, await _execute(place, ctx, command))

    _add(router, f"POST {path}/invitations", invite_signatory, f"invite_{kind.name}_signatory", 201)
    _add(router, f"GET {path}/invitations", list_invitations, f"list_{kind.name}_invitations", grid=grids.INVITATIONS)
    _add(router, f"POST {path}/reminders", remind_signatory, f"remind_{kind.name}_signatory", 201)


def _add_delegating(router: Router, path: str, kind: Kind, delegates: Access) -> None:
    async def delegate(
        place: Annotated[Place, Depends(kind.place)],
        body: ColleagueBody,
        ctx: Annotated[Context, Depends(delegates)],
        response: Response,
    ) -> Changed:
        """Pass one's link on to a colleague, who gets a link of their own; this one opens nothing any more."""
        return changed(response, await pass_on(ctx, place, body))

    _add(router, f"POST {path}/delegation", delegate, f"delegate_{kind.name}", 201)


async def sign_document(ctx: Context, place: Place, body: SignBody) -> Outcome[MoU]:
    """Sign the content with this hash for the caller's party, or record what was signed on paper."""
    home, found = place.home(ctx), await place.find(ctx)
    said = _signature(place, ctx, body)
    await keep_paper(ctx, home, found.document, body)
    return await home.execute(MOU, place.mou, _signing(found, said))


async def refuse_document(ctx: Context, place: Place, body: RefuseBody) -> Outcome[MoU]:
    """Do not sign this content, for the caller's party, and say why."""
    home, found = place.home(ctx), await place.find(ctx)
    said = _signature(place, ctx, body)
    await keep_paper(ctx, home, found.document, body)
    command = RefuseToSign(**said, reason=home.text(body.reason), document=found.id)
    return await home.execute(MOU, place.mou, command)


async def pass_on(ctx: Context, place: Place, body: ColleagueBody) -> Outcome[MoU]:
    """Pass the caller's link on to a colleague, who gets a letter; the caller's opens nothing any more."""
    found = await place.find(ctx)
    await must_be_another(place.home(ctx), body.email)
    colleague = ctx.person(SIGNATORY, body.model_dump(exclude_none=True))
    await send_link(ctx, found, ctx.actor.organisation or "", colleague, "delegated")
    command = DelegateSigning(by=ctx.actor, to=colleague, document=found.id)
    return await _execute(place, ctx, command)


def _signature(place: Place, ctx: Context, body: SignBody) -> dict[str, Any]:
    """Of a joint MoU a school signs for itself alone."""
    said = signature(ctx, body)
    if place.owner is not None:
        own_affair(ctx, said["party"], place.owner)
    return said


def _signing(found: Found, said: dict[str, Any]) -> Sign:
    match found.document:
        case Agreement():
            return SignAgreement(agreement=found.id, **said)
        case Addendum():
            return SignAddendum(addendum=found.id, **said)
    return SignMoU(**said)


async def _must_be_known(ctx: Context, body: SignatoriesBody) -> None:
    if body.party.kind == "school":
        await require_members(ctx, of=body.who)
        return
    for one in body.who:
        await must_be_contact(ctx, body.party.id, one)


async def _execute(place: Place, ctx: Context, command: Command) -> Outcome[MoU]:
    return await place.home(ctx).execute(MOU, place.mou, command)


def _add(
    router: Router, route: str, endpoint: Callable[..., Any], name: str, status: int = 200, *, grid: Grid | None = None
) -> None:
    """`route` is method and path; a `grid` makes a list CSV and XLSX as well."""
    method, _, path = route.partition(" ")
    router.add_api_route(
        path,
        grid.beside(endpoint) if grid else endpoint,
        **(grid.documented() if grid else {}),
        methods=[method],
        status_code=status,
        operation_id=f"{router.service}_{name}",
        name=name,
        summary=name.replace("_", " ").capitalize(),
    )
