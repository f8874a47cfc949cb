"""MoUs, agreements and addenda as paper, and the proof that a paper is genuine (C3)."""

from services.partners.usecases.papers.printing import Paper, paper
from services.partners.usecases.papers.verifying import Verification, verification

__all__ = ["Paper", "Verification", "paper", "verification"]
