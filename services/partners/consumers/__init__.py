"""What the partners service hears: the directory, and its own events, which move other things of its own."""

from services.partners.consumers import erasures, evaluations, meetings, mous, register, sister_schools
from services.partners.consumers.heard import HEARD

__all__ = ["HEARD", "erasures", "evaluations", "meetings", "mous", "register", "sister_schools"]
