"""Each filter of each list has an index: a list is as quick with a filter as without (C4, ADR 0010)."""

import importlib
import pkgutil
from typing import Final

import pytest

from services.partners import views
from services.partners.app import SERVICE
from shared.http import Filter, Listing, Table
from shared.http.operations.operations import _LISTING
from shared.http.operations.words import OPERATIONS_COLLECTION
from shared.mongo import Index

WHOSE: Final = {
    "state.terms.schools", "state.plan.schools", "state.schools", "state.plan.host", "state.plan.guest",
}  # fmt: skip
"""What a list of the alliance that belongs to several schools is narrowed to first: the school that asks."""
GATHERED: Final = {"line"}
"""Rows that are made anew for each answer; there is nothing to search."""
INDEXES: Final = [index for each in (*views.COLLECTIONS, OPERATIONS_COLLECTION) for index in each.indexes]


def declared() -> list[tuple[Listing, Filter]]:
    modules = [
        importlib.import_module(f"{views.__name__}.{each.name}") for each in pkgutil.iter_modules(views.__path__)
    ]
    found = {id(one): one for module in modules for one in vars(module).values() if isinstance(one, Listing)}
    lists = [one for one in found.values() if not isinstance(one, Table) and one.name not in GATHERED]
    return [(one, filter) for one in (*lists, _LISTING) for filter in one.filters]


def _leads(index: Index, one: Listing, filter: Filter) -> bool:
    keys = [key.removeprefix("-") for key in index.keys[1:]]
    own = keys[1:] if keys and keys[0] in WHOSE and keys[0] != filter.field else keys
    ordered = one.sort is None or not one.sort.days or one.sort.field in own
    return bool(own) and own[0] == filter.field and ordered


@pytest.mark.parametrize(("one", "filter"), declared(), ids=lambda each: each.name)
def test_c4_a_filter_has_an_index(one: Listing, filter: Filter) -> None:
    assert any(_leads(index, one, filter) for index in INDEXES), f"{one.name} is filtered by {filter.field}"


def test_every_list_of_a_route_is_looked_at() -> None:
    assert SERVICE.name == "partners"
    assert len({one.name for one, _ in declared()}) > 25
