"""Lists: declared columns and filters, keyset pages, CSV and XLSX by `Accept`."""

from shared.http.listing.columns import Column
from shared.http.listing.filters import Filter
from shared.http.listing.grid import Grid
from shared.http.listing.listing import Enrich, Export, Listing, Sort
from shared.http.listing.table import Table

__all__ = ["Column", "Enrich", "Export", "Filter", "Grid", "Listing", "Sort", "Table"]
