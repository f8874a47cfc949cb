"""The pages behind the links in a service's letters: one for each purpose, opened without an account.

GET  /<service>/link/<purpose>                            where a letter leads; the token is behind the `#`
POST /<service>/link/<purpose>                            the token in a form: a session, and on to
GET  /<service>/link/<purpose>/{school}/{subject}         what it is about
GET  …/pdf                                                the same on paper, where there is one
POST …/{answer}                                           what the API's route for the same does
POST …/leave                                              end the session, and on to
GET  /<service>/link/<purpose>/left                       that it has ended
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from shared.auth import Visitor, public, school_of
from shared.auth.refusals import LinkEnded, MatterOver
from shared.context import Context
from shared.dates import say_day
from shared.days import day_in
from shared.http.words import Language, say
from shared.ids import Id
from shared.pages.access import EntryAccess
from shared.pages.links import words
from shared.pages.links.given import Faulty, Given
from shared.pages.links.lost import lost_of
from shared.pages.links.matter import Answer, Matter
from shared.pages.links.opening import COOKIE, LinkPageAccess, open_session, read_link
from shared.pages.session import LinkClosed
from shared.pages.site import Site, after, language_for, told
from shared.pages.words import speak
from shared.refusals import NotFound, Refusal

FOLDER: Final = Path(__file__).parent
_WHY: Final = "It says how the link in a letter is opened, and holds nothing of anybody."
LEAVE: Final = "leave"
LEFT: Final = "left"
PAPER: Final = "pdf"

words.register()


class LinkSite(Site):
    """The pages behind the letters of one service."""

    largest_form = 262_144

    def beside(self, request: Request) -> dict[str, Any]:
        """`here` is the page that the path lies on."""
        here = _page_at(request)
        return {"start": here, "here": here, "lost": getattr(request.state, "lost", None)}

    def refused(self, request: Request, refusal: Refusal) -> Response:
        """What is not there for this link any more is said as kindly as a link that has ended."""
        if isinstance(refusal, LinkEnded):
            refusal = LinkClosed("link-page-over", refusal.detail, mend=refusal.mend)
        if isinstance(refusal, NotFound):
            refusal = LinkClosed("link-page-ended", refusal.detail, mend=refusal.mend)
        return super().refused(request, refusal)


async def _holder(ctx: Context) -> str:
    """Name and position of whom the link is bound to: the page tells its reader their own."""
    person = await ctx.runtime.people.get(ctx.tenant, ctx.actor.person) if ctx.actor.person else None
    told = [person.data.get(name) for name in ("name", "position")] if person else []
    return ", ".join(str(each) for each in told if each)


def _page_at(request: Request) -> str:
    """`/partners/link/mou-signature/<school>/<subject>`; empty before a link was opened."""
    return "/".join(request.url.path.split("/")[:6]) if "subject" in request.path_params else ""


def _ending(request: Request, response: Response) -> Response:
    """The session ends with this response."""
    response.delete_cookie(COOKIE, path=_page_at(request))
    return response


def site_of(service: str) -> LinkSite:
    """The pages of this service's letters."""
    return LinkSite(
        service,
        f"/{service}/link",
        templates=[FOLDER / "templates"],
        words=words.WORDS,
        files={"link.css": FOLDER / "static" / "link.css"},
    )


def link_pages(service: str, matters: Iterable[Matter]) -> tuple[APIRouter, ...]:
    """The routers of all purposes that the letters of a service have."""
    site = site_of(service)
    router = site.router("links")

    async def fixed(name: str, _: Annotated[Visitor, Depends(public(_WHY))]) -> Response:
        """Style and script."""
        return site.file(name)

    router.get("/link/static/{name}")(fixed)
    for matter in matters:
        _Pages(site, matter).add_to(router)
    return (router, site.elsewhere())


class _Pages:
    """The routes of one purpose."""

    def __init__(self, site: LinkSite, matter: Matter) -> None:
        self._site = site
        self._matter = matter
        self._reads = LinkPageAccess(f"{site.service}:read", (), link=matter.purpose)
        self._writes = LinkPageAccess(f"{site.service}:write", (), link=matter.purpose)

    def add_to(self, router: APIRouter) -> None:
        path = f"/link/{self._matter.purpose}"
        one = path + "/{school}/{subject}"
        router.get(path, name="opening")(self._opening())
        router.post(path, name="open_link")(self._open())
        router.get(one, name="shown")(self._shown())
        router.post(f"{one}/{LEAVE}", name=LEAVE)(self._leave())
        router.get(f"{path}/{LEFT}", name=LEFT)(self._has_left())
        if self._matter.paper is not None:
            router.get(f"{one}/{PAPER}", name=PAPER, response_class=Response)(self._paper(self._matter.paper))
        for act, answer in self._matter.answers.items():
            router.post(f"{one}/{act}", name=act)(self._answer(act, answer))

    def _opening(self) -> Callable[..., Any]:
        async def opening(request: Request, _: Annotated[Visitor, Depends(public(_WHY))]) -> Response:
            """Where a letter leads. Nothing of anybody is on it."""
            title = speak(self._matter.title, language_for(request))
            return self._site.page(request, "open.html", opens=request.url.path, at_once=True, heading=title)

        return opening

    def _open(self) -> Callable[..., Any]:
        entry = EntryAccess(f"{self._site.service}:read", read_link(self._matter.purpose))

        async def open_link(request: Request, ctx: Annotated[Context, Depends(entry)]) -> Response:
            """The token was in the form: it becomes a session, and the address says nothing."""
            grant = request.state.grant
            path = f"{self._site.root}/{grant.purpose}/{grant.tenant}/{grant.subject}"
            response = after(path)
            open_session(request, response, grant, path)
            return response

        return open_link

    def _shown(self) -> Callable[..., Any]:
        async def shown(
            school: Id, subject: Id, request: Request, ctx: Annotated[Context, Depends(self._reads)]
        ) -> Response:
            """What it is about, how it stands, and what can be answered."""
            done = self._matter.answers.get(told(request))
            said = speak(done.said, language_for(request)) if done else ""
            return await self._page(request, ctx, subject, done=said)

        return shown

    def _paper(self, paper: Any) -> Callable[..., Any]:
        async def pdf(
            school: Id, subject: Id, request: Request, ctx: Annotated[Context, Depends(self._reads)]
        ) -> Response:
            """The same on paper; no browser keeps it."""
            response: Response = await paper(ctx, subject, language_for(request), request)
            response.headers["Cache-Control"] = "no-store"
            return response

        return pdf

    def _leave(self) -> Callable[..., Any]:
        async def leave(
            school: Id, subject: Id, request: Request, ctx: Annotated[Context, Depends(self._reads)]
        ) -> Response:
            """End the session in this browser."""
            return _ending(request, after(f"{self._site.root}/{self._matter.purpose}/{LEFT}"))

        return leave

    def _has_left(self) -> Callable[..., Any]:
        async def left(request: Request, _: Annotated[Visitor, Depends(public(_WHY))]) -> Response:
            """The session has ended; the address names nothing, so that it can be loaded again in either language."""
            return self._site.page(request, "left.html")

        return left

    def _answer(self, act: str, answer: Answer) -> Callable[..., Any]:
        async def answered(
            school: Id, subject: Id, request: Request, ctx: Annotated[Context, Depends(self._writes)]
        ) -> Response:
            """Do it; why not is said beside the form, with what was written."""
            given = Given(await request.form(), language_for(request))
            request.state.lost = lost_of(given.values, given.language)
            try:
                await answer.act(ctx, subject, given)
            except (NotFound, LinkEnded, MatterOver):
                raise
            except Refusal as refusal:
                request.state.lost = None
                request.scope["jembatan.problem"] = refusal.code
                wrong = self._wrong(act, given, refusal)
                return await self._page(request, ctx, subject, refusal.status, wrong=wrong)
            request.state.lost = None
            if answer.after == "ends":
                request.state.session = None
                page = self._site.page(request, "done.html", title=speak(answer.said, given.language), switch="")
                return _ending(request, page)
            return after(_page_at(request), act)

        return answered

    def _wrong(self, act: str, given: Given, refusal: Refusal) -> dict[str, Any]:
        """What is said beside the form, and what was written in it. A tick stands for what was read then."""
        detail, mend = self._said(refusal, given.language)
        return {
            "act": act,
            "detail": detail,
            "mend": mend,
            "faults": refusal.fields if isinstance(refusal, Faulty) else {},
            "values": given.values,
            "ticks": isinstance(refusal, Faulty),
        }

    def _said(self, refusal: Refusal, language: Language) -> tuple[str, str]:
        if refusal.code in self._matter.refusals:
            detail, mend = self._matter.refusals[refusal.code]
            return speak(detail, language), speak(mend, language)
        said = say(refusal.code, language, refusal.facts)
        return said.detail or refusal.detail, said.mend or refusal.mend

    async def _page(self, request: Request, ctx: Context, subject: str, status: int = 200, **values: Any) -> Response:
        language = language_for(request)
        sheet = await self._matter.show(ctx, subject, language)
        school = await school_of(ctx.runtime, ctx.tenant)
        session = request.state.session
        known = {
            "sheet": sheet,
            "school": school.name,
            "holder": await _holder(ctx),
            "link_until": say_day(day_in(school.zone, session.link_until), language),
            "done": "",
            "wrong": None,
        }
        wrong = values.get("wrong")
        if wrong and wrong["act"] not in {form.act for form in sheet.forms}:
            request.state.lost = lost_of(wrong["values"], language, wrong["detail"], wrong["mend"])
        return self._site.page(request, "matter.html", status, **{**known, **values})
