"""Bodies about the coordination line."""

from services.partners.domain.line import HolderRole
from shared.http import Body
from shared.ids import Id


class HolderBody(Body):
    """Who sees to a matter: a role, or one member."""

    role: HolderRole | None = None
    member: Id | None = None
