"""MongoDB behind one seam: the same on both drivers, with a tenant in every query of a service."""

from shared.mongo.connection import Mongo, connect
from shared.mongo.declarations import Collection, DeclarationConflict, Index, apply, missing
from shared.mongo.documents import Document, Documents, Filter, Found, Session, Sort
from shared.mongo.errors import Duplicate, is_lost, is_transient
from shared.mongo.tenant import Tenant, TenantCollection

__all__ = [
    "Collection",
    "DeclarationConflict",
    "Document",
    "Documents",
    "Duplicate",
    "Filter",
    "Found",
    "Index",
    "Mongo",
    "Session",
    "Sort",
    "Tenant",
    "TenantCollection",
    "apply",
    "connect",
    "is_lost",
    "is_transient",
    "missing",
]
