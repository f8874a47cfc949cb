"""Every answer of every route is one that its OpenAPI document promises, whatever is asked: no 500, no other status,
type, header or form. Requests are made from the document itself, so a new route is taken in by being there.
"""

import asyncio
import os
import random
from collections import Counter
from functools import cache
from typing import Any, Final

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from jembatan.registry import names, service
from shared.api import openapi_of
from shared.auth import Access, Public
from tests.integration.openapi.known import Known
from tests.integration.openapi.seeds import NOWHERE, SEEDS
from tests.integration.openapi.world import World, routes_of, world_of


def no_fault_of_ours(_context: object, response: Any, _case: Case) -> None:
    """A 500 is one whatever the document says; a 503 asks for patience."""
    assert response.status_code != 500, "an unforeseen error"


CHECKS: Final[list[Any]] = [
    no_fault_of_ours,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
EXAMPLES: Final = {GenerationMode.POSITIVE: 3, GenerationMode.NEGATIVE: 2}
LOOKS: Final = {GenerationMode.POSITIVE: 2, GenerationMode.NEGATIVE: 1}
"""What only looks has few parameters, and has been asked once before."""
SIZE: Final = int(os.environ.get("JEMBATAN_TEST_SIZE") or "10")
SEED: Final = int(os.environ.get("JEMBATAN_TEST_SEED", "0"))
SHARE: Final = 125
"""Operations of one test, so that the processes of a run share the work, and few worlds have to be made for it."""
ORDER: Final = ("get", "post", "put", "patch", "delete")
"""What only looks comes first, what removes last."""
PLANNED = [(name, share) for name in names() for share in range(-(-len(list(routes_of(name))) // SHARE))]

pytestmark = pytest.mark.timeout(900)


def quietly(examples: int) -> settings:
    """The same cases in every run; none is made smaller, for the world has gone on."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


def environment(given: dict[str, str], database: str) -> dict[str, str]:
    """Of the one service, which must not wait for receivers."""
    own = {"JEMBATAN_MONGO_DATABASE": database, "JEMBATAN_KAFKA_BOOTSTRAP": "127.0.0.1:1"}
    hooks = {"JEMBATAN_ALLOWED_ADDRESSES": NOWHERE, "JEMBATAN_WEBHOOK_TIMEOUT_SECONDS": "1"}
    return {**given, **own, **hooks, "JEMBATAN_WEBHOOK_STREAM_SECONDS": "0.1"}


class Asking:
    """Sends what the document allows, and what it forbids, and keeps what is wrong with the answers."""

    def __init__(self, runner: asyncio.Runner, w: World, known: Known, document: dict[str, Any], seed: int) -> None:
        self.wrong: dict[str, str] = {}
        self.statuses: Counter[int] = Counter()
        self._runner, self._world, self._known, self._document = runner, w, known, document
        self._dice = random.Random(seed)

    def look_around(self, templates: list[str]) -> None:
        """Read everything once, lists before what stands in them, so that ids are known from the start."""
        for template in sorted(templates, key=lambda each: (each.count("{"), len(each))):
            caller = "alliance_admin" if "{alliance}" in template else "everything"
            path = template.format_map(self._known.path(template))
            headers = {"Authorization": self._world.token(caller)}
            answer = self._runner.run(self._world.http.get(path, headers=headers))
            self._known.learn(template, answer)
            if answer.status_code == 500:
                self.wrong[path] = f"GET {path}: an unforeseen error\n  {answer.text[:600]}"

    def operation(self, operation: Any, access: Access | Public, mode: GenerationMode, examples: int) -> None:
        """So many requests to one operation."""
        template = operation.path
        fixed = self._known.path(template)

        @quietly(examples)
        @given(case=operation.as_strategy(generation_mode=mode, path_parameters=fixed or None))
        def ask(case: Case) -> None:
            self._ask(case, access, mode, template)

        try:
            ask()
        except Unsatisfiable:  # there is nothing that could be wrong about it
            return

    def _ask(self, case: Case, access: Access | Public, mode: GenerationMode, template: str) -> None:
        try:
            request = self._request(case, access, mode, template)
        except httpx.InvalidURL:  # longer than the client takes, and than a server reads
            return
        answer = self._runner.run(self._sent(request))
        self.statuses[answer.status_code] += 1
        self._known.learn(template, answer)
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as failures:
            for failure in failures.exceptions:
                place = f"{case.method} {template} {answer.status_code} {type(failure).__name__}"
                sent = f"{request.url}\n  {request.content[:600]!r}\n  {answer.text[:600]}"
                self.wrong.setdefault(place, f"{place}: {failure}\n  {sent}")

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        await request.aread()  # an upload would be gone when its answer is looked at
        return await self._world.http.send(request)

    def _request(self, case: Case, access: Access | Public, mode: GenerationMode, template: str) -> httpx.Request:
        case.path_parameters = path = self._known.path(template)
        raw = case.as_transport_kwargs(base_url="http://test")
        headers = {**raw["headers"], **self._world.caller(access, path, self._known, self._dice)}
        content = {name: raw[name] for name in ("json", "content", "data", "files") if raw.get(name) is not None}
        if mode is GenerationMode.POSITIVE and "json" in content:
            content["json"] = self._known.woven(content["json"], _body(self._document, case, template))
        params = raw.get("params")
        if mode is GenerationMode.POSITIVE and params:
            params = self._known.query(params)
        request = self._world.http.build_request(
            case.method, raw["url"], params=params, headers=headers, **_content(content)
        )
        if "if-match" in request.headers and mode is GenerationMode.POSITIVE:
            request.headers["if-match"] = self._known.tag(request.url.path)
        return request


def _body(document: dict[str, Any], case: Case, template: str) -> dict[str, Any]:
    """The schema of the JSON body, as the document has it."""
    content = document["paths"][template][case.method.lower()]["requestBody"]["content"]
    return dict(content[case.media_type]["schema"])


def _content(content: dict[str, Any]) -> dict[str, Any]:
    """As httpx takes it: what is no JSON is text, also where the case says that a number stands for a file."""
    if "json" in content:
        return content
    content = {name: _texts(value) for name, value in content.items()}
    return {"content": content["data"]} if isinstance(content.get("data"), str | bytes) else content


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _texts(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_texts, value))
    return value if isinstance(value, str | bytes | None) else str(value)


async def entered(w: World, name: str, document: dict[str, Any], seed: int) -> Known:
    """What the service holds, and what is known of it from the start."""
    given = await SEEDS[name](w)
    places = {"school": w.school, "alliance": w.alliance, "organisation": w.organisation}
    return Known(random.Random(seed), document, **places, **given)


def shared_out(name: str, share: int) -> list[tuple[str, str, Access | Public]]:
    """The operations of one test."""
    ordered = sorted(routes_of(name), key=lambda each: ORDER.index(each[0].lower()))
    return ordered[share :: -(-len(ordered) // SHARE)]


@cache
def described(name: str) -> tuple[dict[str, Any], Any]:
    """The document of a service and what is made from it, once in a process: neither changes."""
    document = openapi_of(service(name))
    return document, schemathesis.openapi.from_dict(document)


def asked(name: str, share: int, environ: dict[str, str], *, times: int, seed: int) -> Asking:
    """Everything that one test asks."""
    document, schema = described(name)
    with asyncio.Runner() as runner:
        entering = world_of(name, environ)
        w = runner.run(entering.__aenter__())
        try:
            asking = Asking(runner, w, runner.run(entered(w, name, document, seed)), document, seed)
            asking.look_around([path for method, path, _ in routes_of(name) if method == "GET"])
            for method, path, access in shared_out(name, share):
                for mode, examples in (LOOKS if method == "GET" else EXAMPLES).items():
                    asking.operation(schema[path][method], access, mode, examples * times)
            return asking
        finally:
            runner.run(entering.__aexit__(None, None, None))


@pytest.mark.parametrize(("name", "share"), PLANNED)
def test_every_answer_is_documented(name: str, share: int, service_environment: dict[str, str], database: str) -> None:
    asking = asked(name, share, environment(service_environment, database), times=1, seed=0)
    print(f"{name}: {sum(asking.statuses.values())} requests, {dict(sorted(asking.statuses.items()))}")
    assert not asking.wrong, "\n\n".join(asking.wrong.values())
    assert sum(count for status, count in asking.statuses.items() if status < 300) > 0.1 * asking.statuses.total()


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("name", "share"), PLANNED)
def test_every_answer_is_documented_at_length(
    name: str, share: int, service_environment: dict[str, str], database: str
) -> None:
    asking = asked(name, share, environment(service_environment, database), times=SIZE, seed=SEED)
    assert not asking.wrong, "\n\n".join(asking.wrong.values())


def test_a_seed_for_every_service() -> None:
    """A new service tells its story, too."""
    assert set(SEEDS) == set(names())
