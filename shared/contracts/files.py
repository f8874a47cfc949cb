"""The committed contract: writing it, and saying where it differs from the code."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.contracts.asyncapi import asyncapi
from shared.contracts.compatibility import breaks
from shared.contracts.samples import sample
from shared.contracts.schemas import EventContract

Document = dict[str, Any]


class ContractError(ValueError):
    """The code breaks a committed contract; the text names each break. A break needs a new event version."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A committed file that is not what the code says."""

    path: Path
    what: str


def export(
    folder: Path,
    service: str,
    title: str,
    contracts: Sequence[EventContract],
    hears: Iterable[str],
    *,
    openapi: Document | None = None,
) -> list[Path]:
    """Write what changed and return it. A changed schema becomes the next revision; `ContractError` on a break.

    Without `openapi` that document is left as it is.
    """
    if broken := [line for contract in contracts for line in _breaks(folder, contract)]:
        raise ContractError("\n".join(broken))
    wanted = _wanted(folder, service, title, contracts, hears, openapi=openapi)
    changed = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path])
    return changed


def differences(
    folder: Path,
    service: str,
    title: str,
    contracts: Sequence[EventContract],
    hears: Iterable[str],
    *,
    openapi: Document | None = None,
) -> list[Difference]:
    """What `export` would say: breaks of a committed revision, files missing or out of date, files of no event."""
    found = [Difference(folder, line) for contract in contracts for line in _breaks(folder, contract)]
    for path, text in _wanted(folder, service, title, contracts, hears, openapi=openapi).items():
        if not path.exists():
            found.append(Difference(path, "is missing: run `jembatan contracts export`"))
        elif path.read_text() != text:
            found.append(Difference(path, "differs from the code: run `jembatan contracts export`"))
    kinds = {contract.kind for contract in contracts}
    gone = [path for path in sorted((folder / "schemas").glob("*")) if path.name not in kinds]
    return found + [Difference(path, "is published no more; a kind once public stays readable") for path in gone]


def _revisions(folder: Path, contract: EventContract) -> list[Path]:
    return sorted((folder / "schemas" / contract.kind).glob("*.json"), key=lambda path: int(path.stem))


def _breaks(folder: Path, contract: EventContract) -> list[str]:
    schema = contract.schema()
    return [
        f"{contract.kind} against revision {path.stem}: {line}"
        for path in _revisions(folder, contract)
        for line in breaks(json.loads(path.read_text()), schema)
    ]


def _wanted(
    folder: Path,
    service: str,
    title: str,
    contracts: Sequence[EventContract],
    hears: Iterable[str],
    *,
    openapi: Document | None = None,
) -> dict[Path, str]:
    files: dict[Path, str] = {folder / "asyncapi.json": _text(asyncapi(service, title, contracts, hears))}
    if openapi is not None:
        files[folder / "openapi.json"] = _text(openapi)
    for contract in contracts:
        files[folder / "samples" / f"{contract.kind}.json"] = _text(sample(contract.model))
        files[_schema_path(folder, contract)] = _text(contract.schema())
    return files


def _schema_path(folder: Path, contract: EventContract) -> Path:
    """Of the revision that says what the code says: the newest one, or the next."""
    revisions = _revisions(folder, contract)
    if revisions and json.loads(revisions[-1].read_text()) == contract.schema():
        return revisions[-1]
    return folder / "schemas" / contract.kind / f"{len(revisions) + 1}.json"


def _text(document: Document) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
