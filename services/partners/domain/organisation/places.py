"""Where a site may be: coordinates that contradict country or time zone are a slip of the pen (C1)."""

from typing import Final, Literal

PlaceFault = Literal["one-missing", "out-of-range", "nowhere", "swapped", "outside-country", "outside-zone"]

_INDONESIA: Final = ((-11.5, 6.5), (94.5, 141.5))
_LONGITUDES: Final = {
    "Asia/Jakarta": (94.5, 117.0),
    "Asia/Pontianak": (108.0, 116.5),
    "Asia/Makassar": (113.5, 127.5),
    "Asia/Jayapura": (123.5, 141.5),
}
"""Of the provinces in each zone, a little beyond their borders: Kangean lies in WIB, Mahakam Ulu in WITA."""


def place_fault(latitude: float | None, longitude: float | None, country: str, zone: str) -> PlaceFault | None:
    """What is wrong with these coordinates (decimal degrees, WGS 84); none is wrong with none at all."""
    if latitude is None or longitude is None:
        return None if latitude is longitude else "one-missing"
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return "swapped" if country == "ID" and _in_indonesia(longitude, latitude) else "out-of-range"
    if latitude == longitude == 0:
        return "nowhere"
    if country == "ID" and not _in_indonesia(latitude, longitude):
        return "swapped" if _in_indonesia(longitude, latitude) else "outside-country"
    west, east = _LONGITUDES.get(zone, (-180.0, 180.0))
    return None if west <= longitude <= east else "outside-zone"


def _in_indonesia(latitude: float, longitude: float) -> bool:
    (south, north), (west, east) = _INDONESIA
    return south <= latitude <= north and west <= longitude <= east
