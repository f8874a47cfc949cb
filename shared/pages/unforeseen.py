"""What no rule of ours refused, as a refusal that a page can say: with the number of the request, and nothing else."""

from typing import Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from shared.http.faults import faults_of
from shared.http.problems import log_crash
from shared.http.words import Language
from shared.mongo import is_lost, is_transient
from shared.refusals import Busy, Invalid, Refusal

_CODES: Final = {400: "form-unreadable", 404: "page-unknown", 405: "page-unknown"}


class Unforeseen(Refusal):
    """An error of Starlette's, or one of ours; the status is that of the error."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__(code, "The fault is ours.", mend="Try again later.")
        self.status = status


def refusal_of(error: Exception, language: Language) -> Refusal:
    """503 where the database did not answer; what is our fault is logged as the API logs it (500).

    A path that cannot name anything is no page (404); of a query or a form it is said what is wrong with it (422).
    """
    if isinstance(error, RequestValidationError):
        return _not_valid(error, language)
    if isinstance(error, HTTPException):
        return Unforeseen(_CODES.get(error.status_code, f"http-{error.status_code}"), error.status_code)
    if is_lost(error) or is_transient(error):
        return Busy("try-again", "The database does not answer.", mend="Try again in a moment.")
    log_crash("request-crashed", error)
    return Unforeseen("internal-error", 500)


def _not_valid(error: RequestValidationError, language: Language) -> Refusal:
    errors = error.errors()
    if any(each["loc"][0] == "path" for each in errors):
        return Unforeseen("page-unknown", 404)
    faults = [fault.model_dump() for fault in faults_of(errors, language)]
    return Invalid("form-not-valid", "Something is missing or does not fit.", errors=faults)
