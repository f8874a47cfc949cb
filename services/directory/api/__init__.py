"""The directory over HTTP, one file per aggregate."""

from services.directory import words
from services.directory.api import alliances, grants, keys, me, members, schools

words.register()

ROUTERS = tuple(module.router for module in (alliances, schools, members, keys, grants, me))
