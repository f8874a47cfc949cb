"""What several rules require of an MoU before they look at anything else."""

from typing import Any

from services.partners.domain.mou.state import MoU, MoUStatus
from shared.events import Actor
from shared.refusals import Refused


def must_be(mou: MoU, status: MoUStatus, mend: str) -> None:
    """Refuse in any other state."""
    if mou.status != status:
        raise Refused(f"mou-not-{status.replace('_', '-')}", f"The MoU is {mou.status}, not {status}.", mend=mend)


def only_principal(by: Actor) -> None:
    """Refuse anybody else."""
    if "principal" not in by.roles:
        raise Refused("only-principal-decides", "Only the principal decides this.", mend="Ask the principal.")


def course(mou: MoU) -> dict[str, Any]:
    """What every event of an MoU's course says."""
    return {"parties": mou.terms.parties, "starts_on": mou.terms.starts_on, "ends_on": mou.terms.ends_on}
