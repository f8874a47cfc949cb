"""A member's mail endpoints over HTTP, from the address to the last click, with real callers and a real SMTP server."""

import html
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from pymongo.errors import AutoReconnect

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.mail import effects, endpoints, links
from services.notifications.operations import OPERATIONS
from services.notifications.views import DELIVERIES, LANES, MESSAGES, WATERMARKS, document
from shared.auth.links import LinkGrant
from shared.clock import FixedClock
from shared.envelope import Record
from shared.ids import new_id
from shared.letters import Sender
from shared.refusals import Busy
from tests.integration.mail_server import Inbox, running_inbox
from tests.integration.notifications_world import Receiver
from tests.integration.notifications_world import World as Deliveries
from tests.integration.openapi.world import World, world_of

ADDRESS = "sri@contoh.sch.id"
LINK = re.compile(r"https://jembatan\.example(/notifications/\S+\?link=[\w.-]+)")
SWITCH = re.compile(r'<a href="([^"]+)" lang="')
ONE_CLICK = {"content": "List-Unsubscribe=One-Click", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with running_inbox() as inbox:
        yield inbox


@dataclass
class Api:
    """The API as people call it, and their mail."""

    w: World
    inbox: Inbox
    path: str = field(init=False)

    def __post_init__(self) -> None:
        self.path = f"/notifications/schools/{self.w.school}/mail-endpoints"

    async def call(self, who: str, method: str, path: str = "", **given: Any) -> httpx.Response:
        """As somebody who has this role and nothing else."""
        headers = {"Authorization": self.w.token(who), **given.pop("headers", {})}
        return await self.w.http.request(method, self.path + path, headers=headers, **given)

    async def register(self, who: str = "coordinator", **body: Any) -> str:
        answer = await self.call(who, "POST", json={"email": ADDRESS, **body})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def letters(self) -> None:
        """Send what waits."""
        await Sender.of(self.w.room).round(1)

    async def link(self) -> str:
        """Path and query of the link in the newest letter."""
        await self.letters()
        found = LINK.search(str(self.inbox.got[-1].get_payload(decode=True), "utf-8"))
        assert found is not None
        return found[1]

    async def confirmed(self, who: str = "coordinator", **body: Any) -> str:
        endpoint = await self.register(who, **body)
        assert (await self.w.http.post(await self.link())).status_code == 200
        return endpoint

    async def seen(self, endpoint: str, who: str = "coordinator") -> dict[str, Any]:
        answer = await self.call(who, "GET", f"/{endpoint}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def later(self, **time: int) -> None:
        clock = self.w.room.clock
        assert isinstance(clock, FixedClock)
        await clock.move(clock.now() + timedelta(**time))


@pytest.fixture
async def api(service_environment: dict[str, str], database: str, inbox: Inbox) -> AsyncIterator[Api]:
    environ = {
        **service_environment,
        "JEMBATAN_NOTIFICATIONS_MONGO_DATABASE": database,
        "JEMBATAN_SMTP_URL": inbox.url,
        "JEMBATAN_PUBLIC_URL": "https://jembatan.example",
    }
    async with world_of("notifications", environ) as w:
        await w.settle()
        yield Api(w, inbox)


async def test_nothing_but_the_letter_comes_before_the_button_was_pressed(api: Api) -> None:
    endpoint = await api.register(language="en")
    assert (await api.seen(endpoint))["status"] == "registered"
    link = await api.link()
    page = await api.w.http.get(link, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert 'method="post"' in page.text
    assert 'lang="en"' in page.text
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert (await api.seen(endpoint))["status"] == "registered", "a GET, which scanners of mail send too, does nothing"
    assert (await api.w.http.post(link)).status_code == 200
    seen = await api.seen(endpoint)
    assert (seen["status"], seen["email"], seen["letter"]) == ("verified", ADDRESS, "sent")


async def test_a_link_is_for_one_purpose_and_one_endpoint(api: Api) -> None:
    endpoint, other = await api.confirmed(), await api.register()
    confirm = await api.link()
    assert other in confirm
    for path in (confirm.replace("/confirmation", "/unsubscription"), confirm.replace(other, endpoint), confirm[:-4]):
        assert "This link is out of date" in closed(await api.w.http.post(path))
    token = confirm.partition("link=")[2]
    answer = await api.w.http.get(f"{api.path}/{other}", headers={"Authorization": f"Link {token}"})
    assert answer.status_code in (401, 404)
    assert (await api.seen(other))["status"] == "registered"


def closed(answer: httpx.Response) -> str:
    """The page that says that a link opens nothing."""
    assert (answer.status_code, answer.headers["content-type"]) == (410, "text/html; charset=utf-8"), answer.text
    assert "set-cookie" not in answer.headers
    return answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("act", links.ACTS)
@pytest.mark.parametrize("wrong", ["past its time", "cut off", "without a token", "of no school", "of no endpoint"])
async def test_whoever_clicks_a_link_that_opens_nothing_reads_why(
    api: Api, method: str, act: links.Act, wrong: str
) -> None:
    endpoint = await api.register()
    ends = api.w.room.clock.machine() + timedelta(hours=-1 if wrong == "past its time" else 1)
    grant = LinkGrant(links.purpose("school", act), api.w.school, endpoint, ends.replace(microsecond=0))
    path = links.path("school", act).format(
        tenant="x" if wrong == "of no school" else api.w.school, subject="x" if wrong == "of no endpoint" else endpoint
    )
    token = api.w.room.links.token(grant)
    query = {"cut off": f"?link={token[:-9]}", "without a token": ""}.get(wrong, f"?link={token}")
    for language, said in (("id", "Tautan ini tidak berlaku lagi"), ("en", "This link is out of date")):
        answer = await api.w.http.request(method, path + query, headers={"Accept-Language": language})
        assert said in closed(answer), language
    assert (await api.seen(endpoint))["status"] == "registered"


@pytest.mark.parametrize("error", [Busy("stream-busy", "Too many at once."), AutoReconnect("Sentinel")], ids=repr)
async def test_what_passes_is_not_called_out_of_date(
    api: Api, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: Any) -> None:
        raise error

    await api.register(language="en")
    link = await api.link()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(endpoints, "confirm", busy)
        answer = await api.w.http.post(link)
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert answer.headers["retry-after"] == "1"
    assert "out of date" not in answer.text
    assert "Sentinel" not in answer.text
    assert (await api.w.http.post(link)).status_code == 200


async def test_another_language_can_be_chosen_before_the_button_and_stays_after_it(api: Api) -> None:
    await api.register(language="id")
    link = await api.link()
    (switch,) = SWITCH.findall((await api.w.http.get(link)).text)
    english = link.partition("?")[0] + html.unescape(switch)
    assert "Confirm my address" in (await api.w.http.get(english)).text
    confirmed = await api.w.http.post(english)
    assert "You will be told at this address" in confirmed.text
    assert SWITCH.findall(confirmed.text) == []


async def test_what_the_pages_are_made_of_is_served(api: Api) -> None:
    await api.register()
    page = (await api.w.http.get(await api.link())).text
    files = re.findall(r'(?:src|href)="(/[^"#?]+)', page)
    assert len(files) == 3
    for file in files:
        assert (await api.w.http.get(file)).status_code == 200, file


async def test_nobody_else_finds_it(api: Api) -> None:
    endpoint = await api.confirmed("teacher")
    hooks = f"/notifications/schools/{api.w.school}/endpoints"
    for who in ("principal", "coordinator", "everything"):
        assert (await api.call(who, "GET", f"/{endpoint}")).status_code == 404
        assert (await api.call(who, "POST", f"/{endpoint}/pause")).status_code == 404
        assert (await api.call(who, "DELETE", f"/{endpoint}")).status_code == 404
        assert (await api.call(who, "GET", f"/{endpoint}/deliveries")).status_code == 404
        assert (await api.call(who, "GET", f"/{endpoint}/attempts")).status_code == 404
        assert (await api.call(who, "GET")).json()["items"] == []
    principal = {"Authorization": api.w.token("principal")}
    assert (await api.w.http.get(hooks, headers=principal)).json()["items"] == []
    for path in ("", "/deliveries", "/history"):
        assert (await api.w.http.get(f"{hooks}/{endpoint}{path}", headers=principal)).status_code == 404
    assert (await api.w.http.post(f"{hooks}/{endpoint}/disablement", headers=principal)).status_code == 404
    key = await api.w.issue(api.w.school)
    assert (await api.w.http.get(api.path, headers={"Authorization": f"Bearer {key}"})).status_code == 403
    assert [one["email"] for one in (await api.call("teacher", "GET")).json()["items"]] == [ADDRESS]


async def test_one_click_ends_the_letters_at_once(api: Api) -> None:
    endpoint = await api.confirmed()
    assert (await api.call("coordinator", "POST", f"/{endpoint}/tests")).status_code == 202
    stop = await stop_link(api, endpoint)
    assert (await api.w.http.get(stop)).status_code == 200
    assert (await api.seen(endpoint))["status"] == "verified"
    assert (await api.w.http.post(stop, **ONE_CLICK)).status_code == 200
    seen = await api.seen(endpoint)
    assert (seen["status"], seen["disabled_because"]) == ("disabled", "unsubscribed")
    assert (await api.w.http.post(stop, **ONE_CLICK)).status_code == 200
    assert (await api.call("coordinator", "POST", f"/{endpoint}/resumption")).status_code == 409
    await api.later(minutes=10)
    assert (await api.call("coordinator", "POST", f"/{endpoint}/confirmation-letter")).status_code == 200
    assert (await api.w.http.post(await api.link())).status_code == 200
    assert (await api.seen(endpoint))["status"] == "verified"


async def stop_link(api: Api, endpoint: str) -> str:
    grant = links.unsubscription("school", api.w.school, endpoint, new_id(), api.w.room.clock.machine())
    path = links.path("school", "unsubscription").format(tenant=api.w.school, subject=endpoint)
    return f"{path}?link={api.w.room.links.token(grant)}"


async def test_another_address_is_confirmed_anew_and_the_one_before_is_forgotten(api: Api) -> None:
    endpoint = await api.confirmed()
    old = await api.link()
    await api.later(minutes=10)
    tag = {"If-Match": (await api.call("coordinator", "GET", f"/{endpoint}")).headers["etag"]}
    body = {"email": "baru@contoh.sch.id"}
    assert (await api.call("coordinator", "PUT", f"/{endpoint}/address", json=body)).status_code == 428
    assert (await api.call("coordinator", "PUT", f"/{endpoint}/address", json=body, headers=tag)).status_code == 200
    assert (await api.seen(endpoint))["status"] == "registered"
    assert "surel terbaru" in closed(await api.w.http.post(old)), "in the language of the endpoint"
    await hear(api, endpoint)
    assert "the newest message" in closed(await api.w.http.post(old)), "in the reader's: whose it was is forgotten"
    assert (await api.seen(endpoint))["status"] == "registered"
    assert (await api.w.http.post(await api.link())).status_code == 200
    assert (await api.seen(endpoint))["email"] == "baru@contoh.sch.id"
    assert ADDRESS not in repr(await api.w.room.mongo.documents("people").find({}))


async def test_what_was_removed_is_gone_with_its_address(api: Api) -> None:
    endpoint = await api.confirmed()
    exported = (await api.call("coordinator", "GET", f"/{endpoint}/export")).json()
    assert exported["data"]["email"] == ADDRESS
    confirm, stop = await api.link(), await stop_link(api, endpoint)
    assert (await api.call("coordinator", "DELETE", f"/{endpoint}")).status_code == 200
    assert (await api.call("coordinator", "GET", f"/{endpoint}")).status_code == 404
    for heard in (False, True):
        if heard:
            await hear(api, endpoint)
        for answer in (await api.w.http.get(stop), await api.w.http.post(stop, **ONE_CLICK)):
            assert (answer.status_code, "Alamat ini sudah dihapus" in answer.text) == (200, True)
        assert closed(await api.w.http.post(confirm))
    assert (await api.call("coordinator", "GET")).json()["items"] == []
    assert ADDRESS not in repr(await api.w.room.mongo.documents("people").find({}))


async def test_what_was_kept_of_a_removed_one_is_taken_away_with_its_lane(api: Api) -> None:
    endpoint = await api.confirmed()
    assert (await api.call("coordinator", "POST", f"/{endpoint}/tests")).status_code == 202
    stored, tenant = api.w.room.mongo.documents, {"tenant": api.w.school}
    mark = document(api.w.school, f"{endpoint}/partners.mou.v1/x", number=3)
    await stored(WATERMARKS).insert_one(mark)
    kept = (LANES, DELIVERIES, MESSAGES, WATERMARKS)
    assert [await stored(name).count(tenant) for name in kept] == [1] * 4
    assert (await api.call("coordinator", "DELETE", f"/{endpoint}")).status_code == 200
    for _ in range(2):
        await hear(api, endpoint)
    assert await OPERATIONS.round(api.w.room, 1)
    assert [await stored(name).count(tenant) for name in kept] == [0] * 4


async def hear(api: Api, endpoint: str) -> None:
    """What the consumer does with the newest event of the endpoint."""
    heard = {
        "email-address-changed.v1": effects.address_replaced,
        "email-endpoint-removed.v1": effects.endpoint_removed,
    }
    last = (await api.w.room.context(api.w.school).history(ENDPOINT, endpoint))[-1]
    (event,) = last.events
    names = {
        "type": event.type,
        "subject": endpoint,
        "tenant": api.w.school,
        "number": event.number,
        "data": event.data,
    }
    missing = dict.fromkeys(("correlation_id", "causation_id", "traceparent"))
    place = {"id": event.id, "source": "/jembatan/notifications/endpoint", "time": api.w.room.clock.now()}
    record = Record(**names, **missing, **place, schools=(), partners=(), replay=False)
    await heard[event.type.rpartition("notifications.")[2]](api.w.room, record)


async def test_changing_and_pausing_are_the_members_own(api: Api) -> None:
    endpoint = await api.confirmed()
    tag = {"If-Match": (await api.call("coordinator", "GET", f"/{endpoint}")).headers["etag"]}
    school = new_id()
    body = {"language": "en", "digest": "weekly", "filters": ["partners.mou-*"], "schools": [school]}
    assert (await api.call("coordinator", "PUT", f"/{endpoint}", json=body, headers=tag)).status_code == 200
    seen = await api.seen(endpoint)
    assert (seen["language"], seen["digest"], seen["filters"]) == ("en", "weekly", ["partners.mou-*"])
    assert seen["schools"] == [school]
    assert (await api.call("coordinator", "POST", f"/{endpoint}/pause")).status_code == 200
    assert (await api.seen(endpoint))["status"] == "paused"
    assert (await api.call("coordinator", "POST", f"/{endpoint}/resumption")).status_code == 200
    assert (await api.seen(endpoint))["status"] == "verified"


async def test_a_filter_that_fits_no_event_is_refused(api: Api) -> None:
    wrong = {"email": ADDRESS, "filters": ["partners.mou-sinned.v1"]}
    answer = await api.call("coordinator", "POST", json=wrong)
    assert answer.status_code == 422
    assert "partners.mou-signed.v1" in answer.json()["filters"][0]["near"]
    endpoint = await api.confirmed()
    tag = {"If-Match": (await api.call("coordinator", "GET", f"/{endpoint}")).headers["etag"]}
    body = {"filters": ["partners.moo-*"]}
    assert (await api.call("coordinator", "PUT", f"/{endpoint}", json=body, headers=tag)).status_code == 422
    assert len(api.inbox.got) == 1, "nothing was written for the one that was refused"


async def test_the_log_is_searched_as_that_of_webhooks_and_tells_every_attempt(api: Api) -> None:
    endpoint = await api.confirmed()
    kept = (await api.call("coordinator", "POST", f"/{endpoint}/tests")).json()["delivery"]
    (first,) = (await api.call("coordinator", "GET", f"/{endpoint}/deliveries")).json()["items"]
    await api.call("coordinator", "POST", f"/{endpoint}/tests")
    behind = Deliveries(api.w.room, Receiver())
    async with behind.engine():
        await behind.counted(endpoint, 2, state="delivered")
    assert await found(api, endpoint, event=first["event"]) == [kept]
    for both in (
        {"subject": first["subject"]},
        {"type": "notifications.test*", "created_from": "2020-01-01T00:00:00Z"},
    ):
        assert len(await found(api, endpoint, **both)) == 2, both
    for asked in (
        {"state": "failed"},
        {"error": "egress"},
        {"created_to": "2020-01-01T00:00:00Z"},
        {"event": new_id()},
    ):
        assert await found(api, endpoint, **asked) == [], asked
    refused = await api.call("coordinator", "GET", f"/{endpoint}/deliveries", params={"webhook_id": "msg_1"})
    assert refused.status_code == 422
    attempts = (await api.call("coordinator", "GET", f"/{endpoint}/attempts")).json()["items"]
    assert {one["delivery"] for one in attempts} == set(await found(api, endpoint))
    assert [(one["number"], one["error"], one["why"]) for one in attempts] == [(1, None, "answered 2xx")] * 2


async def found(api: Api, endpoint: str, **asked: str) -> list[str]:
    """Ids of the deliveries that fit."""
    answer = await api.call("coordinator", "GET", f"/{endpoint}/deliveries", params=asked)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


@pytest.mark.parametrize("address", ["no address", "a@b\r\nBcc: c@d", "<a@b>", "a@b, c@d", ""])
async def test_only_one_plain_address_is_taken(api: Api, address: str) -> None:
    answer = await api.call("coordinator", "POST", json={"email": address})
    assert answer.status_code == 422
    assert "Bcc" not in answer.text


async def test_an_administrator_of_the_alliance_has_their_own(api: Api) -> None:
    api.path = f"/notifications/alliances/{api.w.alliance}/mail-endpoints"
    endpoint = await api.confirmed("alliance_admin")
    assert (await api.seen(endpoint, "alliance_admin"))["status"] == "verified"
    assert (await api.call("committee", "GET")).status_code == 404, "a member of a school is none of the alliance"
