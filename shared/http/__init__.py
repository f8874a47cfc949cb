"""HTTP for every service: routes, problems, entity tags, idempotency, lists, operations."""

from shared.http.answers import Applied, Body, Changed, Created, changed, created, mark, shown
from shared.http.history import history_of
from shared.http.idempotency import command_identity
from shared.http.listing import Column, Export, Filter, Grid, Listing, Sort, Table
from shared.http.problems import Problem
from shared.http.router import Router
from shared.http.tags import entity_tag, expected_number, if_match
from shared.http.today import today_of
from shared.http.uploads import UPLOAD, Upload, upload
from shared.http.words import Words, add_words

__all__ = [
    "UPLOAD",
    "Applied",
    "Body",
    "Changed",
    "Column",
    "Created",
    "Export",
    "Filter",
    "Grid",
    "Listing",
    "Problem",
    "Router",
    "Sort",
    "Table",
    "Upload",
    "Words",
    "add_words",
    "changed",
    "command_identity",
    "created",
    "entity_tag",
    "expected_number",
    "history_of",
    "if_match",
    "mark",
    "shown",
    "today_of",
    "upload",
]
