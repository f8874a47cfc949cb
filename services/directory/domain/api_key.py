"""An API key: one name, one owner, and at most two secrets at a time, so that one can replace the other.

Times are machine time and come with the command: a key does not grow old with the movable clock of domain time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import AwareDatetime, Field

from shared.decider import Decider, changes, rules
from shared.events import Command, Event, Value
from shared.ids import Id
from shared.refusals import NotFound, Refused

MOST_ACTIVE: Final = 2
LONGEST: Final = timedelta(days=400)
"""A key lives a school year and some weeks at most."""

FOR_PEOPLE: Final = frozenset({"alliance:write", "school:write", "member:write", "key:write", "grant:write"})
"""Scopes that no key may have: what gives power to others is decided by a person."""

Scope = Annotated[str, Field(pattern=r"^[a-z][a-z-]*:[a-z][a-z-]*$", max_length=64, examples=["endpoint:write"])]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", examples=["ab" * 32])]
Prefix = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{12}$", examples=["Zk3vQ8mPx01a"])]


class Secret(Value):
    """One secret of a key, as far as it may be known."""

    prefix: Prefix
    digest: Digest
    """SHA-256 of the whole key."""
    issued: AwareDatetime
    expires: AwareDatetime
    revoked: bool = False

    def works(self, at: datetime) -> bool:
        """Whether it still opens anything at `at`, machine time."""
        return not self.revoked and at < self.expires


class ApiKey(Value):
    """A key as it stands."""

    id: Id
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", examples=["property-system"])
    scopes: tuple[Scope, ...]
    organisation: Id | None = None
    """The partner organisation that owns it; else the tenant does."""
    secrets: tuple[Secret, ...]


class ApiKeyIssued(Event):
    """A machine may act for a school, an alliance or a partner organisation."""

    key: ApiKey


class ApiKeyRotated(Event):
    """A key has one more secret; the older one still works until it expires or is revoked."""

    key: ApiKey


class ApiKeySecretRevoked(Event):
    """A secret of a key opens nothing any more."""

    key: ApiKey


class IssueKey(Command):
    """Issue a key with its first secret."""

    key: Id
    name: str
    scopes: tuple[str, ...]
    organisation: Id | None = None
    secret: Secret


class RotateKey(Command):
    """Add a secret to a key."""

    secret: Secret


class RevokeSecret(Command):
    """Revoke one secret, or all of them for None."""

    prefix: str | None = None


ApiKeyEvent = ApiKeyIssued | ApiKeyRotated | ApiKeySecretRevoked


def _issue(command: IssueKey, _now: datetime) -> Sequence[ApiKeyEvent]:
    _check_scopes(command.scopes)
    _check_lifetime(command.secret)
    key = ApiKey(
        id=command.key,
        name=command.name,
        scopes=tuple(sorted(set(command.scopes))),
        organisation=command.organisation,
        secrets=(command.secret,),
    )
    return [ApiKeyIssued(key=key)]


def _rotate(state: ApiKey, command: RotateKey, _now: datetime) -> Sequence[ApiKeyEvent]:
    _check_lifetime(command.secret)
    working = [secret for secret in state.secrets if secret.works(command.secret.issued)]
    if len(working) >= MOST_ACTIVE:
        raise Refused(
            "two-secrets-active",
            "This key has two active secrets already.",
            mend=f"Revoke one of them first: {', '.join(secret.prefix for secret in working)}.",
        )
    return [ApiKeyRotated(key=state.but(secrets=(*working, command.secret)))]


def _revoke(state: ApiKey, command: RevokeSecret, _now: datetime) -> Sequence[ApiKeyEvent]:
    meant = [secret.prefix for secret in state.secrets if command.prefix in {None, secret.prefix}]
    if not meant:
        raise NotFound("secret of this key")
    secrets = tuple(secret.but(revoked=True) if secret.prefix in meant else secret for secret in state.secrets)
    return [] if secrets == state.secrets else [ApiKeySecretRevoked(key=state.but(secrets=secrets))]


def _check_scopes(scopes: Sequence[str]) -> None:
    if beyond := sorted(set(scopes) & FOR_PEOPLE):
        raise Refused(
            "scope-for-people",
            f"No API key may have: {', '.join(beyond)}.",
            mend="Leave them out; a member with the role does this.",
        )


def _check_lifetime(secret: Secret) -> None:
    if not timedelta(0) < secret.expires - secret.issued <= LONGEST:
        raise Refused(
            "key-lifetime",
            f"A secret works for at most {LONGEST.days} days, and at least for a moment.",
            mend="Choose an earlier `expires` that is still to come, and rotate the key before then.",
        )


def key_name_taken() -> Refused:
    """The refusal of a second key with one name for one owner."""
    return Refused(
        "key-name-taken",
        "This owner has a key with this name already.",
        mend="Rotate the key that is there, or choose another name.",
    )


API_KEY = Decider(
    name="api-key",
    state=ApiKey,
    events=ApiKeyEvent,
    decide=rules("API key", {IssueKey: _issue}, {RotateKey: _rotate, RevokeSecret: _revoke}),
    evolve=changes(
        lambda event: event.key,
        {
            ApiKeyRotated: lambda _, event: event.key,
            ApiKeySecretRevoked: lambda _, event: event.key,
        },
    ),
    compact=True,
)
"""Its tenant is the school or the alliance that issued it; a partner organisation's is issued by its alliance."""
