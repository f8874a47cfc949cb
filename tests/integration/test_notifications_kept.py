"""What is kept of payloads and attempts says until when, and the database sweeps it."""

from datetime import timedelta

from services.notifications.mail.items import ITEMS
from services.notifications.settings import settings_of
from services.notifications.views import ATTEMPTS, DELIVERIES, MESSAGES
from tests.integration.mail_world import school

PAYLOADS, RECORDS = timedelta(days=90), timedelta(days=30)


async def test_payloads_live_for_90_days_and_attempts_for_30(mongo_url: str, database: str) -> None:
    async with school(mongo_url, database, "console:") as it:
        digest = await it.endpoint("coordinator", digest="daily")
        _, hook = await it.w.endpoint("hooks", tenant=it.id)
        before = it.w.room.clock.machine()
        async with it.w.engine():
            await it.w.ingest(it.event())
            [delivery] = await it.w.settled(hook)
        after = it.w.room.clock.machine()
        mongo = it.w.room.mongo
        [message] = await mongo.documents(MESSAGES).find({})
        [attempt] = await mongo.documents(ATTEMPTS).find({})
        [item] = await mongo.documents(ITEMS).find({"endpoint": digest})
    assert message["expires"] - message["created"] == PAYLOADS == settings_of(it.w.room).payload_life
    assert delivery["expires"] - delivery["finished"] == PAYLOADS
    assert attempt["expires"] - attempt["ended"] == RECORDS
    assert before <= item["expires"] - PAYLOADS <= after


async def test_the_database_sweeps_what_has_expired(mongo_url: str, database: str) -> None:
    async with school(mongo_url, database, "console:") as it:
        for name in (MESSAGES, DELIVERIES, ATTEMPTS, ITEMS):
            indexes = (await it.w.room.mongo.database[name].index_information()).values()
            swept = [one["key"] for one in indexes if one.get("expireAfterSeconds") == 0]
            assert swept == [[("expires", 1)]], name
