"""What is evaluated and reflected on counts for programmes and evaluations (C5, C45)."""

from datetime import date

from services.partners.consumers.heard import HEARD
from services.partners.domain.evaluation import EVALUATION
from services.partners.domain.evaluation.commands import RecordReflection
from services.partners.domain.evaluation.events import Side
from services.partners.domain.programme import PROGRAMME, EvaluateProgramme
from services.partners.usecases.evaluating import remind_invited
from services.partners.usecases.needed import if_needed
from services.partners.usecases.programmes import conclude_when_over, goes_on
from shared.consumer import Record
from shared.events import Value
from shared.runtime import Runtime


class Concluded(Value):
    """What counts of an evaluation that is completed."""

    programme: str
    starts_on: date
    ends_on: date
    one_sided: bool = False


@HEARD.on("id.jembatan.partners.evaluation-completed.v1")
async def evaluation_completed(rt: Runtime, record: Record) -> None:
    """The programme counts as evaluated for these days; it goes on while an MoU under it stands (C5)."""
    concluded, ctx = record.read(Concluded), rt.context(record.tenant, record=record)
    command = EvaluateProgramme(
        evaluation=record.subject,
        **concluded.model_dump(exclude={"programme"}),
        goes_on=await goes_on(ctx, concluded.programme),
    )
    await if_needed(ctx.execute(PROGRAMME, concluded.programme, command), "programme-not-running")
    await conclude_when_over(ctx.also("over"), concluded.programme)  # the MoU may have ended in between


class Waiting(Value):
    """Who has not scored."""

    waiting_for: tuple[Side, ...]


@HEARD.on("id.jembatan.partners.evaluation-reminded.v1")
async def evaluation_reminded(rt: Runtime, record: Record) -> None:
    """Whoever was invited at the partner gets a new letter with a new link (C5)."""
    if "partner" in record.read(Waiting).waiting_for:
        await remind_invited(rt.context(record.tenant, record=record), record.subject)


class Referring(Value):
    """The evaluations that a reflection refers to."""

    evaluations: tuple[str, ...] = ()


@HEARD.on("id.jembatan.partners.reflection-written.v1")
@HEARD.on("id.jembatan.partners.reflection-revised.v1")
async def reflection_written(rt: Runtime, record: Record) -> None:
    """Its evaluations wait for no reflection any more (C45)."""
    ctx = rt.context(record.tenant, record=record)
    for evaluation in record.read(Referring).evaluations:
        command = RecordReflection(reflection=record.subject)
        await ctx.also(evaluation).execute(EVALUATION, evaluation, command)
