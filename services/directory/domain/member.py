"""A member: one identity in one school or alliance, with roles (C6). Name and e-mail are in `people`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from services.directory.domain.granting import Place, require_grantable
from shared.auth.roles import ROLES, Role
from shared.decider import Decider, changes, rules
from shared.events import Command, Event, Value
from shared.ids import Id
from shared.refusals import Refused

IdentityHash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", examples=["5e" * 32])]
"""SHA-256 of `issuer|subject`."""

Roles = Annotated[tuple[Role, ...], Field(min_length=1, max_length=len(ROLES), examples=[["principal"]])]


class Member(Value):
    """A membership as it stands."""

    id: Id
    place: Place
    identity: IdentityHash
    person: Id
    """Where the directory keeps the name."""
    roles: tuple[Role, ...]
    active: bool = True

    def require_ended(self) -> None:
        """Refuse what must wait for the end of the membership."""
        if self.active:
            raise Refused(
                "membership-active",
                "This is an active member.",
                mend="End the membership first, then erase the person.",
            )


class MemberAdded(Event):
    """Somebody became a member (C6)."""

    member: Member


class MemberRolesChanged(Event):
    """A member has other roles now (C6)."""

    member: Member


class MembershipEnded(Event):
    """A membership ended; it is never taken up again, a new one is made (C6)."""

    member: Member


class AddMember(Command):
    """Make an identity a member of the tenant."""

    member: Id
    place: Place
    identity: str
    person: Id
    roles: tuple[Role, ...]
    by: frozenset[str]
    """Roles of whoever adds."""


class ChangeRoles(Command):
    """Give a member exactly these roles."""

    roles: tuple[Role, ...]
    by: frozenset[str]


class EndMembership(Command):
    """End a membership."""

    by: frozenset[str]


MemberEvent = MemberAdded | MemberRolesChanged | MembershipEnded


def _add(command: AddMember, _now: datetime) -> Sequence[MemberEvent]:
    require_grantable(command.roles, command.by, command.place)
    member = Member(
        id=command.member,
        place=command.place,
        identity=command.identity,
        person=command.person,
        roles=_in_order(command.roles),
    )
    return [MemberAdded(member=member)]


def _change(state: Member, command: ChangeRoles, _now: datetime) -> Sequence[MemberEvent]:
    _require_active(state)
    require_grantable(set(state.roles) ^ set(command.roles), command.by, state.place)
    changed = state.but(roles=_in_order(command.roles))
    return [] if changed == state else [MemberRolesChanged(member=changed)]


def _end(state: Member, command: EndMembership, _now: datetime) -> Sequence[MemberEvent]:
    if not state.active:
        return []
    require_grantable(state.roles, command.by, state.place)
    return [MembershipEnded(member=state.but(active=False))]


def _require_active(state: Member) -> None:
    if not state.active:
        raise Refused("membership-ended", "This membership has ended.", mend="Add the person as a new member.")


def _in_order(roles: Sequence[Role]) -> tuple[Role, ...]:
    return tuple(role for role in ROLES if role in roles)


def member_already() -> Refused:
    """The refusal of a second active membership of one identity in one tenant."""
    return Refused(
        "member-already",
        "This identity is an active member here already.",
        mend="Change the roles of the membership that is there.",
    )


MEMBER = Decider(
    name="member",
    state=Member,
    events=MemberEvent,
    decide=rules("member", {AddMember: _add}, {ChangeRoles: _change, EndMembership: _end}),
    evolve=changes(
        lambda event: event.member,
        {
            MemberRolesChanged: lambda _, event: event.member,
            MembershipEnded: lambda _, event: event.member,
        },
    ),
    compact=True,
)
