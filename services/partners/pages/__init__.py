"""What contacts of partners see and do behind the links in their letters, without an account (ADR 0020).

One file per kind of matter. A page reads and writes through the functions of the API's routes: it has no rules of its
own, it says what they say in the words of somebody who has never seen this system.
"""

from typing import Final

from services.partners.pages import aligning, confirming, evaluating, forming, meeting, signing
from shared.pages.links import Matter, link_pages

_ALL: Final = (signing, forming, evaluating, confirming, aligning, meeting)
MATTERS: Final[tuple[Matter, ...]] = tuple(matter for module in _ALL for matter in module.MATTERS)
ROUTERS: Final = link_pages("partners", MATTERS)
