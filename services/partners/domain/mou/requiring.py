"""What several rules require of an MoU before they look at anything else."""

from typing import Any

from services.partners.domain.mou.state import MoU, MoUStatus
from shared.refusals import Refused


def must_be(mou: MoU, status: MoUStatus, mend: str) -> None:
    """Refuse in any other state."""
    if mou.status != status:
        raise Refused(f"mou-not-{status.replace('_', '-')}", f"The MoU is {mou.status}, not {status}.", mend=mend)


def must_be_approved(programme: str, *beside: str) -> None:
    """Refuse a programme, by its state, that is neither approved nor running, nor in one of these states."""
    if programme not in ("approved", "running", *beside):
        raise Refused(
            "programme-not-approved",
            f"The programme is {programme}, not approved.",
            mend="Let partner, teachers and committee endorse it and the principal approve it.",
        )


def course(mou: MoU) -> dict[str, Any]:
    """What every event of an MoU's course says."""
    return {"parties": mou.terms.parties, "starts_on": mou.terms.starts_on, "ends_on": mou.terms.ends_on}
