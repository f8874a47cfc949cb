"""What parties are called on paper: from the directory's copy and the alliance's register."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.partners.domain.mou.terms import Party
from services.partners.domain.organisation import ORGANISATION, Organisation
from services.partners.usecases.register import register_of
from shared.auth.memberships import Directory
from shared.context import Context


@dataclass(frozen=True, slots=True)
class Named:
    """A party with what the public may know of it: no person."""

    party: Party
    name: str
    registration: str
    """`NPSN 30203552` or `NIB 9120004712365`; empty where there is none."""
    address: str = ""
    organisation: Organisation | None = None


async def named(home: Context, parties: Iterable[Party]) -> list[Named]:
    """The parties in their order. One that nobody knows any more keeps its id."""
    register = await register_of(home, "read")
    directory = Directory(home.runtime.mongo, home.runtime.clock, home.runtime.settings.service)
    return [await _named(register, directory, party) for party in parties]


async def _named(register: Context, directory: Directory, party: Party) -> Named:
    if party.kind == "school":
        school = await directory.school(party.id)
        return Named(party, school.name, f"NPSN {school.npsn}") if school else Named(party, party.id, "")
    loaded = await register.load(ORGANISATION, party.id)
    if loaded is None:
        return Named(party, party.id, "")
    state = loaded.state
    address = state.sites[0].address if state.sites else ""
    return Named(party, state.name, f"NIB {state.nib}" if state.nib else "", address, state)
