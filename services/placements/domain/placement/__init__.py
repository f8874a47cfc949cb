"""A placement: proposed → offered → accepted → cleared → ongoing → assessed → completed (C15–C19);
rejected, withdrawn, transferred, terminated.

Slots are on the grant's stream and days on the student's calendar: proposing writes all three in one transaction.
"""

from typing import Final

from services.placements.domain.placement import commands as c
from services.placements.domain.placement import ending, path, work
from services.placements.domain.placement.events import (
    Cause,
    GuardianConsentRequested,
    IncidentReported,
    PlacementEvent,
    PlacementFlagged,
    PlacementProposed,
)
from services.placements.domain.placement.state import ENDED, Placement, State, evolve
from shared.days import midnight
from shared.decider import Decider, Due, rules
from shared.events import Audience

decide = rules(
    "placement",
    {c.ProposePlacement: path.propose},
    {
        c.OfferPlacement: path.offer,
        c.AcceptPlacement: path.accept,
        c.RejectPlacement: path.reject,
        c.AssignSchoolSupervisor: path.assign_school_supervisor,
        c.AssignIndustrySupervisor: path.assign_industry_supervisor,
        c.RequestSupervision: path.request_supervision,
        c.RequestConsent: path.request_consent,
        c.RecordConsent: path.record_consent,
        c.RevokeConsent: path.revoke_consent,
        c.CompleteBriefing: path.brief,
        c.RecordInsurance: path.insure,
        c.RecordTravelDocuments: path.see_travel_documents,
        c.SetRoster: path.set_roster,
        c.ClearPlacement: path.clear,
        c.StartInternship: path.start,
        c.RecordLogbook: work.record,
        c.ApproveLogbook: work.approve,
        c.ReportIncident: work.report_incident,
        c.AssessInternship: work.assess,
        c.CompleteInternship: work.complete,
        c.FlagPlacement: work.flag,
        c.WithdrawPlacement: ending.withdraw,
        c.TerminatePlacement: ending.terminate,
        c.TransferPlacement: ending.transfer,
    },
)
"""Events of a placement, or `Refused`."""


CONFIDENTIAL: Final[frozenset[Cause]] = frozenset({"incident", "consent_revoked"})
"""Causes that the school alone hears of: a student may have reported the partner."""


def audience(state: Placement, event: PlacementEvent) -> Audience:
    """The partner, from the offer on; not of what the school was told in confidence or asks the guardian."""
    if state.offered_by is None or _confidential(event):
        return Audience()
    return Audience(partners=(state.organisation,))


def _confidential(event: PlacementEvent) -> bool:
    if isinstance(event, PlacementFlagged):
        return event.cause in CONFIDENTIAL
    return isinstance(event, PlacementProposed | GuardianConsentRequested | IncidentReported)


def due(state: Placement) -> Due | None:
    """A cleared placement starts when its first day begins at the school's zone."""
    if state.state != "cleared":
        return None
    return Due(midnight(state.period.starts_on, state.zone), c.StartInternship(), "start-internship")


PLACEMENT = Decider("placement", Placement, PlacementEvent, decide, evolve, audience, due, fold=3)

__all__ = ["ENDED", "PLACEMENT", "Placement", "State"]
