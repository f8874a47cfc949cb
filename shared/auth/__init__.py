"""Who calls, in which tenant, with which roles. Every route declares it with exactly one `allow`, or with `public`.

Three credentials, all in `Authorization`: `Bearer <JWT>` (a member, any OIDC issuer), `Bearer jbt_<prefix>_<secret>`
(an API key) and `Link <token>` (one person, one purpose, no account). Memberships are this service's own copy of the
directory's topics, so nobody is asked at run time. See ADR 0005.
"""

from shared.auth import words
from shared.auth.access import Access, Reach, allow, allow_link_in_url
from shared.auth.links import LinkGrant, Links
from shared.auth.memberships import COPIES, KnownSchool, hear_directory, school_of
from shared.auth.public import Public, Visitor, public
from shared.auth.roles import ROLES, Role

words.register()

__all__ = [
    "COPIES",
    "ROLES",
    "Access",
    "KnownSchool",
    "LinkGrant",
    "Links",
    "Public",
    "Reach",
    "Role",
    "Visitor",
    "allow",
    "allow_link_in_url",
    "hear_directory",
    "public",
    "school_of",
]
