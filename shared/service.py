"""What a service is: declared once in its `app.py`, run by `shared.worker` and `shared.http`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import APIRouter

from shared.auth import LinkGrant
from shared.consumer import Hears
from shared.contracts import EventContract, contracts_of
from shared.decider import Decider
from shared.http.operations import Operations
from shared.mongo import Collection
from shared.people import Person
from shared.settings import ServiceSettings

Work = Callable[[Any], Awaitable[None]]
"""`(runtime)`: a task of the worker that runs until it is cancelled; it is started again when it fails."""

StillWanted = Callable[[Any, str, Mapping[str, Any]], Awaitable[bool]]
"""`(runtime, tenant, params)` of a letter."""


LinkStands = Callable[[Any, LinkGrant, Person], Awaitable[bool]]
"""`(runtime, grant, person)` of a link whose person is known."""


@dataclass(frozen=True, slots=True)
class Service:
    """One room. Everything that the kernel does for a service follows from this."""

    name: str
    title: str
    description: str
    settings: type[ServiceSettings]
    deciders: tuple[Decider[Any, Any, Any], ...] = ()
    routers: tuple[APIRouter, ...] = ()
    hears: Hears | None = None
    collections: tuple[Collection, ...] = ()
    """Beside those that the kernel declares for every service."""
    operations: Operations | None = None
    workers: tuple[Work, ...] = ()
    letters: Path | None = None
    """Folder of the letters' templates."""
    letters_while: Mapping[str, StillWanted] = field(default_factory=dict)
    """Template → whether its letter is still to be sent, asked when it is; the others are sent in any case."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """Purpose of a link in a letter → path of the service's own page for it, with `{tenant}` and `{subject}`."""
    links_while: LinkStands | None = None
    """Whether a link's person still speaks for whom the link names, asked at every use; erasure ends it in any case."""

    @property
    def contracts(self) -> list[EventContract]:
        """Every event that the service publishes."""
        return list(contracts_of(self.name, self.deciders))
