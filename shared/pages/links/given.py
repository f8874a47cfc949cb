"""What somebody filled in, turned into the bodies that the API takes; what is wrong is said beside its field."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

from shared.http.faults import faults_of
from shared.http.words import Language
from shared.refusals import Invalid

M = TypeVar("M", bound=BaseModel)
Place = Sequence[int | str]
"""Where in a body something is wrong, as pydantic says it."""


class Faulty(Invalid):
    """Something in the form is wrong (422); `fields` says what, by the name of the field."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("form-not-valid", "Something is missing or wrong.", mend="Look at what is marked below.")
        self.fields = dict(fields)


class Given:
    """A form as it was sent."""

    def __init__(self, form: FormData, language: Language) -> None:
        self.language = language
        self.values: dict[str, str] = {name: value for name, value in form.items() if isinstance(value, str)}

    def text(self, name: str) -> str | None:
        """What was written, with line ends as texts have them; None where nothing was."""
        written = self.values.get(name, "").replace("\r\n", "\n").strip()
        return written or None

    def whole(self, name: str) -> int | str | None:
        """A whole number; what is none is left for the body to refuse."""
        written = self.text(name)
        return int(written) if written is not None and written.isdecimal() and len(written) < 12 else written

    def day(self, name: str) -> date | None:
        """A day as browsers send it; `Faulty` for what is none."""
        written = self.text(name)
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            said = (
                "Bukan tanggal. Tulis TTTT-BB-HH." if self.language == "id" else "It is not a date. Write YYYY-MM-DD."
            )
            raise Faulty({name: said}) from None

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return self.values.get(name) == "yes"

    def must_be_ticked(self, name: str) -> None:
        """`Faulty` unless it was."""
        if not self.ticked(name):
            raise Faulty({name: "Centang bila sesuai." if self.language == "id" else "Tick this if it is so."})

    def texts(self, *names: str) -> dict[str, str]:
        """What was written in these fields, without those that are empty."""
        return {name: text for name in names if (text := self.text(name)) is not None}

    def body(self, model: type[M], values: Mapping[str, Any], at: Callable[[Place], str] | None = None) -> M:
        """The body of the route that does the same; `Faulty` with what is wrong with it.

        `at`: the field in which it is wrong, where that is not the member's own name.
        """
        known = {name: value for name, value in values.items() if value is not None}
        try:
            return model.model_validate(known)
        except ValidationError as error:
            raise Faulty(dict(self._faults(error, at or _first))) from None

    def _faults(self, error: ValidationError, at: Callable[[Place], str]) -> list[tuple[str, str]]:
        found = error.errors(include_url=False)
        return [
            (at(each["loc"]), f"{fault.what} {fault.mend}")
            for each in found
            for fault in faults_of([each], self.language)
        ]


def _first(place: Place) -> str:
    return str(place[0]) if place else ""
