"""Letters against a real SMTP server: sent once their command was accepted, retried, bounced."""

import re
import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from shared.auth.links import LinkGrant
from shared.ids import new_id
from shared.letters.letters import Letter
from shared.refusals import NotFound, Refused
from tests.integration.kernel.house import OTHER, SCHOOL, House
from tests.integration.kernel.sample import JAR, AddCoins, MakeJar
from tests.integration.mail_server import Inbox, OnAnyPort, self_signed


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    inbox = Inbox()
    controller = OnAnyPort(inbox, hostname="127.0.0.1", port=0)
    controller.start()
    inbox.port = controller.port
    yield inbox
    controller.stop()


async def write(house: House, address: str = "wali@contoh.id", **fields: Any) -> tuple[str, LinkGrant]:
    ctx = house.context(**fields)
    person = ctx.person("guardian", {"name": "Bu Rina", "email": address})
    expires = (house.clock.machine() + timedelta(days=7)).replace(microsecond=0)
    grant = LinkGrant("guardian-consent", SCHOOL, new_id(), expires, person=person)
    ctx.letter(person, "consent", {"placement": new_id()}, link=grant)
    await ctx.execute(JAR, new_id(), MakeJar())
    return person, grant


async def last(house: House, person: str) -> Letter:
    letter = await house.letters.last(SCHOOL, person, "consent")
    assert letter is not None
    return letter


async def test_a_letter_is_sent_with_a_working_link_in_the_fragment(house: House, inbox: Inbox) -> None:
    person, grant = await write(house)
    await house.sender(inbox.url).round(1)
    assert (await last(house, person)).state == "sent"
    [message] = inbox.got
    assert message["To"] == "wali@contoh.id"
    assert message["Subject"] == "Persetujuan untuk Bu Rina"
    link = re.search(
        r"https://jembatan\.example/test/link/guardian-consent#(\S+)", str(message.get_payload(decode=True), "utf-8")
    )
    assert link is not None
    assert house.links.read(link[1], house.clock.machine()) == grant
    assert await house.letters.of(OTHER, person) == []


async def test_neither_address_nor_token_is_stored_with_the_letter(house: House, inbox: Inbox) -> None:
    _, grant = await write(house)
    await house.sender(inbox.url).round(1)
    stored = str(await house.mongo.documents("letters").find({}))
    assert "contoh" not in stored
    assert house.links.token(grant) not in stored


async def test_a_letter_of_a_refused_or_lost_command_is_never_sent(house: House, inbox: Inbox) -> None:
    id = new_id()
    await house.context().execute(JAR, id, MakeJar(size=1))
    ctx = house.context()
    ctx.letter(ctx.person("guardian", {"email": "a@b.id"}), "consent", {})
    with pytest.raises(Refused):
        await ctx.execute(JAR, id, AddCoins(coins=("a", "b")))
    lost = house.letters.stage(new_id(), person=new_id(), template="consent", params={})
    await lost.store(house, SCHOOL, "never", "never")
    sender = house.sender(inbox.url)
    await sender.round(1)
    house.clock.ahead = timedelta(hours=2)
    await sender.round(1)
    assert inbox.got == []
    assert await house.mongo.documents("letters").find({}) == []


async def test_a_letter_of_the_night_waits_until_the_morning(house: House, inbox: Inbox) -> None:
    ctx = house.context()
    guardian = ctx.person("guardian", {"name": "Bu Rina", "email": "a@b.id"})
    ctx.letter(guardian, "consent", {"placement": new_id()}, after=timedelta(hours=8))
    await ctx.execute(JAR, new_id(), MakeJar(size=1))
    sender = house.sender(inbox.url)
    await sender.round(1)
    house.clock.ahead = timedelta(hours=7)
    await sender.round(1)
    assert inbox.got == []
    house.clock.ahead = timedelta(hours=9)
    await sender.round(1)
    assert len(inbox.got) == 1


async def test_a_temporary_refusal_is_retried_with_growing_waits(house: House, inbox: Inbox) -> None:
    person, _ = await write(house)
    sender = house.sender(inbox.url)
    inbox.to = "450 mailbox busy"
    await sender.round(1)
    letter = await last(house, person)
    assert (letter.state, letter.attempts, letter.reason) == ("waiting", 1, "450")
    await sender.round(1)
    assert (await last(house, person)).attempts == 1
    inbox.to = "250 OK"
    house.clock.ahead = timedelta(minutes=2)
    await sender.round(1)
    assert (await last(house, person)).state == "sent"
    assert len(inbox.got) == 1


async def test_a_server_that_is_away_costs_an_attempt_and_at_last_the_letter_fails(house: House) -> None:
    person, _ = await write(house)
    sender = house.sender("smtp://127.0.0.1:1")
    for _ in range(20):
        await sender.round(1)
        house.clock.ahead += timedelta(hours=5)
    letter = await last(house, person)
    assert (letter.state, letter.attempts) == ("failed", 8)


async def test_a_letter_that_this_version_cannot_write_holds_up_no_other(house: House, inbox: Inbox) -> None:
    """As while an older process still sends what a newer one has accepted."""
    strange, _ = await write(house)
    await house.mongo.documents("letters").update_one({"person": strange}, {"$set": {"template": "of-tomorrow"}})
    others = [(await write(house))[0] for _ in range(3)]
    sender = house.sender(inbox.url)
    await sender.round(1)
    assert [(await last(house, person)).state for person in others] == ["sent"] * 3
    letter = await house.letters.last(SCHOOL, strange, "of-tomorrow")
    assert letter is not None
    assert (letter.state, letter.attempts, letter.reason) == ("waiting", 1, "LookupError")


async def test_a_refused_address_bounces_and_may_be_resent_elsewhere(house: House, inbox: Inbox) -> None:
    person, _ = await write(house)
    sender = house.sender(inbox.url)
    inbox.to = "550 no such mailbox wali@contoh.id"
    await sender.round(1)
    letter = await last(house, person)
    assert (letter.state, letter.reason) == ("bounced", "550")
    assert "contoh" not in str(await house.mongo.documents("suppressions").find({}))
    inbox.to = "250 OK"
    second, _ = await write(house, "WALI@contoh.id")
    await sender.round(1)
    assert (await last(house, second)).state == "suppressed"
    assert inbox.got == []
    await house.people.update(SCHOOL, person, {"name": "Bu Rina", "email": "rina@contoh.id"})
    await house.letters.resend(SCHOOL, letter.id)
    await sender.round(1)
    assert (await last(house, person)).state == "sent"


async def test_a_refused_text_fails_without_suppressing_the_address(house: House, inbox: Inbox) -> None:
    person, _ = await write(house)
    inbox.data = "554 looks like spam"
    await house.sender(inbox.url).round(1)
    assert (await last(house, person)).reason == "554"
    assert (await last(house, person)).state == "failed"
    assert await house.mongo.documents("suppressions").count({"tenant": SCHOOL}) == 0


@pytest.mark.parametrize("address", ["not an address", "a@b.id\r\nBcc: c@d.id", ""])
async def test_a_letter_that_cannot_be_addressed_is_dropped(house: House, inbox: Inbox, address: str) -> None:
    person, _ = await write(house, address)
    await house.sender(inbox.url).round(1)
    assert (await last(house, person)).state == "dropped"
    assert inbox.got == []


async def test_an_expired_link_is_not_sent(house: House, inbox: Inbox) -> None:
    person, _ = await write(house)
    house.clock.ahead = timedelta(days=8)
    await house.sender(inbox.url).round(1)
    assert (await last(house, person)).reason == "link-expired"


async def test_an_erased_person_gets_no_letter(house: House, inbox: Inbox) -> None:
    person, _ = await write(house)
    await house.people.erase(house.context(), person)
    await house.sender(inbox.url).round(1)
    assert inbox.got == []


async def test_what_an_earlier_round_left_in_the_middle_is_taken_over(house: House, inbox: Inbox) -> None:
    person, _ = await write(house)
    await house.mongo.documents("letters").update_many({}, {"$set": {"state": "sending", "fence": 1}})
    await house.sender(inbox.url).round(2)
    assert (await last(house, person)).state == "sent"


async def test_a_holder_that_was_overtaken_changes_nothing(house: House) -> None:
    await write(house)
    old = house.sender("smtp://127.0.0.1:1")
    await old._admit()
    [letter] = await old._claim(1)
    await house.mongo.documents("letters").update_many({}, {"$set": {"fence": 2}})
    await old._end(letter, "sent", "", 1)
    assert (await house.mongo.documents("letters").find({}))[0]["state"] == "sending"


async def test_only_ended_letters_are_resent(house: House) -> None:
    person, _ = await write(house)
    await house.sender("smtp://127.0.0.1:1").round(1)
    letter = await last(house, person)
    with pytest.raises(Refused):
        await house.letters.resend(SCHOOL, letter.id)
    with pytest.raises(NotFound):
        await house.letters.resend(OTHER, letter.id)


async def test_the_console_prints_letters_in_development_only(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    person, _ = await write(house)
    await house.sender("console:").round(1)
    assert (await last(house, person)).reason == "no-mail-server"
    assert "contoh" not in capsys.readouterr().out
    house.clock.ahead = timedelta(minutes=2)
    await house.sender("console:", development=True).round(1)
    printed = capsys.readouterr().out
    assert "To: wali@contoh.id" in printed
    assert "https://jembatan.example/test/link/guardian-consent#" in printed


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_a_server_that_wants_a_password(house: House) -> None:
    inbox = Inbox()

    def check(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: Any) -> AuthResult:
        known = (login.login, login.password) == (b"jembatan", b"p@ss/word")
        return AuthResult(success=known, handled=False, message=None if known else "535 no")

    controller = OnAnyPort(
        inbox, hostname="127.0.0.1", port=0, authenticator=check, auth_required=True, auth_require_tls=False
    )
    controller.start()
    try:
        wrong, _ = await write(house)
        await house.sender(f"smtp://jembatan:wrong@127.0.0.1:{controller.port}").round(1)
        assert (await last(house, wrong)).state == "waiting"
        house.clock.ahead = timedelta(minutes=2)
        await house.sender(f"smtp://jembatan:p%40ss%2Fword@127.0.0.1:{controller.port}").round(1)
        assert (await last(house, wrong)).state == "sent"
    finally:
        controller.stop()


async def test_a_server_that_wants_tls(house: House, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    inbox = Inbox()
    controller = OnAnyPort(inbox, hostname="localhost", port=0, tls_context=tls, require_starttls=True)
    controller.start()
    try:
        person, _ = await write(house)
        url = f"smtp://localhost:{controller.port}"
        for refused in ("", "?starttls=true"):
            await house.sender(url + refused).round(1)
            house.clock.ahead += timedelta(hours=1)
            assert (await last(house, person)).state == "waiting"
        await house.sender(f"{url}?starttls=true&ca={certificate}").round(1)
        assert (await last(house, person)).state == "sent"
    finally:
        controller.stop()


async def test_a_letter_whose_matter_has_ended_is_not_sent(house: House, inbox: Inbox) -> None:
    """Asked at the moment of sending: also for one that has waited, or that the mail server did not take before."""
    asked: list[tuple[str, dict[str, Any]]] = []

    async def wanted(tenant: str, params: Any) -> bool:
        asked.append((tenant, dict(params)))
        return len(asked) == 1

    inbox.data = "451 later"
    person, _ = await write(house)
    sender = house.sender(inbox.url, wanted={"consent": wanted})
    await sender.round(1)
    assert (await last(house, person)).state == "waiting"
    inbox.data = "250 OK"
    house.clock.ahead = timedelta(hours=1)
    await sender.round(1)
    letter = await last(house, person)
    assert (letter.state, letter.reason, inbox.got) == ("dropped", "matter-ended", [])
    (stored,) = await house.mongo.documents("letters").find({})
    assert asked == [(SCHOOL, stored["params"])] * 2
