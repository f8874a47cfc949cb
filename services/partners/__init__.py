"""Partnerships: the register of organisations, a school's partners, programmes, MoUs and their agreements (C1–C13)."""
