"""Who may use the local database: one user per service, for its own database only."""

import json
import secrets
from pathlib import Path
from typing import Any

ROOT = "jembatan_root"
USER_EXISTS = 51003


class Passwords:
    """User names and passwords, kept in one file that only its owner can read. Empty without services."""

    def __init__(self, file: Path, services: tuple[str, ...]) -> None:
        self._file = file
        self._users = (ROOT, *(f"jembatan_{service}" for service in services)) if services else ()
        self._known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}

    def __bool__(self) -> bool:
        return bool(self._users)

    def __getitem__(self, user: str) -> str:
        return self._known[user]

    @property
    def complete(self) -> bool:
        """Whether every user was made before."""
        return set(self._users) <= set(self._known)

    async def create(self, admin: Any) -> None:
        """Makes the users in a database that asks for no password, then writes the file."""
        made = {user: self._known.get(user) or secrets.token_urlsafe(24) for user in self._users}
        for user, password in made.items():
            await _create(admin, user, password)
        self._known |= made
        partial = self._file.with_suffix(".partial")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(self._known, indent=1))
        partial.replace(self._file)


async def _create(admin: Any, user: str, password: str) -> None:
    from pymongo.errors import OperationFailure

    own: list[Any] = ["root"] if user == ROOT else [{"role": "readWrite", "db": user}]
    try:
        await admin.command("createUser", user, pwd=password, roles=own)
    except OperationFailure as error:
        if error.code != USER_EXISTS:
            raise
        await admin.command("updateUser", user, pwd=password, roles=own)
