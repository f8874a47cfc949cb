"""Documents as PDF from a template, and codes that a telephone reads. Nothing here knows what they are about."""

from shared.papers.printer import Printer
from shared.papers.qr import qr_svg
from shared.papers.text import Block, blocks, printable

__all__ = ["Block", "Printer", "blocks", "printable", "qr_svg"]
