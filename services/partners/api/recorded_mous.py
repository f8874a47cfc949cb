"""MoUs that were signed on paper before, or outside, the system, over HTTP (C3)."""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.partners.access import Line
from services.partners.bodies.recorded_mous import ProgrammeNameBody, RecordMoUBody, ScanBody
from services.partners.domain.mou import MOU
from services.partners.domain.mou.recording import AddScan
from services.partners.imports.mous import KIND, SHEET
from services.partners.imports.operations import OPERATIONS
from services.partners.usecases.programmes import name_programme
from services.partners.usecases.recording import record_mou
from shared.attachments import require_attachments
from shared.http import Changed, Created, Router, changed, created
from shared.http.operations import Operation
from shared.http.uploads import UPLOAD, Upload, upload
from shared.ids import Id

router = Router("partners", tags=["mous"])


@router.post("/schools/{school}/recorded-mous", status_code=201)
async def record_signed_mou(school: Id, body: RecordMoUBody, ctx: Line, response: Response) -> Created:
    """Write down an MoU that everybody has signed on paper; from its first day to its last it is as any other."""
    outcome = await record_mou(ctx, body)
    return created(response, outcome, f"/partners/schools/{school}/mous/{outcome.id}")


@router.post("/schools/{school}/mous/{mou}/scans", status_code=201)
async def add_scan(school: Id, mou: Id, body: ScanBody, ctx: Line, response: Response) -> Changed:
    """Add the scan of an MoU that was recorded without it, as out of a list."""
    await require_attachments(ctx, body.evidence, retention="record")
    command = AddScan(evidence=body.evidence, by=ctx.actor.id)
    return changed(response, await ctx.execute(MOU, mou, command))


@router.post("/schools/{school}/mous/{mou}/programme")
async def name_mou_programme(school: Id, mou: Id, body: ProgrammeNameBody, ctx: Line, response: Response) -> Changed:
    """Say what is carried out under a recorded MoU: evaluated, it lets the MoU be renewed as any other."""
    return changed(response, await name_programme(ctx, mou, body.programme))


@router.post("/schools/{school}/imports/mous", status_code=202, openapi_extra=UPLOAD)
async def import_mous(
    school: Id, file: Annotated[Upload, Depends(upload)], ctx: Line, request: Request, response: Response
) -> Operation:
    """Take over a list of signed MoUs, as Dapodik has it. Good rows are kept; each faulty one is reported."""
    SHEET.check(file.content)
    return OPERATIONS.accepted(request, response, await ctx.start_operation(KIND, file.content))
