"""Up to where the lanes of this process know each stream, by watermark.

Where a watermark stands as high in the database, nobody else has stored anything of the stream for the endpoint since:
the lane has nothing to look for before what this process stores next.
"""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final
from weakref import WeakKeyDictionary

from shared.mongo import Mongo

MOST: Final = 10_000
"""Watermarks that are remembered; of others it is not known who raised them, which costs a reading."""


class Heights:
    """`_id` of a watermark → how high that is."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[str, int] = OrderedDict()

    def raised(self, heights: Mapping[str, int]) -> None:
        """These were raised just now, and the lanes were given what there is up to there, or told to read."""
        for mark, number in heights.items():
            self._known[mark] = number
            self._known.move_to_end(mark)
        while len(self._known) > self._most:
            self._known.popitem(last=False)

    def alone(self, mark: str, height: int) -> bool:
        """Has nobody else raised this watermark, which is that high in the database (0: it is not there)?"""
        return height == self._known.get(mark, 0)


_HEIGHTS: Final[WeakKeyDictionary[Any, Heights]] = WeakKeyDictionary()


def heights_of(mongo: Mongo) -> Heights:
    """Of this process, for this connection."""
    return _HEIGHTS.setdefault(mongo, Heights())
