"""Why a command does not pass. Each becomes an RFC 9457 problem with a stable type (`shared.http.problems`)."""

from typing import Any, Final


class Refusal(Exception):
    """The root of everything that is answered with a problem document instead of a result."""

    status = 500
    title = "Something went wrong"

    def __init__(self, code: str, detail: str, *, mend: str = "", **facts: Any) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        """Stable, kebab-case: the last part of the problem's `type`."""
        self.detail = detail
        """What was refused and why, in one sentence, without personal data."""
        self.mend = mend
        """What would make it pass."""
        self.facts = facts
        """Further members of the problem document; JSON types."""


class Refused(Refusal):
    """A domain rule says no (409). Leaves no event."""

    status = 409
    title = "Refused by a rule"


class NotFound(Refusal):
    """No such thing for this tenant; another tenant's thing is the same (404)."""

    status = 404
    title = "Not found"

    def __init__(self, what: str, id: str = "") -> None:
        super().__init__("not-found", f"There is no {what} with this id here.", mend="Check the id and the school.")


class Invalid(Refusal):
    """The request itself is wrong (422)."""

    status = 422
    title = "Not valid"


class Stale(Refusal):
    """`If-Match` names an older number than the stream has (412)."""

    status = 412
    title = "Changed meanwhile"


NOTHING_SEEN: Final = 0
"""What `If-Match` is taken for where an edit needs it and it is not there: no stream has this number."""


class IfMatchRequired(Refusal):
    """An edit of content without `If-Match` (428, RFC 6585)."""

    status = 428
    title = "Precondition required"

    def __init__(self) -> None:
        super().__init__(
            "if-match-required",
            "This change needs the ETag of what was seen in the header If-Match; `*` does not say what was seen.",
        )


class Busy(Refusal):
    """Lost too many races on one stream, or a copy is behind: try again (503 with Retry-After)."""

    status = 503
    title = "Try again"
    retry_after = 1
