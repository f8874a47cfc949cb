"""Whether two entries of the register may be the same organisation: by name and place, with the reasons (C1)."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Final, Literal, Protocol

from rapidfuzz import fuzz

from services.partners.domain.values import Site
from shared.events import Value

Reason = Literal[
    "same-npwp",
    "same-name",
    "alike-name",
    "same-town",
    "other-town",
    "town-unknown",
    "near",
    "other-trade",
    "other-number",
    "other-nib",
    "other-npwp",
]

SUSPECT: Final = 80
"""From this score (of 100) on, a pair is laid before the alliance's administrators."""
VERY_ALIKE: Final = 90
"""From this score on, an entry without NIB is registered only when whoever asks says that it is another one."""

_LEGAL: Final = {"pt", "cv", "ud", "pd", "fa", "tbk", "persero", "perum", "perumda", "firma"} | {
    *("ltd", "limited", "inc", "co", "corp", "company", "llc", "kk")
}
_TRADES: Final = {
    "hotel": "hotel penginapan wisma losmen guesthouse homestay inn edotel resort",
    "food": "restoran resto restaurant warung kedai depot",
    "cafe": "kafe cafe coffee kopi",
    "workshop": "bengkel workshop otomotif autoservice",
    "shop": "toko store shop swalayan minimarket",
    "fashion": "butik boutique konveksi penjahit tailor",
    "catering": "katering catering",
    "beauty": "salon barbershop spa",
}
_TRADE_OF: Final = {word: trade for trade, words in _TRADES.items() for word in words.split()}
_SPOKEN: Final = (("rumah makan", "restoran"), ("guest house", "guesthouse"), ("home stay", "homestay"))
_SPELLINGS: Final = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("ph", "f"), ("kh", "k"), ("ks", "x"), ("v", "f"))
_NOT_TOWN: Final = frozenset(["kota", "kab", "kabupaten", "kotamadya", "kodya", "city", "regency"])
_TOWNS: Final = {"jogja": "yogyakarta", "jogjakarta": "yogyakarta", "yogya": "yogyakarta", "bjm": "banjarmasin"}
_NEAR_KM: Final = 0.5


class Likeness(Value):
    """How alike two entries are."""

    score: int
    """0 to 100."""
    why: tuple[Reason, ...]


class Entry(Protocol):
    """What is compared of an organisation."""

    @property
    def name(self) -> str: ...
    @property
    def nib(self) -> str | None: ...
    @property
    def npwp(self) -> str | None: ...
    @property
    def sites(self) -> tuple[Site, ...]: ...


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: legal forms are gone, spellings are evened out."""

    words: tuple[str, ...]
    trade: str | None
    numbers: frozenset[str]


def likeness(one: Entry, other: Entry) -> Likeness:
    """Name first; town, distance, trade and numbers speak for or against. Symmetric."""
    towns = [frozenset(filter(None, map(town_of, entry.sites))) for entry in (one, other)]
    names = [_without(name_of(entry.name), towns[0] | towns[1]) for entry in (one, other)]
    score, why = _of_names(*names)
    for points, reason in (*_of_places(one, other, *towns), *_of_numbers(one, other)):
        score += points
        why.append(reason)
    if one.npwp is not None and one.npwp == other.npwp:
        return Likeness(score=max(95, min(100, score)), why=("same-npwp", *why))
    return Likeness(score=max(0, min(100, score)), why=tuple(why))


def alike_keys(name: str, npwp: str | None = None) -> tuple[str, ...]:
    """What two entries that are alike share at least one of: beginnings and ends of the words of the name, the NPWP."""
    taken = name_of(name)
    words = [word for word in taken.words if not word.isdecimal()] or [taken.trade or "", *taken.numbers]
    begins = {word[:4] for word in words if word}
    ends = {f"-{word[-4:]}" for word in words if len(word) > 5}
    return tuple(sorted(begins | ends | ({f"npwp:{npwp}"} if npwp else set())))


def town_of(site: Site) -> str | None:
    """The town of a site, as given or as the end of its address says, evened out: `Kota Jogja` → `yogyakarta`."""
    said = site.town or _end_of(site.address)
    words = [word for word in _plain(said).split() if word not in _NOT_TOWN and not word.isdecimal()]
    town = " ".join(words)
    return _TOWNS.get(town, town) or None


@lru_cache(maxsize=4096)
def name_of(name: str) -> Name:
    """`PT. Hotel Kentjana 2` → words `kencana`, trade `hotel`, numbers `2`."""
    plain = _plain(name)
    for spoken, written in _SPOKEN:
        plain = plain.replace(spoken, written)
    words = [word for word in plain.split() if word not in _LEGAL]
    trades = [_TRADE_OF[word] for word in words if word in _TRADE_OF]
    own = tuple(_even(_TOWNS.get(word, word)) for word in words if word not in _TRADE_OF)
    return Name(own, trades[0] if trades else None, frozenset(word for word in own if word.isdecimal()))


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", re.sub(r"['.]", "", bare)).split())


def _even(word: str) -> str:
    for old, new in _SPELLINGS:
        word = word.replace(old, new)
    return re.sub(r"([a-z])\1", r"\1", word)


def _end_of(address: str) -> str:
    """`Jl. Malioboro 260, Yogyakarta 55271` → `Yogyakarta 55271`; nothing where no comma sets the town apart."""
    return address.rpartition(",")[2] if "," in address else ""


def _without(name: Name, towns: Iterable[str]) -> Name:
    """A hotel of two branches is named after its towns; what is left must be alike."""
    places = {_even(word) for town in towns for word in town.split()}
    left = tuple(word for word in name.words if word not in places)
    return Name(left or name.words, name.trade, name.numbers)


def _of_names(one: Name, other: Name) -> tuple[int, list[Reason]]:
    first, second = " ".join(one.words), " ".join(other.words)
    joined = fuzz.ratio(first.replace(" ", ""), second.replace(" ", ""))
    score = round(max(fuzz.token_sort_ratio(first, second), joined))
    why: list[Reason] = ["same-name" if score == 100 else "alike-name"]
    if one.trade and other.trade and one.trade != other.trade:
        score, why = score - 25, [*why, "other-trade"]
    if one.numbers != other.numbers:
        score, why = score - 40, [*why, "other-number"]
    return score, why


def _of_places(one: Entry, other: Entry, towns: frozenset[str], others: frozenset[str]) -> list[tuple[int, Reason]]:
    if any(_distance(a, b) <= _NEAR_KM for a in one.sites for b in other.sites):
        return [(0, "near")]
    if not towns or not others:
        return [(-5, "town-unknown")]
    same = any(fuzz.ratio(a, b) >= 90 for a in towns for b in others)
    return [(0, "same-town")] if same else [(-25, "other-town")]


def _of_numbers(one: Entry, other: Entry) -> list[tuple[int, Reason]]:
    """Different numbers speak for two firms, but one of them may be mistyped."""
    found: list[tuple[int, Reason]] = []
    if one.nib and other.nib and one.nib != other.nib:
        found.append((-10, "other-nib"))
    if one.npwp and other.npwp and one.npwp != other.npwp:
        found.append((-10, "other-npwp"))
    return found


def _distance(one: Site, other: Site) -> float:
    """Kilometres between two sites; infinite where one has no coordinates."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return float("inf")
    south, north = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(east / 2) ** 2
    return 2 * 6371 * asin(sqrt(half))
