"""What the principal concludes: to keep, to change, to stop; the principal's own until it is shared (C45)."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from services.partners.domain.line import only_principal
from services.partners.domain.values import SchoolYear
from shared.decider import Decider, changes, rules
from shared.events import Actor, Command, Event, TextRef, Value
from shared.ids import Id
from shared.refusals import Refused

Verdict = Literal["keep", "change", "stop"]
ReflectionStatus = Literal["written", "shared"]


class Finding(Value):
    """One conclusion."""

    verdict: Verdict
    text: TextRef


class Subject(Value):
    """What is reflected on: a partnership, a programme, or a year of the school."""

    partner: Id | None = None
    programme: Id | None = None
    school_year: SchoolYear | None = None


class Content(Subject):
    """What is concluded, and from which evaluations."""

    findings: tuple[Finding, ...] = Field(min_length=1)
    evaluations: tuple[Id, ...] = ()


class ReflectionWritten(Content, Event):
    """The principal wrote down what to keep, to change and to stop (C45)."""

    by: str


class ReflectionRevised(Content, Event):
    """The principal thought again before sharing it (C45)."""

    by: str


class ReflectionShared(Event):
    """Staff may read it; it changes no more (C45)."""

    by: str


ReflectionEvent = ReflectionWritten | ReflectionRevised | ReflectionShared


class KnownEvaluation(Value):
    """Fact: an evaluation that is referred to."""

    evaluation: Id
    status: str
    partner: Id
    programme: Id


class WriteReflection(Content, Command):
    """Write a reflection, as principal."""

    by: Actor
    known: tuple[KnownEvaluation, ...] = ()


class ReviseReflection(Content, Command):
    """Write it anew before it is shared."""

    by: Actor
    known: tuple[KnownEvaluation, ...] = ()


class ShareReflection(Command):
    """Let staff read it."""

    by: Actor


class Reflection(Value):
    """What is known of a reflection."""

    content: Content
    status: ReflectionStatus = "written"


def _write(command: WriteReflection, _now: datetime) -> list[ReflectionEvent]:
    _sound(command)
    return [ReflectionWritten.model_validate(_plain(command) | {"by": command.by.id})]


def _revise(reflection: Reflection, command: ReviseReflection, _now: datetime) -> list[ReflectionEvent]:
    _not_shared(reflection)
    _sound(command)
    return [ReflectionRevised.model_validate(_plain(command) | {"by": command.by.id})]


def _share(reflection: Reflection, command: ShareReflection, _now: datetime) -> list[ReflectionEvent]:
    only_principal(command.by, "reflects")
    _not_shared(reflection)
    return [ReflectionShared(by=command.by.id)]


def _sound(command: WriteReflection | ReviseReflection) -> None:
    only_principal(command.by, "reflects")
    named = [each for each in (command.partner, command.programme, command.school_year) if each is not None]
    if len(named) != 1:
        raise Refused(
            "not-about-one-thing",
            "A reflection is about a partnership, a programme or a year.",
            mend="Name exactly one of them.",
        )
    for known in command.known:
        _fits(command, known)


def _fits(subject: Subject, known: KnownEvaluation) -> None:
    if known.status != "completed":
        raise Refused("evaluation-not-completed", "There is no result to reflect on.", mend="Wait for the result.")
    if subject.partner not in (None, known.partner) or subject.programme not in (None, known.programme):
        raise Refused(
            "evaluation-of-another", "The evaluation is one of something else.", mend="Name evaluations of the same."
        )


def _not_shared(reflection: Reflection) -> None:
    if reflection.status == "shared":
        raise Refused("reflection-shared", "It is shared and stays as it is.", mend="Write another one.")


def _plain(content: Content) -> dict[str, object]:
    return {name: getattr(content, name) for name in Content.model_fields}


def _content(event: ReflectionWritten | ReflectionRevised) -> Content:
    return Content.model_validate(_plain(event))


REFLECTION: Decider[Reflection, Command, ReflectionEvent] = Decider(
    name="reflection",
    state=Reflection,
    events=ReflectionEvent,
    decide=rules("reflection", {WriteReflection: _write}, {ReviseReflection: _revise, ShareReflection: _share}),
    evolve=changes(
        lambda event: Reflection(content=_content(event)),
        {
            ReflectionRevised: lambda old, e: old.but(content=_content(e)),
            ReflectionShared: lambda old, _: old.but(status="shared"),
        },
    ),
)
