"""The catalogue of events over HTTP: what an endpoint can hear, with schemas and samples. Public: it names nobody."""

import json
from hashlib import sha256
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse

from services.notifications.bodies import EventTypeView, SampleView
from services.notifications.catalogue import Published, alike, find, fingerprint, near, published
from services.notifications.views import EVENT_CATALOGUE
from shared.auth import Visitor, public
from shared.http import Router
from shared.refusals import Refusal

PATH: Final = "/events"
FRESH_SECONDS: Final = 300

router = Router("notifications", tags=["events"])

_WHY: Final = "It says which kinds of events there are, as the documentation does, and nothing that has happened."
_UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {304: {"description": "What you have is what there is."}}
Anybody = Annotated[Visitor, Depends(public(_WHY))]


class UnknownEvent(Refusal):
    """No such type of event (404)."""

    status = 404
    title = "Not found"

    def __init__(self, name: str) -> None:
        mend = f"Names like it: {alike(name)}. GET /notifications/events lists what there is."
        facts = {"near": near(name), "alike": alike(name)}
        super().__init__("event-unknown", "There is no event with this name.", mend=mend, **facts)


@router.listing(PATH, EVENT_CATALOGUE, responses=_UNCHANGED)
async def list_event_types(request: Request, _visitor: Anybody) -> Response:
    """The types of events that an endpoint can hear."""
    if _has(request):
        return Response(status_code=304, headers=_headers(request))
    answer = await EVENT_CATALOGUE.answer_rows(request, [_row(n, one) for n, one in enumerate(published().values())])
    answer.headers.update(_headers(request))
    return answer


@router.get(PATH + "/{type}", response_model=EventTypeView, responses=_UNCHANGED)
async def get_event_type(type: str, request: Request, _visitor: Anybody) -> Response:
    """One type of event: words, versions, schema, a sample in each format. Its name alone is enough."""
    one = find(type)
    if one is None:
        raise UnknownEvent(type)
    if _has(request):
        return Response(status_code=304, headers=_headers(request))
    return JSONResponse(_view(one).model_dump(mode="json"), headers=_headers(request))


def _row(order: int, one: Published) -> dict[str, Any]:
    return {
        "id": one.name,
        "type": one.type,
        "service": one.service,
        "topic": one.topic,
        "indonesian": one.title["id"],
        "english": one.title["en"],
        "summary": one.summary,
        "version": one.version,
        "revision": one.revision,
        "hearers": list(one.hearers),
        "named": "named" in one.hearers,
        "order": f"{order:05d}",
        "key": one.name,
    }


def _view(one: Published) -> EventTypeView:
    samples = {
        format: SampleView(headers=dict(made.headers), body=made.body.decode())
        for format, made in one.samples().items()
    }
    return EventTypeView(
        id=one.name,
        type=one.type,
        service=one.service,
        topic=one.topic,
        title=one.title,
        description=one.description,
        version=one.version,
        revision=one.revision,
        hearers=list(one.hearers),
        data_schema=one.schema,
        samples=samples,
    )


def _headers(request: Request) -> dict[str, str]:
    vary = "Accept, Accept-Language"
    return {"ETag": _tag(request), "Cache-Control": f"public, max-age={FRESH_SECONDS}", "Vary": vary}


def _tag(request: Request) -> str:
    """Of this representation."""
    asked = [request.headers.get("accept"), request.headers.get("accept-language"), request.url.query]
    return f'"{fingerprint()}-{sha256(json.dumps(asked).encode()).hexdigest()[:8]}"'


def _has(request: Request) -> bool:
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    return _tag(request) in known or "*" in known
