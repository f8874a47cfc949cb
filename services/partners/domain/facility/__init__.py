"""Facilities that schools lend each other, and which of their time is taken (C28)."""

from services.partners.domain.facility.facility import FACILITY, Facility
from services.partners.domain.facility.month import FACILITY_MONTH, FacilityMonth

__all__ = ["FACILITY", "FACILITY_MONTH", "Facility", "FacilityMonth"]
