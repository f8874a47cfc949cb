"""What no rule of ours refused, as a refusal that a page can say: with the number of the request, and nothing else."""

from typing import Final

from starlette.exceptions import HTTPException

from shared.http.problems import log_crash
from shared.mongo import is_lost, is_transient
from shared.refusals import Busy, Refusal

_CODES: Final = {400: "form-unreadable", 404: "page-unknown", 405: "page-unknown"}


class Unforeseen(Refusal):
    """An error of Starlette's, or one of ours; the status is that of the error."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__(code, "The fault is ours.", mend="Try again later.")
        self.status = status


def refusal_of(error: Exception) -> Refusal:
    """503 where the database did not answer; what is our fault is logged as the API logs it (500)."""
    if isinstance(error, HTTPException):
        return Unforeseen(_CODES.get(error.status_code, f"http-{error.status_code}"), error.status_code)
    if is_lost(error) or is_transient(error):
        return Busy("try-again", "The database does not answer.", mend="Try again in a moment.")
    log_crash("request-crashed", error)
    return Unforeseen("internal-error", 500)
