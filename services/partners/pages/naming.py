"""What things are called on pages."""

from dataclasses import dataclass

from services.partners.domain.activity.kinds import KINDS
from services.partners.domain.aims import BudgetLine
from services.partners.usecases.register import organisation_of
from services.partners.words.documents import say_kind, say_rupiah
from services.partners.words.pages.forming import SOURCES
from shared.auth import school_of
from shared.context import Context
from shared.http.words import Language
from shared.pages import speak


@dataclass(frozen=True, slots=True)
class Two:
    """The school that asks and the organisation that is asked."""

    school: str
    organisation: str
    zone: str


async def the_two(ctx: Context) -> Two:
    """Of the holder of a link."""
    school = await school_of(ctx.runtime, ctx.tenant)
    organisation = await organisation_of(ctx, ctx.actor.organisation or "")
    return Two(school.name, organisation.state.name, school.zone)


def undertaking(kind: str, language: Language) -> str:
    """What is done together: a kind of agreement or of activity."""
    if kind in KINDS:
        said = KINDS[kind].id if language == "id" else KINDS[kind].en
        return said[0].lower() + said[1:]
    return say_kind(kind, language)


def first_large(text: str) -> str:
    """As a sentence begins."""
    return text[:1].upper() + text[1:]


def plain(code: str) -> str:
    """An open word of the school's, as it reads."""
    return code.replace("_", " ")


def budget(lines: tuple[BudgetLine, ...], texts: dict[str, str], language: Language) -> list[str]:
    """Line by line: for what, how much, from where."""
    said = []
    for line in lines:
        purpose = texts.get(line.purpose.id, "") if line.purpose else ""
        money = f"{say_rupiah(line.amount, language)} ({speak(SOURCES[line.source], language)})"
        said.append(f"{purpose}: {money}" if purpose else money)
    return said
