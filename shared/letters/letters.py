"""Letters to people without an account. A letter holds ids only; address and link token appear when it is sent."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from shared.auth.links import LinkGrant
from shared.clock import Clock
from shared.letters.templates import Templates
from shared.mongo import Collection, Document, Index, Mongo
from shared.refusals import NotFound, Refused
from shared.staging import discard, staged_fields

NAME: Final = "letters"
LETTERS: Final = Collection(
    NAME,
    indexes=(
        Index(("tenant", "person", "_id")),
        Index(("state", "due_at"), across="One replica sends the letters of all tenants."),
    ),
)

State = Literal["staged", "waiting", "sending", "sent", "bounced", "failed", "suppressed", "dropped"]
"""`staged` until its command is known to be accepted; `bounced`: the address was refused; `failed`: given up after
retries; `suppressed`: the address was refused before; `dropped`: its matter or its link has ended, or there is nobody
to send it to."""

ENDED: Final = ("sent", "bounced", "failed", "suppressed", "dropped")


@dataclass(frozen=True, slots=True)
class Letter:
    """What may be known of a letter."""

    id: str
    person: str
    template: str
    state: State
    attempts: int
    sent_at: datetime | None
    reason: str
    """Why it was not sent: an SMTP code or a word of ours; no text of a server, which may quote the address."""
    subject: str | None = None
    """What its link is about."""


@dataclass(frozen=True, slots=True)
class StagedLetter:
    """A letter that is sent if its command is accepted."""

    id: str
    person: str
    template: str
    params: Mapping[str, Any]
    link: LinkGrant | None
    after: timedelta = timedelta(0)

    async def store(self, runtime: Any, tenant: str, command_id: str, entry_id: str) -> None:
        """Store it; storing twice is storing once."""
        now = runtime.clock.machine()
        document = {
            "person": self.person,
            "template": self.template,
            "params": dict(self.params),
            "link": grant_document(self.link) if self.link else None,
            "state": "staged",
            "attempts": 0,
            "due_at": now + self.after,
        }
        await runtime.mongo.tenant(tenant)[NAME].put(self.id, document | staged_fields(command_id, entry_id, now))

    async def discard(self, runtime: Any, tenant: str, entry_id: str) -> None:
        """Take it back; nobody has seen it."""
        await discard(runtime.mongo.tenant(tenant)[NAME], self.id, entry_id)


class Letters:
    """The collection `letters` of one service."""

    def __init__(self, mongo: Mongo, clock: Clock, templates: Templates) -> None:
        self._mongo = mongo
        self._clock = clock
        self._templates = templates

    def stage(
        self,
        id: str,
        *,
        person: str,
        template: str,
        params: Mapping[str, Any],
        link: LinkGrant | None = None,
        after: timedelta = timedelta(0),
    ) -> StagedLetter:
        """A letter to a person, which waits for `after` (a letter of the night until the morning).

        `params` are ids, never personal data. Raises `LookupError` for an unknown template.
        """
        self._templates.require(template)
        return StagedLetter(id, person, template, params, link, after)

    async def of(self, tenant: str, person: str) -> list[Letter]:
        """Every letter to this person, newest first."""
        found = self._mongo.tenant(tenant)[NAME].find({"person": person}, sort=[("_id", -1)])
        return [_shown(document) async for document in found if document["state"] != "staged"]

    async def last(self, tenant: str, person: str, template: str) -> Letter | None:
        """The newest letter of this kind to this person."""
        letters = await self.of(tenant, person)
        return next((letter for letter in letters if letter.template == template), None)

    async def resend(self, tenant: str, id: str) -> None:
        """Send a letter again that was sent or given up; `Refused` while it is under way."""
        again = {"state": "waiting", "attempts": 0, "due_at": self._clock.machine()}
        kept = self._mongo.tenant(tenant)[NAME]
        if await kept.update(id, {"$set": again, "$unset": {"reason": ""}}, where={"state": {"$in": ENDED}}):
            return
        if await kept.get(id) is None:
            raise NotFound("letter", id)
        raise Refused("letter-under-way", "The letter is about to be sent.", mend="Wait until it was sent.")


def grant_document(grant: LinkGrant) -> Document:
    """Everything of a grant that is not a secret."""
    return asdict(grant)


def grant_of(document: Mapping[str, Any]) -> LinkGrant:
    """The stored grant."""
    return LinkGrant(**document)


def _shown(document: Document) -> Letter:
    return Letter(
        id=document["id"],
        person=document["person"],
        template=document["template"],
        state=document["state"],
        attempts=document["attempts"],
        sent_at=document.get("sent_at"),
        reason=document.get("reason", ""),
        subject=(document.get("link") or {}).get("subject"),
    )
