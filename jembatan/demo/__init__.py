"""The partnership cycle of the study, driven through the public HTTP APIs and shown step by step."""

from jembatan.demo.run import run

__all__ = ["run"]
