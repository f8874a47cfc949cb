"""What of a partnership waits for whom (C6)."""

from collections.abc import Iterator
from typing import Final

from services.partners.domain.line import duty
from services.partners.domain.partner.state import Partner
from shared.agenda import Need

_PATH: Final = "/schools/{school}/partners/{id}"


def needs(partner: Partner) -> Iterator[Need]:
    """Whoever answers for the partnership, and whoever maps partners, fills what is missing.

    An MoU that was recorded may be in force before the partner is qualified: site and contact first, then that.
    """
    whom = duty("map_partners", member=partner.owner)
    if partner.status in ("mapped", "qualified", "active") and not partner.contacts:
        yield Need(what="name-contact", whom=whom, action=f"POST {_PATH}/contacts")
    if partner.status == "mapped" and partner.sites == 0:
        register = f"/alliances/{{alliance}}/organisations/{partner.organisation}"
        yield Need(what="add-site", whom=whom, action=f"POST {register}/sites")
    if partner.status == "mapped" and partner.mous and partner.contacts and partner.sites != 0:
        yield Need(what="qualify-partner", whom=whom, action=f"POST {_PATH}/qualification")
    if partner.status in ("qualified", "active") and partner.owner is None:
        yield Need(what="name-owner", whom=whom, action=f"PUT {_PATH}/owner")
    if partner.twin is not None:
        yield Need(what="unite-partnerships", whom=whom, action=f"POST {_PATH}/union")
