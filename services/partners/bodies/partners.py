"""Bodies about a school's partnerships."""

from datetime import date

from pydantic import Field

from services.partners.bodies.values import Email, FreeText, Name, Phone
from services.partners.domain.partner import ContactFunction
from services.partners.domain.values import Concentration
from shared.http import Body
from shared.ids import Id


class MapPartnerBody(Body):
    """A school maps an organisation of the register as a possible partner."""

    organisation: Id
    potential: FreeText | None = Field(None, examples=["Dapur besar, mau menerima guru magang."])


class ContactBody(Body):
    """Somebody at the partner. Kept as personal data; only an id travels."""

    name: Name = Field(examples=["Made-up Person"])
    email: Email | None = Field(None, examples=["hrd@hotel-kencana.example"])
    phone: Phone | None = Field(None, examples=["+62 274 555 0100"])
    position: str | None = Field(None, max_length=100, examples=["HRD"])
    function: ContactFunction = "other"


class CapacityForBody(Body):
    """A concentration, and a period (both days included) or none for whenever nothing else is stated."""

    concentration: Concentration
    starts_on: date | None = Field(None, examples=["2026-07-13"])
    ends_on: date | None = Field(None, examples=["2026-12-18"])


class CapacityBody(CapacityForBody):
    """How many students of a concentration the partner could take at once."""

    places: int = Field(ge=0, le=10_000, examples=[6])


class NotesBody(Body):
    """What the partner could become and what speaks against it. Kept as free text; what is not given is empty."""

    potential: FreeText | None = Field(None, examples=["Dapur besar, mau menerima guru magang."])
    risk: FreeText | None = Field(None, examples=["Pemilik berganti tahun depan."])
    about: tuple[Id, ...] = Field(default=(), max_length=50)
    """Contacts whom the notes speak of: the notes go with whoever of them is forgotten."""


class OwnerBody(Body):
    """A member of the school, by the id of the membership."""

    member: Id


class UnionBody(Body):
    """This partnership goes on in another one with the same organisation."""

    into: Id
