"""What contacts of partners see and do behind the links in their letters, without an account (ADR 0020).

One file per kind of matter. A page reads and writes through the functions of the API's routes: it has no rules of its
own, it says what they say in the words of somebody who has never seen this system.
"""

from typing import Final

from services.partners.pages import signing
from shared.pages.links import Matter, link_pages

MATTERS: Final[tuple[Matter, ...]] = (*signing.MATTERS,)
ROUTERS: Final = link_pages("partners", MATTERS)
