"""Lists that a school sends (C1)."""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.partners.access import Line, reads
from services.partners.imports import OPERATIONS
from services.partners.imports.partners import KIND, SHEET
from shared.http import Router
from shared.http.operations import Operation
from shared.http.uploads import UPLOAD, Upload, upload
from shared.ids import Id

router = Router("partners", tags=["imports"])


@router.post("/schools/{school}/imports/partners", status_code=202, openapi_extra=UPLOAD)
async def import_partners(
    school: Id, file: Annotated[Upload, Depends(upload)], ctx: Line, request: Request, response: Response
) -> Operation:
    """Take over a list of partners (CSV or XLSX). Good rows are kept; the operation reports each faulty one."""
    SHEET.check(file.content)
    return OPERATIONS.accepted(request, response, await OPERATIONS.start(ctx, KIND, file.content))


OPERATIONS.add_routes(router, reads)
