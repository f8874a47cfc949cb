"""The only place that knows which driver speaks to MongoDB. See ADR 0002."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared.mongo.documents import Documents, Session, settled
from shared.mongo.tenant import Tenant
from shared.settings import ServiceSettings

Driver = Literal["pymongo", "motor"]


class Mongo:
    """One service's database. Bound to the event loop in which it is first used."""

    def __init__(self, client: Any, database: str, driver: Driver) -> None:
        self.client = client
        self.driver: Driver = driver
        self.database = client[database]
        """The driver's own database; only for what `documents` does not offer."""

    def documents(self, name: str) -> Documents:
        """A raw collection, for the kernel's own; services go through `tenant`."""
        return Documents(self.database[name])

    def tenant(self, tenant: str) -> Tenant:
        """The database as one tenant sees it."""
        return Tenant(self, tenant)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """All or nothing for what is done with this session; commits at the end, aborts on an error.

        The block may raise an error for which `is_transient` or `is_lost` is true: the caller decides what to do.
        """
        session = await settled(self.client.start_session())
        try:
            concerns = {"read_concern": ReadConcern("snapshot"), "write_concern": WriteConcern("majority", j=True)}
            await settled(session.start_transaction(**concerns))
            try:
                yield session
            except BaseException:
                with suppress(PyMongoError):
                    await session.abort_transaction()
                raise
            await session.commit_transaction()
        finally:
            await session.end_session()

    async def ping(self) -> None:
        """Raises a `PyMongoError` when the database does not answer in time."""
        await self.database.command("ping")

    async def close(self) -> None:
        """Close every connection."""
        if self.driver == "motor":  # joins threads, so not in the loop
            await asyncio.to_thread(self.client.delegate.close)
        else:
            await self.client.close()


def connect(settings: ServiceSettings) -> Mongo:
    """Open the service's database. Does no I/O yet: the first call connects."""
    url = settings.mongo_url.get_secret_value()
    options = _options(settings, url)
    client: Any = (
        AsyncIOMotorClient(url, **options) if settings.mongo_driver == "motor" else AsyncMongoClient(url, **options)
    )
    return Mongo(client, settings.mongo_database, settings.mongo_driver)


def _options(settings: ServiceSettings, url: str) -> dict[str, Any]:
    """Ours, except a deadline that the URL sets itself; safety (majority, journal, primary) is never the URL's."""
    options: dict[str, Any] = {
        "w": "majority",
        "journal": True,
        "readPreference": "primary",
        "tz_aware": True,
        "appname": f"jembatan-{settings.service}",
    }
    if "timeoutms" not in {name.lower() for name in parse_qs(urlsplit(url).query)}:
        options["timeoutMS"] = int(settings.mongo_timeout_seconds * 1000)
    if settings.mongo_tls_ca_file:
        options |= {"tls": True, "tlsCAFile": str(settings.mongo_tls_ca_file)}
    if settings.mongo_tls_key_file:
        options |= {"tls": True, "tlsCertificateKeyFile": str(settings.mongo_tls_key_file)}
    return options
