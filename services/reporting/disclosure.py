"""What an alliance does not see of a table about persons: groups under five, and what would give them away (C43).

Rows are schools, columns are states; the margins (`ALL` states, the `TOTAL` of the schools) are cells like the others,
because every line adds up to its margin. A cell is hidden for one of three reasons:

* its group has one to four persons, and the school has not granted its facts;
* what is hidden in a line can be had as a sum, by subtraction from the margin, and is itself a group under five or
  consists of ones only;
* it could be computed. In a table whose lines add up, a hidden cell can be computed exactly where it is a bridge of the
  graph that has the lines as nodes and the hidden cells as edges (Gusfield 1988), so every hidden cell must lie on a
  cycle.

A zero is never hidden: it says nothing of anybody, and could hide nobody. What this does not defend against is
comparing the answers of two days.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Final

LEAST: Final = 5
"""Persons in the smallest group that is shown."""
ALL: Final = ""
"""The column that adds up a row."""
TOTAL: Final = ""
"""The row that adds up the schools."""
_MARGIN: Final = 1_000_000
"""Hiding a margin costs more than hiding any number of cells inside."""

Cell = tuple[str, str]
"""(school, state)."""
Numbers = Mapping[str, Mapping[str, int]]
"""School → state → persons."""


def hidden(numbers: Numbers, granted: Iterable[str] = ()) -> frozenset[Cell]:
    """The cells not to be shown, margins included. Rows of `granted` schools are shown whole."""
    table = _Table(numbers, frozenset(granted))
    table.hide_small_groups()
    while table.widen_lines() or table.close_cycles():
        pass
    return frozenset(table.hidden)


@dataclass
class _Table:
    numbers: Numbers
    granted: frozenset[str]
    hidden: set[Cell] = field(default_factory=set)
    values: dict[Cell, int] = field(default_factory=lambda: defaultdict(int))
    secret: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Per column: persons of schools that have granted nothing."""

    def __post_init__(self) -> None:
        for school, states in self.numbers.items():
            for state, number in states.items():
                for cell in product((school, TOTAL), (state, ALL)):
                    self.values[cell] += number
                if school not in self.granted:
                    self.secret[state] += number
                    self.secret[ALL] += number
        self.rows = [*self.numbers, TOTAL]
        self.columns = [*dict.fromkeys(state for states in self.numbers.values() for state in states), ALL]

    def hide_small_groups(self) -> None:
        for cell in product(self.rows, self.columns):
            if self.values[cell] < LEAST and self._may_hide(cell):
                self.hidden.add(cell)

    def widen_lines(self) -> bool:
        """Hide more where the hidden part of a line is a small group itself; whether anything was hidden."""
        before = len(self.hidden)
        for row in self.rows:
            self._widen([(row, column) for column in self.columns])
        for column in self.columns:
            self._widen([(row, column) for row in self.rows])
        return len(self.hidden) > before

    def _widen(self, line: list[Cell]) -> None:
        *inside, margin = line
        kept = [cell for cell in inside if cell in self.hidden]
        persons = sum(self.values[cell] for cell in kept)
        if not kept or margin in self.hidden or (persons >= LEAST and persons > len(kept)):
            return
        enough = [
            cell
            for cell in inside
            if cell not in self.hidden and self._may_hide(cell) and self.values[cell] + persons >= LEAST
        ]
        wide = [cell for cell in enough if self.values[cell] > 1]
        self.hidden.add(min(wide, key=lambda cell: self.values[cell], default=margin))

    def close_cycles(self) -> bool:
        """Put the first cell that could be computed onto a cycle; whether there was one."""
        for row, column in sorted(_bridges(self.hidden)):
            squares = [
                ((row, other), (another, column), (another, other))
                for another in self.rows
                for other in self.columns
                if another != row and other != column
            ]
            possible = [square for square in squares if all(map(self._may_hide, square))]
            self.hidden.update(min(possible, key=self._cost))
            return True
        return False

    def _may_hide(self, cell: Cell) -> bool:
        row, column = cell
        if row == TOTAL:
            return self.secret[column] > 0
        return row not in self.granted and self.values[cell] > 0

    def _cost(self, square: Iterable[Cell]) -> int:
        fresh = [cell for cell in square if cell not in self.hidden]
        return sum(self.values[cell] + _MARGIN * ((cell[0] == TOTAL) + (cell[1] == ALL)) for cell in fresh)


Node = tuple[str, str]


def _bridges(edges: Iterable[Cell]) -> set[Cell]:
    """Edges (row, column) without which their ends would not be connected."""
    ends: dict[Node, list[tuple[Node, Cell]]] = defaultdict(list)
    for edge in sorted(edges):
        row, column = ("row", edge[0]), ("column", edge[1])
        ends[row].append((column, edge))
        ends[column].append((row, edge))
    reached: dict[Node, int] = {}
    found: set[Cell] = set()

    def lowest(node: Node, came: Cell | None) -> int:
        reached[node] = low = len(reached)
        for other, edge in ends[node]:
            if edge == came:
                continue
            if other in reached:
                low = min(low, reached[other])
                continue
            below = lowest(other, edge)
            if below > reached[node]:
                found.add(edge)
            low = min(low, below)
        return low

    for node in list(ends):
        if node not in reached:
            lowest(node, None)
    return found
