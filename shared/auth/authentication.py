"""From the `Authorization` header to a caller, before anything is said about what the caller may do."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from starlette.requests import Request

from shared.auth.api_keys import is_key, prefix_of
from shared.auth.development import DEVELOPMENT_ISSUER, OPERATOR, development_issuer
from shared.auth.jwks import JwksKeys
from shared.auth.jwt import Identity, Issuer, TokenInvalid, TokenVerifier
from shared.auth.links import LinkGrant, LinkInvalid, Links
from shared.auth.memberships import Directory, KnownKey
from shared.auth.refusals import Unauthenticated
from shared.clock import Clock
from shared.mongo import Mongo
from shared.refusals import Busy
from shared.settings import ServiceSettings

Caller: TypeAlias = Identity | KnownKey | LinkGrant
"""Who calls: somebody with an account, a machine, or the holder of a letter."""


@dataclass(frozen=True, slots=True)
class Authentication:
    """What one process of a service needs to know its callers. One per application: it caches keys and look-ups."""

    settings: ServiceSettings
    clock: Clock
    directory: Directory
    tokens: TokenVerifier
    links: Links

    async def caller(self, request: Request) -> Caller:
        """Whoever the request's credential proves; `Unauthenticated` otherwise."""
        scheme, _, credential = request.headers.get("authorization", "").partition(" ")
        credential = credential.strip()
        match scheme.lower():
            case "bearer" if credential.startswith("jbt_"):
                return await self._key(credential)
            case "bearer" if credential:
                return await self._member(credential)
            case "link" if credential:
                return self.holder(credential)
        raise Unauthenticated("the request carries no credential" if not scheme else "this kind is not accepted")

    def is_operator(self, identity: Identity) -> bool:
        """Whether the settings name this identity; in development also the subject `operator` of its own issuer."""
        named = f"{identity.issuer}|{identity.subject}"
        return named in self.settings.operators or identity == Identity(DEVELOPMENT_ISSUER, OPERATOR)

    async def is_behind(self) -> bool:
        """Whether the copy is too old to say that somebody does not exist."""
        return await self.directory.age() > self.settings.directory_unknown_seconds

    async def is_untrusted(self) -> bool:
        """Whether the copy is too old for decisions that only principals and administrators may take."""
        return await self.directory.age() > self.settings.directory_trust_seconds

    async def _member(self, token: str) -> Identity:
        try:
            return await self.tokens.verify(token)
        except TokenInvalid as error:
            raise Unauthenticated(str(error)) from error

    def holder(self, token: str) -> LinkGrant:
        """The holder of a link; `Unauthenticated` for a token that is not ours or is past its time."""
        try:
            return self.links.read(token, self.clock.machine())
        except LinkInvalid as error:
            raise Unauthenticated(str(error)) from None

    async def _key(self, text: str) -> KnownKey:
        prefix = prefix_of(text)
        key = await self.directory.key(prefix) if prefix else None
        if key is None and prefix and await self.is_behind():
            raise behind()
        if key is None or not is_key(text, key.digest):
            raise Unauthenticated("the API key is not known or was revoked")
        if key.expires <= self.clock.machine():
            raise Unauthenticated("the API key has expired")
        return key


def behind() -> Busy:
    """503: the copy of the directory is behind, so an unknown caller may be a new one."""
    return Busy(
        "directory-behind",
        "This service has not heard from the directory for a while and cannot tell who may do this.",
        mend="Try again in a moment; if it stays, check Kafka and the directory's worker.",
    )


def authenticate(settings: ServiceSettings, mongo: Mongo, clock: Clock) -> Authentication:
    """Compose it from the settings. Reaches for no issuer yet."""
    return Authentication(
        settings=settings,
        clock=clock,
        directory=Directory(mongo, clock, settings.service),
        tokens=TokenVerifier(_issuers(settings, clock), clock),
        links=Links(settings.link_key, settings.previous_link_keys),
    )


def authentication_of(request: Request) -> Authentication:
    """That of the application which answers `request`, made at its first use."""
    state: Any = request.app.state
    if getattr(state, "authentication", None) is None:
        runtime = state.runtime
        state.authentication = authenticate(runtime.settings, runtime.mongo, runtime.clock)
    authentication: Authentication = state.authentication
    return authentication


def _issuers(settings: ServiceSettings, clock: Clock) -> list[Issuer]:
    issuers: list[Issuer] = []
    if settings.oidc_issuer:
        keys = JwksKeys(settings.oidc_issuer, clock, settings.oidc_jwks_url or None)
        issuers.append(Issuer(settings.oidc_issuer, settings.oidc_audience, keys, settings.oidc_algorithms))
    development = development_issuer(settings)
    return [*issuers, development] if development else issuers
