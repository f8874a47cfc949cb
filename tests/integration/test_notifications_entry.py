"""The way into the pages and out of them: links, sessions, forms of our own; and who does not get in."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from services.notifications.pages.links import KEPT, PURPOSE, SESSION_LIFE
from services.notifications.pages.words import WORDS
from services.notifications.views import HOOKS_LINKS
from shared.auth.links import LinkGrant
from shared.ids import new_id
from tests.integration.notifications_portal import HIDDEN, ROOT, Portal, portal, registered


@pytest.fixture
async def at(mongo_url: str, database: str) -> AsyncIterator[Portal]:
    async with portal(mongo_url, database) as made:
        yield made


async def test_a_link_becomes_a_session_and_the_address_says_nothing(at: Portal) -> None:
    url = await at.link()
    token = url.partition("#")[2]
    assert url.startswith("http://localhost:8000" + ROOT + "/open#")
    opened = await at.browser.post(f"{ROOT}/open", data={"link": url})
    assert (opened.status_code, opened.headers["location"]) == (303, f"{at.home}/")
    cookie = opened.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert f"Path={at.home}/" in cookie
    page = await at.browser.get(f"{at.home}/")
    assert page.status_code == 200
    assert token not in page.text
    assert cookie.partition("=")[2].partition(";")[0] not in page.text
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert page.headers["cache-control"] == "no-store"
    kept = await at.w.room.mongo.documents(HOOKS_LINKS).find({})
    assert cookie.partition(".")[2].partition(";")[0] not in str(kept)
    assert token not in str(kept)


async def test_a_link_opens_once(at: Portal) -> None:
    url = await at.link()
    assert (await at.browser.post(f"{ROOT}/open", data={"link": url})).status_code == 303
    at.browser.cookies.clear()
    again = await at.browser.post(f"{ROOT}/open", data={"link": url}, follow_redirects=True)
    assert again.status_code == 410
    assert "set-cookie" not in again.headers


async def test_a_used_link_leads_to_the_session_that_it_has_opened(at: Portal) -> None:
    url = await at.link()
    for _ in range(2):
        shown = await at.browser.post(f"{ROOT}/open", data={"link": url}, follow_redirects=True)
        assert shown.status_code == 200
        assert str(shown.url).endswith(f"{at.home}/")


@pytest.mark.parametrize("purpose", [PURPOSE, "guardian-consent"])
async def test_a_link_of_another_purpose_or_past_its_time_opens_nothing(at: Portal, purpose: str) -> None:
    now = at.w.room.clock.machine()
    ends = now - timedelta(seconds=1) if purpose == PURPOSE else now + timedelta(hours=1)
    grant = LinkGrant(purpose, at.tenant, at.tenant, ends, organisation=at.tenant)
    for token in (at.w.room.links.token(grant), "", "x.y", await at.link() + "x"):
        answer = await at.browser.post(f"{ROOT}/open", data={"link": token})
        assert answer.status_code == 410, token


async def test_opening_needs_the_link_to_be_known_here(at: Portal) -> None:
    """A signature alone is not enough: the link was made through the API, so it can be revoked."""
    grant = LinkGrant(
        PURPOSE, at.tenant, at.tenant, at.w.room.clock.machine() + timedelta(hours=1), organisation=at.tenant
    )
    answer = await at.browser.post(f"{ROOT}/open", data={"link": at.w.room.links.token(grant)}, follow_redirects=True)
    assert answer.status_code == 410


async def test_a_revoked_link_opens_nothing_and_its_session_ends(at: Portal) -> None:
    links = f"/notifications/organisations/{at.tenant}/hooks-links"
    await at.enter()
    (one,) = (await at.api.get(links)).json()["items"]
    assert one["opened_at"]
    assert (await at.browser.get(f"{at.home}/")).status_code == 200
    assert (await at.api.delete(f"{links}/{one['id']}")).status_code == 204
    assert (await at.browser.get(f"{at.home}/")).status_code == 401
    assert (await at.api.delete(f"{links}/{one['id']}")).status_code == 204
    assert (await at.api.delete(f"{links}/{new_id()}")).status_code == 404
    unopened = await at.link()
    newest = (await at.api.get(links)).json()["items"][0]["id"]
    await at.api.delete(f"{links}/{newest}")
    refused = await at.browser.post(f"{ROOT}/open", data={"link": unopened}, follow_redirects=True)
    assert refused.status_code == 410


async def test_the_same_request_for_a_link_is_the_same_link(at: Portal) -> None:
    links, key = f"/notifications/organisations/{at.tenant}/hooks-links", {"Idempotency-Key": "one"}
    first = await at.api.post(links, json={"access": "write"}, headers=key)
    again = await at.api.post(links, json={"access": "write"}, headers=key)
    assert first.json() == again.json()
    assert (await at.api.post(links, json={"access": "read"}, headers=key)).status_code == 422


async def test_nobody_gets_in_without_a_cookie_or_into_another_organisation(at: Portal) -> None:
    assert (await at.browser.get(f"{at.home}/")).status_code == 401
    await at.enter()
    endpoint = await registered(at)
    other = new_id()
    cookies = {"jembatan_hooks": at.browser.cookies["jembatan_hooks"]}
    async with httpx.AsyncClient(transport=at.browser._transport, base_url="http://test", cookies=cookies) as anywhere:
        assert (await anywhere.get(f"{at.home}/")).status_code == 200
        for path in ("/", "/events", f"/endpoints/{endpoint}", f"/endpoints/{endpoint}/deliveries/{new_id()}"):
            assert (await anywhere.get(f"{ROOT}/{other}{path}")).status_code == 401, path
        for cookie in ("", "x", f"{new_id()}.x", cookies["jembatan_hooks"] + "x", "../../x.y"):
            answer = await anywhere.get(f"{at.home}/", headers={"cookie": f"jembatan_hooks={cookie}"})
            assert answer.status_code == 401, cookie
    for path in (f"/endpoints/{new_id()}", f"/endpoints/{endpoint}/deliveries/{new_id()}", "/events/partners.nothing"):
        assert (await at.browser.get(at.home + path)).status_code == 404, path


async def test_a_form_of_another_site_does_nothing(at: Portal) -> None:
    await at.enter()
    endpoint = await registered(at)
    page = f"{at.home}/endpoints/{endpoint}"
    hidden = dict(HIDDEN.findall((await at.browser.get(page)).text))
    without = await at.browser.post(f"{page}/secrets", data={})
    wrong = await at.browser.post(f"{page}/secrets", data={"csrf": "0" * 64})
    foreign = await at.browser.post(f"{page}/secrets", data=hidden, headers={"Sec-Fetch-Site": "cross-site"})
    assert [one.status_code for one in (without, wrong, foreign)] == [403, 403, 403]
    assert "whsec_" not in without.text + wrong.text + foreign.text
    own = await at.browser.post(f"{page}/secrets", data=hidden, headers={"Sec-Fetch-Site": "same-origin"})
    assert own.status_code == 201


async def test_who_may_only_look_changes_nothing(at: Portal) -> None:
    await at.enter()
    endpoint = await registered(at)
    at.browser.cookies.clear()
    await at.enter("read")
    page = f"{at.home}/endpoints/{endpoint}"
    shown = await at.browser.get(page)
    assert "/secrets" not in shown.text
    for action in ("verification", "pause", "resumption", "tests", "secrets", f"deliveries/{new_id()}/redelivery"):
        answer = await at.send(page, f"{page}/{action}")
        assert answer.status_code == 403, action
    assert (await at.send(page, f"{at.home}/endpoints", url="https://a.example")).status_code == 403


async def test_leaving_ends_the_session(at: Portal) -> None:
    await at.enter()
    cookie = at.browser.cookies["jembatan_hooks"]
    left = await at.send(f"{at.home}/", f"{at.home}/leave")
    assert left.status_code == 303
    shown = await at.browser.get(left.headers["location"], headers={"Accept-Language": "id"})
    assert (shown.status_code, WORDS["left-title"][0] in shown.text) == (200, True)
    assert WORDS["left-title"][1] in (await at.switched(shown)).text
    answer = await at.browser.get(f"{at.home}/", headers={"cookie": f"jembatan_hooks={cookie}"})
    assert answer.status_code == 401


async def test_links_are_forgotten_in_the_end(at: Portal) -> None:
    """The database has an index that removes each at the time that stands in it: a month after all has ended."""
    await at.link(minutes=5)
    (kept,) = await at.w.room.mongo.documents(HOOKS_LINKS).find({})
    assert kept["expires"] == kept["valid_until"] + SESSION_LIFE + KEPT
    found = await at.w.room.mongo.database[HOOKS_LINKS].index_information()
    (index,) = (one for one in found.values() if "expireAfterSeconds" in one)
    assert (index["key"], index["expireAfterSeconds"]) == ([("expires", 1)], 0)
