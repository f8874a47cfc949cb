"""Printed documents, and the public page that proves them (C3)."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final

from fastapi import Depends, Path, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from services.partners.usecases.papers import Paper, Verification, verification
from services.partners.usecases.papers.printing import CODE, FOLDER
from services.partners.words.documents import HOLDS, LATER, STATES, TITLES, UNKNOWN
from shared.auth import Visitor, public
from shared.dates import say_day
from shared.http import Router
from shared.http.pages import HTML, Pages, wants_page
from shared.http.router import StrictRoute
from shared.ids import Id
from shared.pages.unforeseen import refusal_of
from shared.refusals import Busy, Refusal

router = Router("partners", tags=["proofs"])

_PAGES: Final = Pages(FOLDER, day=say_day)


class ProofRoute(StrictRoute):
    """Whoever holds the paper before a browser is told on a page, whatever happens; programs get the problem."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind it."""
        handle = super().get_route_handler()

        async def show(request: Request) -> Response:
            try:
                return await handle(request)
            except Exception as error:
                if not wants_page(request):
                    raise
                return _untold(request, error if isinstance(error, Refusal) else refusal_of(error, "id"))

        return show


def _untold(request: Request, refusal: Refusal) -> Response:
    """That the paper is not known here, or cannot be looked up now, which says nothing against it."""
    request.scope["jembatan.problem"] = refusal.code
    said = UNKNOWN if refusal.status == 404 else LATER
    response = _PAGES.answer("untold.html", refusal.status, said=said, bad=refusal.status == 404)
    if isinstance(refusal, Busy):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


router.route_class = ProofRoute
_WHY: Final = "The path names an unguessable id and the hash of what is on the paper; the answer names no person."

PDF: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The document.",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    },
    304: {"description": "Nothing has changed since the answer with this ETag."},
}


@router.get(
    "/verify/{document}/{code}",
    response_model=Verification,
    responses={200: {"content": {HTML: {"schema": {"type": "string"}}}, "description": "As JSON, or as a page."}},
)
async def verify_document(
    document: Id,
    code: Annotated[str, Path(pattern=rf"^[0-9a-f]{{{CODE}}}$", description="Begin of the content's hash.")],
    request: Request,
    visitor: Annotated[Visitor, Depends(public(_WHY))],
) -> Response:
    """Whether a paper is genuine, and what the register says of it: number, parties, dates and state, no person."""
    found = await verification(visitor, document, code)
    if not wants_page(request):
        return JSONResponse(found.model_dump(mode="json"), headers={"Vary": "Accept"})
    return _PAGES.answer(
        "verify.html", proof=found, title=TITLES[found.kind], state=STATES[found.status], holds=_holds(found)
    )


async def printed(request: Request, paper: Paper) -> Response:
    """The PDF, or 304 for who has it; what is equal is not printed again for that."""
    headers = {
        "ETag": f'"{paper.tag}"',
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'inline; filename="{paper.file_name}"',
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(await paper.pdf(), headers=headers, media_type="application/pdf")


def _holds(found: Verification) -> bool:
    return found.version == "present" and found.status in HOLDS
