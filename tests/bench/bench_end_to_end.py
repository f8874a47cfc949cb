"""HTTP request → webhook receipt at a steady rate: directory, partners and notifications as processes of their own.

`python -m tests.bench.bench_end_to_end [seconds] [rate]`, with JEMBATAN_TEST_MONGO_URL and JEMBATAN_TEST_KAFKA. A
latency begins when its request was due by the rate, not when it was sent, so that a stall is seen in full. It ends when
the receiver, which verifies with the `standardwebhooks` library, has the webhook. Each request proposes a programme.
"""

import asyncio
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from pymongo import AsyncMongoClient

from jembatan.demo.receiver import Receiver
from jembatan.preparation import apply_indexes, apply_topics
from jembatan.processes import ServiceProcesses
from jembatan.registry import names
from jembatan.stack.folder import free_ports
from jembatan.trial import Trial, seed

SERVICES = ("directory", "partners", "notifications")
READY_SECONDS = 60
SETTLE_SECONDS = 30
"""For the last webhook to arrive."""
HOTEL = {"name": "Hotel Kencana", "nib": "9120004712365", "sector": "55110"}
KEYS = ("LINK_KEY", "DEV_ISSUER_KEY", "PLACEMENTS_NISN_KEY", "TEACHERS_NUPTK_KEY", "NOTIFICATIONS_SECRET_KEYS")


def environment(run: str, receiver: str, folder: Path) -> dict[str, str]:
    """Of the processes: databases and topics of their own on the servers that were given."""
    common = {
        "ENVIRONMENT": "development",
        "MONGO_URL": os.environ["JEMBATAN_TEST_MONGO_URL"],
        "KAFKA_BOOTSTRAP": os.environ["JEMBATAN_TEST_KAFKA"],
        "TOPIC_PREFIX": f"{run}.",
        "PARTITIONS": "3",
        "REPLICATION": "1",
        "LOG_LEVEL": "warning",
        "ATTACHMENTS_URL": (folder / "attachments").as_uri(),
        "NOTIFICATIONS_ALLOWED_ADDRESSES": receiver,
        **dict.fromkeys(KEYS, "key-of-the-benchmarks-" + "0" * 32),
        **{f"{name.upper()}_MONGO_DATABASE": f"{run}_{name}" for name in names()},
    }
    return {f"JEMBATAN_{name}": value for name, value in common.items()}


@dataclass
class School:
    """Calls the services as members of the trial school."""

    http: httpx.AsyncClient
    urls: Mapping[str, str]
    trial: Trial

    async def post(self, service: str, path: str, body: Any, role: str = "coordinator") -> dict[str, Any]:
        """Repeated while the service has not heard yet who calls."""
        headers = {"Authorization": f"Bearer {self.trial.tokens[role]}"}
        url = f"{self.urls[service]}/{service}{path}"
        end = time.monotonic() + READY_SECONDS
        while (answer := await self.http.post(url, json=body, headers=headers)).status_code in (404, 503):
            if time.monotonic() > end:
                break
            await asyncio.sleep(0.2)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        return dict(answer.json())

    async def partner(self) -> str:
        """A qualified one."""
        register = f"/alliances/{self.trial.alliance}/organisations"
        site = {"name": "Malioboro", "address": "Jl. Malioboro 60", "zone": "Asia/Jakarta", "departments": ["kitchen"]}
        organisation = await self.post("partners", register, {**HOTEL, "sites": [site]})
        path = f"/schools/{self.trial.school}/partners"
        partner = (await self.post("partners", path, {"organisation": organisation["id"]}))["id"]
        await self.post("partners", f"{path}/{partner}/contacts", {"name": "Contact", "email": "a@hotel.example"})
        await self.post("partners", f"{path}/{partner}/qualification", None)
        return str(partner)

    async def endpoint(self, receiver: Receiver) -> None:
        """A verified one that hears of proposed programmes."""
        path = f"/schools/{self.trial.school}/endpoints"
        body = {"url": receiver.url, "filters": ["partners.programme-proposed.v1"]}
        made = await self.post("notifications", path, body)
        receiver.secret = made["secret"]
        await self.post("notifications", f"{path}/{made['id']}/verification", None)

    async def propose(self, partner: str, number: int) -> str:
        """The id of a new programme."""
        body = {
            "partner": partner,
            "kinds": ["placement"],
            "concentrations": ["9.1.1"],
            "school_year": "2026/2027",
            "title": f"Programme {number}",
        }
        return str((await self.post("partners", f"/schools/{self.trial.school}/programmes", body))["id"])


async def load(school: School, receiver: Receiver, partner: str, count: int, rate: float) -> tuple[list[float], ...]:
    """Seconds from due to the answer, and from due to the receipt, of each of `count` requests."""
    due: dict[str, float] = {}
    answers: list[float] = []
    known = len(receiver.receipts)
    began = time.perf_counter() + 0.1

    async def one(number: int) -> None:
        at = began + number / rate
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        due[await school.propose(partner, number)] = at
        answers.append(time.perf_counter() - at)

    await asyncio.gather(*(one(number) for number in range(count)))
    async with asyncio.timeout(SETTLE_SECONDS):
        while len(receiver.receipts) < known + count:  # noqa: ASYNC110 - latencies are taken by the receiver itself
            await asyncio.sleep(0.05)
    receipts = {receipt.body["subject"]: receipt.at for receipt in receiver.receipts[known:]}
    return answers, [receipts[programme] - at for programme, at in due.items()]


async def measure(seconds: int, rate: int) -> dict[str, float]:
    """p50 and p99, in milliseconds."""
    run = f"bench{secrets.token_hex(3)}"
    async with Receiver() as receiver:
        with tempfile.TemporaryDirectory(prefix="jembatan-bench-") as folder:
            environ = environment(run, receiver.address, Path(folder))
            try:
                answers, receipts = await _measured(environ, Path(folder), receiver, seconds, rate)
            finally:
                await _drop(environ)
    assert receiver.forged == 0, "a signature was wrong"
    return {
        "answer p50": _percentile(answers, 50),
        "answer p99": _percentile(answers, 99),
        "p50": _percentile(receipts, 50),
        "p99": _percentile(receipts, 99),
        "count": len(receipts),
    }


async def _measured(
    environ: Mapping[str, str], logs: Path, receiver: Receiver, seconds: int, rate: int
) -> tuple[list[float], ...]:
    for name in names():
        await apply_topics(name, environ)
    for name in SERVICES:
        await apply_indexes(name, environ)
    ports = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
    patient = httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=None))
    async with ServiceProcesses(ports, environ, logs, print) as processes, patient as http:
        for name, url in processes.urls.items():
            await _ready(http, f"{url}/{name}/readyz")
        school = School(http, processes.urls, await seed(processes.urls["directory"], environ))
        partner = await school.partner()
        await school.endpoint(receiver)
        await load(school, receiver, partner, rate * 2, rate)  # connections, caches and code are warm after that
        return await load(school, receiver, partner, rate * seconds, rate)


async def _ready(http: httpx.AsyncClient, url: str) -> None:
    async with asyncio.timeout(READY_SECONDS):
        while not await _answers(http, url):  # noqa: ASYNC110 - it is asked as an orchestrator asks
            await asyncio.sleep(0.2)


async def _answers(http: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await http.get(url)).is_success
    except httpx.TransportError:
        return False


async def _drop(environ: Mapping[str, str]) -> None:
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(environ["JEMBATAN_MONGO_URL"])
    for name in SERVICES:
        await client.drop_database(environ[f"JEMBATAN_{name.upper()}_MONGO_DATABASE"])
    await client.close()


def _percentile(values: list[float], percent: int) -> float:
    return quantiles(values, n=100)[percent - 1] * 1000


def main(seconds: int = 20, rate: int = 50) -> dict[str, float]:
    """Print and return the figures."""
    figures = asyncio.run(measure(seconds, rate))
    p50, p99, answer50, answer99 = (figures[name] for name in ("p50", "p99", "answer p50", "answer p99"))
    print(
        f"HTTP → webhook   {figures['count']:.0f} at {rate}/s   p50 {p50:.0f} ms   p99 {p99:.0f} ms   "
        f"(HTTP answer p50 {answer50:.0f} ms, p99 {answer99:.0f} ms)"
    )
    return figures


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
