"""Placements: students, cohorts, slots, and each placement from proposal to `InternshipCompleted` (C14–C20)."""
