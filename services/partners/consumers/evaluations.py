"""What is evaluated and reflected on counts for programmes and evaluations (C5, C45)."""

from services.partners.consumers.heard import HEARD
from services.partners.domain.evaluation import EVALUATION
from services.partners.domain.evaluation.commands import RecordReflection
from services.partners.domain.evaluation.events import Side
from services.partners.domain.programme import PROGRAMME, EvaluateProgramme
from services.partners.usecases.evaluating import remind_invited
from services.partners.usecases.needed import if_needed
from shared.consumer import Record
from shared.events import Value
from shared.runtime import Runtime


class Concluded(Value):
    """What counts of an evaluation that is completed."""

    programme: str
    one_sided: bool = False


@HEARD.on("id.jembatan.partners.evaluation-completed.v1")
async def evaluation_completed(rt: Runtime, record: Record) -> None:
    """The programme counts as evaluated, so that its MoU can be renewed (C5)."""
    concluded = record.read(Concluded)
    command = EvaluateProgramme(evaluation=record.subject, one_sided=concluded.one_sided)
    ctx = rt.context(record.tenant, record=record)
    await if_needed(ctx.execute(PROGRAMME, concluded.programme, command), "programme-not-running")


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
