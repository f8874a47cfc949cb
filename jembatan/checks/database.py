"""Databases, indexes, and how far the clocks of machine and database are apart."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime

from pymongo.errors import OperationFailure, PyMongoError

from jembatan.checks.finding import Finding
from jembatan.registry import service
from jembatan.stack.local import Origin
from shared.journal import outdated
from shared.mongo import Mongo, connect, missing
from shared.runtime import collections_of
from shared.settings import ServiceSettings

SKEW_SECONDS = 2.0
"""More than this makes domain dates and expiries differ visibly; nothing in the kernel breaks by it."""


async def database(settings: Mapping[str, ServiceSettings], origin: Origin | None) -> list[Finding]:
    """Of each service: does it answer, is it a replica set, is everything declared there."""
    found = _shared(settings)
    for name, each in settings.items():
        mongo = connect(each.model_copy(update={"mongo_timeout_seconds": 5.0}))
        try:
            found += await _one(name, mongo, each, origin)
        except OperationFailure as error:
            said = f"{each.mongo_database} refuses us: {(error.details or {}).get('errmsg', error.code)}"
            mend = f"Give the user of JEMBATAN_{name.upper()}_MONGO_URL the role readWrite on {each.mongo_database}"
            found.append(Finding("database", name, ok=False, found=said, mend=mend))
        except PyMongoError as error:
            said = f"{each.mongo_database} does not answer: {str(error).partition(',')[0]}"
            mend = "Check JEMBATAN_MONGO_URL and the network, or start it (`jembatan up`)"
            found.append(Finding("database", name, ok=False, found=said, mend=mend, unreachable=True))
        finally:
            await mongo.close()
    return found


async def _one(name: str, mongo: Mongo, settings: ServiceSettings, origin: Origin | None) -> list[Finding]:
    before = datetime.now(UTC)
    began = time.monotonic()
    hello = await mongo.client.admin.command("hello")
    halfway = before.timestamp() + (time.monotonic() - began) / 2
    version = (await mongo.client.admin.command("buildInfo"))["version"]
    skew = hello["localTime"].timestamp() - halfway
    said = f"{settings.mongo_database} on version {version}, driver {settings.mongo_driver}"
    said += f" ({origin.why})" if origin else ""
    return [
        _server(name, said, hello.get("setName")),
        _clock(name, skew),
        await _indexes(name, mongo),
        await states(name, mongo),
    ]


def _server(name: str, said: str, replica_set: str | None) -> Finding:
    if not replica_set:
        mend = "Make it a replica set (one node is enough to begin with): transactions need one"
        return Finding("database", name, ok=False, found=f"{said}, a standalone server", mend=mend)
    return Finding("database", name, ok=True, found=f"{said}, replica set {replica_set}")


def _clock(name: str, skew: float) -> Finding:
    said = f"the database's clock is {abs(skew):.2f} s {'ahead of' if skew > 0 else 'behind'} this machine's"
    mend = "Run a time service (chrony, systemd-timesyncd) on both"
    return Finding("clock", name, ok=abs(skew) < SKEW_SECONDS, found=said, mend=mend)


async def _indexes(name: str, mongo: Mongo) -> Finding:
    declarations = collections_of(service(name))
    lacking = await missing(mongo, declarations)
    if lacking:
        said = f"{len(lacking)} missing: {', '.join(lacking[:5])}{', …' if len(lacking) > 5 else ''}"
        return Finding("indexes", name, ok=False, found=said, mend=f"Run `jembatan indexes apply --service {name}`")
    return Finding("indexes", name, ok=True, found=f"{len(declarations)} collections with their indexes")


async def states(name: str, mongo: Mongo) -> Finding:
    """Whether all stored states are of the present fold. Only aggregates whose fold was raised can have others."""
    raised = [decider for decider in service(name).deciders if decider.fold > 1]
    counts = {each.name: await mongo.documents(each.collection).count(outdated(each)) for each in raised}
    older = ", ".join(f"{count} of {aggregate}" for aggregate, count in counts.items() if count)
    if older:
        mend = f"Run `jembatan rebuild {name} current`; lists and needs show what is stored until then"
        return Finding("states", name, ok=False, found=f"an older version made: {older}", mend=mend)
    return Finding("states", name, ok=True, found="all stored states are of the present version")


def _shared(settings: Mapping[str, ServiceSettings]) -> list[Finding]:
    """Two services on one database would not be independent any more."""
    owners: dict[tuple[str, str], str] = {}
    found = []
    for name, each in settings.items():
        place = (each.mongo_url.get_secret_value(), each.mongo_database)
        if (other := owners.setdefault(place, name)) != name:
            mend = f"Set JEMBATAN_{name.upper()}_MONGO_DATABASE to a name of its own"
            said = f"{name} and {other} share the database {each.mongo_database}"
            found.append(Finding("configuration", name, ok=False, found=said, mend=mend))
    return found
