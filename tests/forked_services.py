"""Imports the declarations of all services, so that `tests.forked` has them."""

from jembatan.registry import names, service

for name in names():
    service(name)
