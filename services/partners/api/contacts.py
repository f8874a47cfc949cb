"""Contacts of a school's partners over HTTP: whom to talk to, and their rights (C1, UU PDP 27/2022)."""

from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel, Field

from services.partners.access import LineReader, Principal, Staff, StaffReader
from services.partners.bodies.partners import ContactBody
from services.partners.domain.partner import PARTNER, AddContact, ChangeContact, ContactFunction, RemoveContact
from services.partners.domain.partner.events import PartnerContactAdded
from services.partners.usecases.contacts import forget_contact, known_of, partnerships_of
from services.partners.usecases.mapping import partnership
from services.partners.usecases.persons import Deed, Mention, deeds_of, mentions_of
from services.partners.usecases.register import register_of
from services.partners.views import grids
from services.partners.views.organisations import names_of
from services.partners.views.partners import CONTACT, CONTACTS, people_of, with_partners
from shared.context import Context
from shared.http import Changed, Router, changed, if_match, shown
from shared.ids import Id

router = Router("partners", tags=["contacts"])
SCHOOL = "/schools/{school}/contacts"
PATH = "/schools/{school}/partners/{partner}/contacts"


class ContactView(BaseModel):
    """A contact with what is known of the person."""

    contact: Id
    function: ContactFunction
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    position: str | None = None


class ContactAdded(Changed):
    """`id` and `number` are the partnership's."""

    contact: Id


class NamedBy(BaseModel):
    """A partnership that names the person as a contact."""

    partner: Id
    organisation: Id
    name: str | None
    function: ContactFunction


class PersonExport(BaseModel):
    """Everything that this service holds about a person (UU PDP, right of access)."""

    id: Id
    kind: str
    data: dict[str, Any]
    contact_of: list[NamedBy]
    named_in: list[Mention] = Field(description="Meetings, activities, documents and all else that names the person.")
    deeds: list[Deed] = Field(description="What the person did by a link.")
    texts: list[dict[str, Any]] = Field(description="What was written about the person, whole.")
    attachments: list[dict[str, Any]] = Field(description="Files that show the person.")
    letters: list[dict[str, Any]]


@router.post(PATH, status_code=201)
async def add_contact(school: Id, partner: Id, body: ContactBody, ctx: Staff, response: Response) -> ContactAdded:
    """Name somebody to talk to; the address of what is known of the person is in `Location`."""
    loaded = await partnership(ctx, partner)
    person = _keep(ctx, body)
    command = AddContact(contact=person, function=body.function)
    outcome = await ctx.execute(PARTNER, loaded.id, command)
    contact = next(each.contact for each in outcome.events if isinstance(each, PartnerContactAdded))
    response.headers["Location"] = f"/partners/schools/{school}/contacts/{contact}"
    return ContactAdded(**changed(response, outcome).model_dump(), contact=contact)


@router.grid(PATH, grids.CONTACTS_OF_PARTNER)
async def list_contacts(school: Id, partner: Id, ctx: StaffReader, response: Response) -> list[ContactView]:
    """Whom to talk to at one partner."""
    loaded = await partnership(ctx, partner)
    shown(response, loaded.number)
    return [ContactView(**known) for known in await known_of(ctx, loaded.state)]


@router.put(PATH + "/{person}", dependencies=[if_match])
async def change_contact(
    *, school: Id, partner: Id, person: Id, body: ContactBody, ctx: Staff, response: Response
) -> Changed:
    """Change what is known of a contact; what is not given is empty afterwards."""
    loaded = await partnership(ctx, partner)
    _keep(ctx, body, person)
    command = ChangeContact(contact=person, function=body.function)
    return changed(response, await ctx.execute(PARTNER, loaded.id, command))


def _keep(ctx: Context, body: ContactBody, person: str | None = None) -> str:
    return ctx.person(CONTACT, body.model_dump(exclude={"function"}, exclude_none=True), id=person)


@router.delete(PATH + "/{person}")
async def remove_contact(school: Id, partner: Id, person: Id, ctx: Staff, response: Response) -> Changed:
    """Talk to this person no more. What is known of the person stays until it is forgotten."""
    loaded = await partnership(ctx, partner)
    return changed(response, await ctx.execute(PARTNER, loaded.id, RemoveContact(contact=person)))


@router.listing(SCHOOL, CONTACTS)
async def list_all_contacts(school: Id, request: Request, ctx: StaffReader) -> Response:
    """The contacts of all partners, one row each, with the partner's name."""
    register = await register_of(ctx, "read")

    async def named(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await with_partners(ctx, register, page)

    people, only = people_of(ctx)
    return await CONTACTS.answer(request, people, where=only, enrich=named)


@router.get(SCHOOL + "/{person}")
async def export_contact(school: Id, person: Id, ctx: LineReader) -> PersonExport:
    """Everything that is held of a contact, a guest or a delegated signatory, for whoever asks for it."""
    exported = await ctx.runtime.people.export(ctx.tenant, person)
    return PersonExport(
        **exported,
        contact_of=await _named_by(ctx, person),
        named_in=await mentions_of(ctx, person),
        deeds=await deeds_of(ctx, person),
    )


async def _named_by(ctx: Context, person: str) -> list[NamedBy]:
    found = await partnerships_of(ctx, [person])
    names = await names_of(await register_of(ctx, "read"), [loaded.state.organisation for loaded in found])
    return [
        NamedBy(
            partner=loaded.id,
            organisation=loaded.state.organisation,
            name=names.get(loaded.state.organisation),
            function=known.function,
        )
        for loaded in found
        if (known := loaded.state.contact(person)) is not None
    ]


@router.delete(SCHOOL + "/{person}")
async def erase_contact(school: Id, person: Id, ctx: Principal, response: Response) -> Changed:
    """Forget a contact, a guest or a delegated signatory: what is known of the person, letters, texts and files go.

    Out of texts about others too, such as minutes, the person is blanked (`[***]`). History stays, by ids that lead
    nowhere.
    """
    answer = changed(response, await ctx.runtime.people.erase(ctx, person))
    await forget_contact(ctx, person)
    return answer
