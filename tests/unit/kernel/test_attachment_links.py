"""A download link opens one file of one tenant until one moment, and nothing that was not signed for that."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from shared.attachments.downloads import Downloads, LinkExpired, Ticket
from shared.refusals import NotFound

OLD, NEW = SecretStr("old-" * 10), SecretStr("new-" * 10)
SCHOOL, OTHER = "01981e4a-6c00-7000-8000-0000000000aa", "01981e4a-6c00-7000-8000-0000000000bb"
FILE = "01981e4a-6c00-7000-8000-000000000001"
NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)
DOWNLOADS = Downloads("partners", NEW, [OLD])


def test_it_opens_what_was_signed_until_its_last_second() -> None:
    ticket = DOWNLOADS.ticket(SCHOOL, FILE, SOON)
    assert DOWNLOADS.read(ticket, FILE, SOON - timedelta(seconds=1)) == Ticket(SCHOOL, FILE)
    with pytest.raises(LinkExpired):
        DOWNLOADS.read(ticket, FILE, SOON)


@pytest.mark.parametrize("part", ["tenant", "time", "signature"])
def test_no_part_of_it_can_be_exchanged(part: str) -> None:
    tenant, until, signature = DOWNLOADS.ticket(SCHOOL, FILE, SOON).split(".")
    given = {"tenant": tenant, "time": until, "signature": signature}
    other = {"tenant": OTHER, "time": str(int(until) + 3600), "signature": signature[::-1]}[part]
    with pytest.raises(NotFound):
        DOWNLOADS.read(".".join((given | {part: other}).values()), FILE, NOW)


def test_it_opens_no_other_file_and_in_no_other_service() -> None:
    ticket = DOWNLOADS.ticket(SCHOOL, FILE, SOON)
    with pytest.raises(NotFound):
        DOWNLOADS.read(ticket, OTHER, NOW)
    with pytest.raises(NotFound):
        Downloads("placements", NEW).read(ticket, FILE, NOW)


def test_links_of_the_key_before_are_good_until_they_expire() -> None:
    ticket = Downloads("partners", OLD).ticket(SCHOOL, FILE, SOON)
    assert DOWNLOADS.read(ticket, FILE, NOW) == Ticket(SCHOOL, FILE)
    with pytest.raises(NotFound):
        Downloads("partners", NEW).read(ticket, FILE, NOW)
