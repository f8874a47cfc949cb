"""What answers have shown: ids of things that exist and values to give back, so that requests reach deeper than 404."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

import httpx

from shared.ids import ID_PATTERN

ID: Final = re.compile(ID_PATTERN)
HASH: Final = re.compile(r"^[0-9a-f]{64}$")
OFTEN: Final = 0.85


class Known:
    """Learns from every answer. The same choices for the same dice."""

    def __init__(self, dice: random.Random, document: Mapping[str, Any], /, **given: str) -> None:
        """`given`: values by the name that parameters and members have (`school=…`)."""
        self._dice = dice
        self._schemas = document["components"]["schemas"]
        self._lists = {template: _pattern(template) for template in {_list_of(each) for each in document["paths"]}}
        self._things: dict[str, list[Mapping[str, str]]] = defaultdict(list)
        """By the template of the list that they stand in."""
        self._values: dict[str, list[str]] = defaultdict(list, {name: [value] for name, value in given.items()})
        self._fixed = frozenset(given)
        self._tags: dict[str, str] = {}

    def learn(self, template: str, answer: httpx.Response) -> None:
        """Ids, hashes and the version that an answer holds."""
        if not answer.is_success:
            return
        if (tag := answer.headers.get("etag")) is not None:
            self._tags[answer.request.url.path] = tag
        if ID.match(id := answer.headers.get("location", "").rpartition("/")[2]):
            self._place(answer.headers["location"].rpartition("/")[0], id)
        if answer.headers.get("content-type", "").startswith("application/json"):
            content = answer.json()
            items = content.get("items", ()) if isinstance(content, dict) else ()
            for item in (each for each in items if "id" in each):
                self._things[template].append({name: str(value) for name, value in item.items() if value})
            for name, value in _leaves(content):
                if name not in self._fixed and value not in self._values[name]:
                    self._values[name].append(value)

    def _place(self, path: str, id: str) -> None:
        for template, pattern in self._lists.items():
            if pattern.fullmatch(path):
                self._things[template].append({"id": id})

    def path(self, template: str) -> dict[str, str]:
        """A value for every parameter: mostly of something that stands exactly there."""
        found: dict[str, str] = {}
        thing: Mapping[str, str] = {}
        for name in re.findall(r"{(\w+)}", template):
            if there := self._things.get(template.partition(f"/{{{name}}}")[0]):
                thing = self._dice.choice(there)
                found[name] = thing.get(name) or thing["id"]
            elif thing and thing["id"] not in found.values():  # it takes two: whose it is, and which
                found[name] = thing["id"]
            else:
                found[name] = self._dice.choice(self._values.get(name) or self._any())
        return found

    def query(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Filters by what there is."""
        return {name: self.woven(value, {}, name) for name, value in asked.items()}

    def _any(self) -> list[str]:
        return [each["id"] for things in self._things.values() for each in things] or self._values["school"]

    def tag(self, path: str) -> str:
        """The version of what stands at `path`, or of what it is a part of."""
        while path and path not in self._tags:
            path = path.rpartition("/")[0]
        return self._tags.get(path, '"1"')

    def woven(self, value: Any, schema: Mapping[str, Any], name: str = "") -> Any:
        """The body with known ids, hashes and the document's own examples in the place of most invented ones."""
        meant = [self._named(each) for each in (schema, *schema.get("anyOf", ()), *schema.get("oneOf", ()))]
        if isinstance(value, dict):
            properties = {name: one for each in meant for name, one in each.get("properties", {}).items()}
            return {each: self.woven(one, properties.get(each, {}), each) for each, one in value.items()}
        if isinstance(value, list):
            items = next((each["items"] for each in meant if "items" in each), {})
            return [self.woven(one, items, name) for one in value]
        if self._dice.random() > OFTEN:
            return value
        if isinstance(value, str) and (known := self._values.get(name) or self._values.get(name.removesuffix("s"))):
            return self._dice.choice(known)
        if isinstance(value, str) and ID.match(value):
            return self._dice.choice(self._any())
        examples = next((each["examples"] for each in meant if "examples" in each), ())
        return self._dice.choice(examples) if examples else value

    def _named(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        reference = schema.get("$ref")
        return self._schemas[reference.rpartition("/")[2]] if reference else schema


def _list_of(template: str) -> str:
    return template.rpartition("/{")[0] if template.endswith("}") else template


def _pattern(template: str) -> "re.Pattern[str]":
    return re.compile(re.sub(r"{\w+}", "[^/]+", template))


def _leaves(content: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(content, dict):
        for each, value in content.items():
            yield from _leaves(value, each)
    elif isinstance(content, list):
        for value in content:
            yield from _leaves(value, name.removesuffix("s"))
    elif isinstance(content, str) and (ID.match(content) or HASH.match(content)):
        yield name, content
