"""How a caller is turned away."""

from collections.abc import Iterable

from shared.refusals import Refusal


class Unauthenticated(Refusal):
    """No credential, or one that proves nothing (401). Which of its parts is wrong is said, its content never."""

    status = 401
    title = "Not authenticated"

    def __init__(self, why: str) -> None:
        super().__init__(
            "not-authenticated",
            f"Nobody is known by these credentials: {why}.",
            mend="Send `Authorization: Bearer <token or API key>`, or `Authorization: Link <token>` from a letter.",
        )


class LinkEnded(Refusal):
    """A link that we signed and whose person does not speak for anybody here any more (401)."""

    status = 401
    title = "Not authenticated"

    def __init__(self) -> None:
        super().__init__(
            "link-ended",
            "This link has ended: whom it was sent to does not act here any more.",
            mend="Ask the school for a letter with a link of your own.",
        )


class MatterOver(Refusal):
    """What a link asks for is asked no longer, although its person still acts here (410). The code says why."""

    status = 410
    title = "Not asked any more"


class Forbidden(Refusal):
    """The caller is known here, but may not do this (403). Names what would do."""

    status = 403
    title = "Not allowed"

    def __init__(self, code: str, detail: str, *, scope: str, roles: Iterable[str], mend: str) -> None:
        super().__init__(code, detail, mend=mend, scope=scope, roles=sorted(roles))


def role_missing(scope: str, roles: Iterable[str]) -> Forbidden:
    """A member without any of the roles."""
    named = ", ".join(sorted(roles)) or "nobody but keys and links"
    return Forbidden(
        "role-missing",
        f"This needs one of the roles: {named}.",
        scope=scope,
        roles=roles,
        mend="Ask the principal or the alliance's administrator for one of these roles.",
    )


def scope_missing(scope: str, roles: Iterable[str]) -> Forbidden:
    """An API key without the scope."""
    return Forbidden(
        "scope-missing",
        f"This API key does not have the scope {scope}.",
        scope=scope,
        roles=roles,
        mend=f"Use a key that was issued with the scope {scope}.",
    )


class ClosedToPartners(Refusal):
    """A partner's API key on what is a school's or the alliance's own (403); says which lists there it may read.

    The same at every school of its alliance, whether it has anything to do with it or not.
    """

    status = 403
    title = "Not allowed"

    def __init__(self, readable: Iterable[str]) -> None:
        super().__init__(
            "not-for-partners",
            "This is the school's or the alliance's own: the API key of a partner does not pass here.",
            mend="Read what names your organisation: `readable` has the lists, and OpenAPI `x-access.partner: true`.",
            readable=list(readable),
        )


def people_only(scope: str, roles: Iterable[str]) -> Forbidden:
    """An API key where only a member may decide."""
    return Forbidden(
        "people-only",
        "An API key may not do what only a principal or an alliance's administrator may.",
        scope=scope,
        roles=roles,
        mend="Sign in as a member with one of these roles.",
    )
