"""The pages over HTTP: what can be done, what they say in which language, and that nothing hostile gets out."""

import html
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from fastapi.routing import APIRoute

from services.notifications.catalogue import published
from services.notifications.operations import OPERATIONS
from services.notifications.pages.routes import ROUTERS
from services.notifications.pages.words import WORDS
from services.notifications.views import LANES
from shared.ids import new_id
from tests.integration.notifications_portal import HIDDEN, ROOT, Portal, echo, portal, registered
from tests.integration.notifications_world import Receipt

GATHERED = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
HOSTILE = "</pre><script>alert(1)</script><img src=x onerror=alert(2)>\u202e{{ 7*7 }}"


@pytest.fixture
async def at(mongo_url: str, database: str) -> AsyncIterator[Portal]:
    async with portal(mongo_url, database) as made:
        yield made


@pytest.mark.parametrize("path", ["", "/", "/nowhere", "/{tenant}/nowhere", "/{tenant}/endpoints/x/y/z"])
async def test_where_there_is_no_page_a_page_says_so(at: Portal, path: str) -> None:
    answer = await at.browser.get(ROOT + path.format(tenant=at.tenant), headers={"Accept-Language": "id"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "Tidak ada halaman di alamat ini." in answer.text


async def test_an_id_that_is_none_leads_to_no_page(at: Portal, capsys: pytest.CaptureFixture[str]) -> None:
    await at.enter()
    for path in ("endpoints/abc", f"endpoints/{new_id()}/deliveries/abc", f"endpoints/{new_id()}/replays/abc"):
        answer = await at.browser.get(f"{at.home}/{path}", headers={"Accept-Language": "id"})
        assert answer.status_code == 404, path
        assert "Tidak ada halaman di alamat ini." in answer.text
    assert "crashed" not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", ("atas permintaan penerima (Retry-After)", "gagal terus sejak", "70% dari lima hari")),
        ("en", ("as the receiver asked (Retry-After)", "nothing but failures since", "70% of the five days")),
    ],
)
async def test_the_endpoints_page_says_until_when_nothing_is_sent_and_since_when_it_fails(
    at: Portal, language: str, words: tuple[str, ...]
) -> None:
    await at.enter()
    endpoint = await registered(at)
    await at.w.ingest(at.w.event(at.tenant))
    now = at.w.room.clock.machine()
    known = {"breaker": {"failing_since": now, "warned": 70}, "throttle": {"quiet_until": now + timedelta(hours=2)}}
    await at.w.room.mongo.documents(LANES).update_one({"endpoint": endpoint}, {"$set": known})
    for path in (f"{at.home}/endpoints/{endpoint}", f"{at.home}/"):
        page = await at.browser.get(path, headers={"Accept-Language": language})
        assert [one for one in words if one not in page.text] == []


async def test_from_registration_to_resend(at: Portal) -> None:
    await at.enter()
    endpoint = await registered(at)
    page = f"{at.home}/endpoints/{endpoint}"
    verified = await at.send(page, f"{page}/verification")
    assert verified.headers["location"] == page
    shown = [(await at.browser.get(page)).text for _ in range(2)]
    assert [WORDS["said-verified"][1] in each for each in shown] == [True, False]
    async with at.w.engine():
        event = at.w.event(at.tenant)
        await at.w.ingest(event)
        await at.w.settled(endpoint)
        tested = await at.send(page, f"{page}/tests")
        assert tested.status_code == 303
        await at.w.settled(endpoint)
        shown = (await at.browser.get(page)).text
        (newest, oldest) = re.findall(rf'href="{page}/deliveries/([^"]+)"', shown)
        detail = (await at.browser.get(f"{page}/deliveries/{oldest}")).text
        assert event.id in detail
        assert "webhook-timestamp" in detail
        again = await at.send(f"{page}/deliveries/{newest}", f"{page}/deliveries/{newest}/redelivery")
        assert again.status_code == 303
        await at.w.settled(endpoint)
    assert (await at.send(page, f"{page}/pause")).status_code == 303
    assert "paused" in (await at.browser.get(page)).text
    assert (await at.send(page, f"{page}/resumption")).status_code == 303


def posts() -> list[str]:
    """Paths of all forms of the pages."""
    return [route.path for route in GATHERED if "POST" in route.methods]


@pytest.mark.parametrize("path", posts())
async def test_what_a_form_is_answered_with_leads_somewhere_in_the_other_language(at: Portal, path: str) -> None:
    """By the switch, and by loading the address again; whether it was refused as another site's or answered."""
    await at.enter()
    endpoint = await registered(at)
    await at.w.ingest(at.w.event(at.tenant))
    (delivery,) = await at.w.deliveries(endpoint)
    action = path.format(organisation=at.tenant, endpoint=endpoint, delivery=delivery["id"])
    assert (await at.browser.get(action, follow_redirects=True)).status_code == 200
    foreign = await at.browser.post(action, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert await at.leads_on(foreign)
    fields = {"url": "https://127.0.0.1/x", "since": "soon", "link": "x"}
    answered = await at.send(f"{at.home}/", action, **fields)
    if answered.status_code == 303:
        answered = await at.browser.get(answered.headers["location"])
    assert await at.leads_on(answered)


async def test_a_secret_stays_on_the_screen(at: Portal) -> None:
    """No switch of the language takes it away, and the address leads on to the endpoints when it is loaded again."""
    await at.enter()
    url = f"http://{at.w.receiver.address}/hooks"
    made = await at.send(f"{at.home}/", f"{at.home}/endpoints", url=url)
    (endpoint,) = re.findall(r"/endpoints/([0-9a-f-]{36})", made.text)
    page = f"{at.home}/endpoints/{endpoint}"
    rotated = await at.send(page, f"{page}/secrets", overlap="0")
    for shown in (made, rotated):
        assert (shown.status_code, "whsec_" in shown.text) == (201, True)
        assert await at.switched(shown) is None
    assert (await at.browser.get(f"{at.home}/endpoints")).headers["location"] == f"{at.home}/"
    assert (await at.browser.get(f"{page}/secrets")).headers["location"] == page


async def test_a_double_click_is_one_command(at: Portal) -> None:
    await at.enter()
    hidden = dict(HIDDEN.findall((await at.browser.get(f"{at.home}/")).text))
    form = {**hidden, "url": f"http://{at.w.receiver.address}/hooks", "filters": ""}
    first = await at.browser.post(f"{at.home}/endpoints", data=form)
    second = await at.browser.post(f"{at.home}/endpoints", data=form)
    id_of = re.compile(r"/endpoints/([0-9a-f-]{36})")
    assert id_of.findall(first.text) == id_of.findall(second.text)


async def test_a_refusal_is_a_page_that_says_how_to_mend_it(at: Portal) -> None:
    await at.enter()
    answer = await at.send(f"{at.home}/", f"{at.home}/endpoints", url="https://127.0.0.1/x")
    assert answer.status_code == 422
    assert "<h1>" in answer.text
    indonesian = await at.browser.post(f"{at.home}/endpoints", headers={"accept-language": "id"})
    assert indonesian.status_code == 403
    assert "Kembali ke halamannya" in indonesian.text


async def test_a_misspelt_filter_is_said_beside_the_form_with_what_was_entered(at: Portal) -> None:
    await at.enter()
    fields = {"url": "https://hooks.example.co.id/kept", "filters": "partners.mou-sinned"}
    answer = await at.send(f"{at.home}/", f"{at.home}/endpoints", **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert f'href="{at.home}/events"' in answer.text
    for value in fields.values():
        assert f'value="{value}"' in answer.text


async def test_what_a_receiver_answers_stays_text(at: Portal) -> None:
    async def hostile(receipt: Receipt) -> web.Response:
        if receipt.body["data"].get("challenge"):
            return await echo(receipt)
        return web.Response(status=200, text=HOSTILE, headers={"Server": "<script>alert(3)</script>"})

    await at.enter()
    endpoint = await registered(at)
    at.w.receiver.manners["hooks"] = hostile
    page = f"{at.home}/endpoints/{endpoint}"
    await at.send(page, f"{page}/verification")
    async with at.w.engine():
        await at.w.ingest(at.w.event(at.tenant))
        (delivery,) = await at.w.settled(endpoint)
    shown = (await at.browser.get(f"{page}/deliveries/{delivery['id']}")).text
    assert "alert(1)" in shown
    assert "alert(3)" in shown, "the header is one that is kept"
    for forbidden in ("<script>alert", "<img src=x", "</pre><script", "\u202e", "}49"):
        assert forbidden not in shown, forbidden


async def test_the_log_is_searched_and_paged(at: Portal) -> None:
    await at.enter()
    endpoint = await registered(at)
    page = f"{at.home}/endpoints/{endpoint}"
    events = [at.w.event(at.tenant) for _ in range(30)]
    await at.w.ingest(*events)
    rows = re.compile(rf'href="{page}/deliveries/([^"]+)"')

    async def found(**query: str) -> list[str]:
        answer = await at.browser.get(page, params=query)
        assert answer.status_code == 200, answer.text
        return rows.findall(answer.text)

    first = await at.browser.get(page)
    assert len(rows.findall(first.text)) == 25
    (more,) = re.findall(r'href="([^"]+cursor=[^"]+)"', first.text)
    older = await at.browser.get(more.replace("&amp;", "&"))
    assert len(rows.findall(older.text)) == 5
    assert not set(rows.findall(first.text)) & set(rows.findall(older.text))
    assert len(await found(state="pending", type="partners.mou-signed", created_from="2020-01-01T00:00")) == 25
    assert await found(state="delivered") == []
    assert await found(created_to="2020-01-01T00:00") == []
    for sought in (events[3].id, events[3].subject, f"msg_{events[3].id.replace('-', '')}"):
        assert len(await found(q=sought)) == 1, sought
    assert await found(q="<script>") == []


@pytest.mark.parametrize(
    ("language", "said", "wrong"),
    [("id", "Ada yang belum diisi atau belum sesuai.", "Bukan waktu."), ("en", "does not fit.", "It is not a time.")],
)
async def test_what_is_wrong_is_said_in_the_language_of_the_page(
    at: Portal, language: str, said: str, wrong: str
) -> None:
    """Which was chosen there, whatever the browser prefers; and in words for people, not for programs."""
    await at.enter()
    endpoint = await registered(at)
    page = f"{at.home}/endpoints/{endpoint}"
    at.browser.headers["accept-language"] = "id" if language == "en" else "en"
    await at.browser.get(f"{at.home}/?lang={language}")
    asked = await at.browser.get(page, params={"created_from": "soon"})
    unread = await at.send(f"{at.home}/", f"{at.home}/endpoints", url="https://a.example", filters="MOU")
    undated = await at.send(page, f"{page}/replays", since="soon")
    assert [each.status_code for each in (asked, unread, undated)] == [422, 422, 422]
    for each in (asked, unread):
        assert said in each.text
        assert "`errors`" not in each.text
    assert wrong in asked.text
    assert {"id": "saringan peristiwa", "en": "a filter of events"}[language] in unread.text.lower()
    assert {"id": "Waktunya tidak sah.", "en": "The time is not valid."}[language] in undated.text


async def test_both_languages(at: Portal) -> None:
    await at.enter()
    indonesian = await at.browser.get(f"{at.home}/", headers={"accept-language": "id-ID"})
    assert '<html lang="id">' in indonesian.text
    assert WORDS["register"][0] in indonesian.text
    english = await at.browser.get(f"{at.home}/?lang=en", headers={"accept-language": "id-ID"})
    assert '<html lang="en">' in english.text
    remembered = await at.browser.get(f"{at.home}/", headers={"accept-language": "id-ID"})
    assert '<html lang="en">' in remembered.text


async def test_the_catalogue_shows_every_event_with_schema_and_sample(at: Portal) -> None:
    await at.enter("read")
    listed = await at.browser.get(f"{at.home}/events")
    names = re.findall(rf'href="{at.home}/events/([^"]+)"', listed.text)
    assert len(names) > 200
    shown = (await at.browser.get(f"{at.home}/events/partners.mou-signed.v1")).text
    for expected in ("id.jembatan.partners.mou-signed.v1", "content_hash", "Every party signed", "$schema"):
        assert expected in shown
    few = await at.browser.get(f"{at.home}/events", params={"q": "mou-signed"})
    assert re.findall(rf'href="{at.home}/events/([^"]+)"', few.text) == ["partners.mou-signed.v1"]


async def test_what_the_pages_are_made_of(at: Portal) -> None:
    """All of it comes from here; nothing else is handed out."""
    page = (await at.browser.get(f"{ROOT}/open")).text
    for address in re.findall(r'(?:src|href)="([^"#?]+)', page):
        assert address.startswith(ROOT), address
        assert (await at.browser.get(address)).status_code == 200
    assert "<script>" not in page
    assert "style=" not in page
    assert "onclick" not in page
    assert (await at.browser.get(f"{ROOT}/static/words.py")).status_code == 404
    assert (await at.browser.get(f"{ROOT}/static/..%2fwords.py")).status_code == 404


async def test_an_attempt_is_explained_in_the_language_of_the_reader(at: Portal) -> None:
    async def failing(_: Receipt) -> web.Response:
        return web.Response(status=500)

    at.w.room.settings = at.w.room.settings.model_copy(update={"retry_steps": (0.0, 0.1)})
    await at.enter()
    endpoint = await registered(at)
    await at.send(f"{at.home}/endpoints/{endpoint}", f"{at.home}/endpoints/{endpoint}/verification")
    at.w.receiver.manners["hooks"] = failing
    async with at.w.engine():
        await at.w.ingest(at.w.event(at.tenant))
        (delivery,) = await at.w.settled(endpoint, "failed")
    page = f"{at.home}/endpoints/{endpoint}/deliveries/{delivery['id']}"
    indonesian = (await at.browser.get(page, headers={"accept-language": "id"})).text
    for words in ("dijawab 500", "langkah 2 dari 2", "semua 2 percobaan sudah terpakai"):
        assert words in indonesian
    assert indonesian.count(' lang="en"') == 1, "the link to the other language, and nothing else"
    english = (await at.browser.get(page, headers={"accept-language": "en"})).text
    for words in ("answered 500", "step 2 of 2", "all 2 attempts are used up"):
        assert words in english


async def test_the_catalogue_says_what_happened_in_the_language_of_the_reader(at: Portal) -> None:
    await at.enter("read")
    for path in ("/events", "/events/partners.mou-drafted.v1"):
        indonesian = (await at.browser.get(at.home + path, headers={"accept-language": "id"})).text
        assert "MoU dirancang" in indonesian
        english = (await at.browser.get(at.home + path, headers={"accept-language": "en"})).text
        assert published()["partners.mou-drafted.v1"].summary in english
        assert published()["partners.mou-drafted.v1"].summary not in indonesian.partition("<pre")[0]
    listed = (await at.browser.get(f"{at.home}/events", headers={"accept-language": "id"})).text
    assert listed.count(' lang="en"') == 1, "the link to the other language, and nothing else"


async def test_what_failed_since_a_time_is_sent_again_and_shown(at: Portal) -> None:
    async def failing(receipt: Receipt) -> web.Response:
        return await echo(receipt) if receipt.body["data"].get("challenge") else web.Response(status=500)

    at.w.room.settings = at.w.room.settings.model_copy(update={"retry_steps": (0.0, 0.1)})
    await at.enter()
    endpoint = await registered(at)
    page = f"{at.home}/endpoints/{endpoint}"
    at.w.receiver.manners["hooks"] = failing
    await at.send(page, f"{page}/verification")
    async with at.w.engine():
        await at.w.ingest(*(at.w.event(at.tenant) for _ in range(3)))
        await at.w.settled(endpoint, "failed")
        at.w.receiver.manners["hooks"] = echo
        started = await at.send(page, f"{page}/replays", since="2020-01-01T00:00")
        assert started.status_code == 303, started.text
        progress = started.headers["location"]
        assert "queued" in (await at.browser.get(progress)).text
        await OPERATIONS.round(at.w.room, 1)
        await at.w.settled(endpoint)
    told = (await at.browser.get(progress)).text
    assert "all marked" in told
    assert re.search(r"Sent again</dt><dd>3<", told)
    assert (await at.send(page, f"{page}/replays", since="soon")).status_code == 422
    assert (await at.browser.get(f"{page}/replays/{new_id()}")).status_code == 404


async def test_whoever_looks_at_a_payload_on_a_page_is_noted_once(at: Portal) -> None:
    """However long the page lies open and asks how the delivery does."""
    await at.enter()
    endpoint = await registered(at)
    await at.w.ingest(at.w.event(at.tenant))
    (delivery,) = await at.w.deliveries(endpoint)
    page = f"{at.home}/endpoints/{endpoint}/deliveries/{delivery['id']}"
    opened = await at.browser.get(page)
    assert delivery["message_id"] in opened.text
    assert WORDS["payload-help"][1] in opened.text
    (polled,) = re.findall(r'id="delivery" hx-get="([^"]*)"', opened.text)
    for _ in range(3):
        told = await at.browser.get(html.unescape(polled) or page)
        assert told.status_code == 200
        assert 'id="delivery"' in told.text
        assert delivery["message_id"] in told.text
        assert f'id="delivery" hx-get="{polled}"' in told.text, "it goes on asking"
        assert 'id="payload"' not in told.text
    accesses = f"/notifications/organisations/{at.tenant}/endpoints/{endpoint}/accesses"
    (one,) = (await at.api.get(accesses)).json()["items"]
    assert (one["via"], one["kind"], one["delivery"]) == ("page", "link", delivery["id"])
