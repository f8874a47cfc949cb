"""Lists that a school sends (C1)."""

from typing import Annotated, Final

from fastapi import Depends, Request, Response

from services.partners.access import Line, reads
from services.partners.imports import OPERATIONS
from services.partners.imports.partners import KIND, SHEET
from shared.http import Router
from shared.http.operations import Operation
from shared.http.uploads import Upload, upload, uploaded
from shared.ids import Id

EXAMPLE: Final = "nama,nib,alamat,zona\nHotel Contoh,9120004712365,Jl. Malioboro 60,Asia/Jakarta\n"
"""A list that is taken as it is."""

router = Router("partners", tags=["imports"])


@router.post("/schools/{school}/imports/partners", status_code=202, openapi_extra=uploaded(EXAMPLE))
async def import_partners(
    school: Id, file: Annotated[Upload, Depends(upload)], ctx: Line, request: Request, response: Response
) -> Operation:
    """Take over a list of partners (CSV or XLSX). Good rows are kept; the operation reports each faulty one.

    Columns that must be there: `nama`; `alamat` and `zona`, or `kode wilayah` in place of `zona`, or `tanpa lokasi` in
    place of both. Others: `organisasi`, `jenis`, `nib`, `npwp`, `kbli`, `bidang usaha id`, `negara`, `situs web`,
    `faks`, `lokasi`, `rt`, `rw`, `dusun`, `desa`, `kode pos`, `kota`, `lintang`, `bujur`, `departemen`, `kontak`,
    `jabatan`, `peran`, `email`, `telepon`, `organisasi lain`.
    """
    SHEET.check(file.content)
    return OPERATIONS.accepted(request, response, await ctx.start_operation(KIND, file.content))


OPERATIONS.add_routes(router, reads)
