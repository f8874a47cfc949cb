"""Pages behind the links in letters: a service says what each purpose shows and does, and has its routes (ADR 0020)."""

from shared.pages.links.given import Faulty, Given
from shared.pages.links.matter import Answer, Matter
from shared.pages.links.routes import link_pages
from shared.pages.links.sheet import Field, Form, Section, Sheet

__all__ = ["Answer", "Faulty", "Field", "Form", "Given", "Matter", "Section", "Sheet", "link_pages"]
