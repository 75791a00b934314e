"""A matrix from a spreadsheet: tabs, commas or semicolons, the options of one group down, of another across.

Two shapes are read: a table with marks in its cells (two groups), and a list with one combination a line under a head
of group names (any number of groups). Words are compared with labels and ids, in any case.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from foundation.plain.errors import TooLarge
from storefront.configurator.document.editing.matrix import Combination, Grid

MAX_PASTED = 100_000  # characters
MAX_FAULTS = 50
YES = {"1", "x", "yes", "y", "ok", "true", "ja", "j", "✓", "✔", "•", "+", "allowed"}
NO = {"", "0", "-", "–", "—", "no", "n", "nej", "nein", "false", "✗", "✘", "not allowed"}
Names = Mapping[str, Mapping[str, str]]  # group -> folded label or id -> option id
Labels = Mapping[str, Mapping[str, str]]  # group -> option id -> label


@dataclass(frozen=True)
class Fault:
    """One thing that was not understood; line and column count from 1, column 0 is the whole line."""

    line: int
    column: int
    sentence: str


@dataclass(frozen=True)
class Pasted:
    """What was read: the grid as it would be (unread cells as they were) and what was not understood."""

    grid: Grid
    faults: tuple[Fault, ...]
    read: int  # cells or lines understood
    turned: bool = False  # the columns of the paste are the rows of the grid


@dataclass
class _Reading:
    grid: Grid
    labels: Labels
    names: Names
    sold: set[Combination]
    faults: list[Fault] = field(default_factory=list)
    read: int = 0

    def fault(self, line: int, column: int, sentence: str) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(line, column, sentence))

    def option(self, group: str, word: str, line: int, column: int) -> str | None:
        found = self.names[group].get(_fold(word))
        if found is None:
            known = ", ".join(self.labels[group].get(option) or option for option in self.known(group))
            self.fault(line, column, f"“{word[:40]}” is no option here. There are {known}.")
        return found

    def known(self, group: str) -> list[str]:
        return list(self.grid.options[self.grid.groups.index(group)])


def _names_of(labels: Labels) -> dict[str, dict[str, str]]:
    """What words are compared with; an id wins over another's label."""
    return {
        group: {**{_fold(label): option for option, label in options.items()}, **{_fold(o): o for o in options}}
        for group, options in labels.items()
    }


def read_pasted(text: str, grid: Grid, labels: Labels, heads: Mapping[str, str]) -> Pasted:
    """`labels` of the grid's groups; `heads`: folded group label or id -> group. Never raises for what is in the cells,
    `TooLarge` for too many."""
    if len(text) > MAX_PASTED:
        raise TooLarge(f"Paste at most {MAX_PASTED:,} characters at once.", field="pasted")
    lines = _lines(text)
    reading = _Reading(grid, labels, _names_of(labels), set(grid.sold))
    if not lines:
        reading.fault(1, 0, "Nothing was pasted. Copy the cells in your spreadsheet, their headings too.")
        return Pasted(grid, tuple(reading.faults), 0)
    groups = [heads.get(_fold(word), "") for word in lines[0][1]]
    if len(groups) >= len(grid.groups) and set(grid.groups) <= set(groups):
        _combinations(reading, lines, groups)
        turned = False
    else:
        turned = _table(reading, lines)
    changed = Grid(grid.groups, grid.options, frozenset(reading.sold))
    return Pasted(changed, tuple(reading.faults), reading.read, turned)


def fold(word: str) -> str:
    """The spelling under which words are compared."""
    return _fold(word)


def _fold(word: str) -> str:
    return " ".join(word.casefold().split())


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """(line number, cells) of every line that is not empty. A tab anywhere means tabs, else `;`, else commas."""
    sign = next((sign for sign in ("\t", ";") if sign in text), ",")
    rows = csv.reader(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), delimiter=sign)
    return [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, 1) if any(map(str.strip, row))]


def _combinations(reading: _Reading, lines: Sequence[tuple[int, list[str]]], groups: Sequence[str]) -> None:
    """One combination a line; what is listed can be bought, unless a further column says no. `*` is every option."""
    grid = reading.grid
    said: set[Combination] = set()
    for number, cells in lines[1:]:
        if len(cells) < len(grid.groups):
            reading.fault(number, 0, f"This line has {len(cells)} cells; the head has {len(groups)}.")
            continue
        parts = [
            _part(reading, group, cells[groups.index(group)], number, groups.index(group)) for group in grid.groups
        ]
        if all(parts):
            reading.read += 1
            said |= set(product(*parts))
    if said:
        reading.sold = said


def _part(reading: _Reading, group: str, word: str, line: int, column: int) -> tuple[str, ...]:
    if word == "*":
        return tuple(reading.known(group))
    found = reading.option(group, word, line, column + 1)
    return (found,) if found else ()


def _table(reading: _Reading, lines: Sequence[tuple[int, list[str]]]) -> bool:
    """Marks in the cells; returns whether the paste lies on its side."""
    grid = reading.grid
    if len(grid.groups) != 2:
        names = ", ".join(grid.groups)
        reading.fault(lines[0][0], 0, f"For three groups or more, paste one combination a line under the head {names}.")
        return False
    down, across = grid.groups
    head = lines[0][1][1:]
    turned = _fits(reading, down, head) > _fits(reading, across, head)
    if turned:
        down, across = across, down
    columns = [reading.option(across, word, lines[0][0], place + 2) for place, word in enumerate(head)]
    for number, cells in lines[1:]:
        _marks(reading, number, cells, down, columns, turned=turned)
    return turned


def _fits(reading: _Reading, group: str, words: Sequence[str]) -> int:
    return sum(_fold(word) in reading.names[group] for word in words)


def _marks(
    reading: _Reading, number: int, cells: Sequence[str], down: str, columns: Sequence[str | None], *, turned: bool
) -> None:
    option = reading.option(down, cells[0], number, 1)
    if len(cells) - 1 > len(columns):
        reading.fault(number, 0, f"This line has {len(cells) - 1} marks; the head names {len(columns)} options.")
        return
    if option is None:
        return
    for place, column in enumerate(columns):
        mark = _fold(cells[place + 1]) if place + 1 < len(cells) else ""
        if column is None:
            continue
        if mark not in YES and mark not in NO:
            reading.fault(number, place + 2, f"“{mark[:20]}” is neither yes (x, 1, yes) nor no (empty, 0, no).")
            continue
        cell = (column, option) if turned else (option, column)
        reading.read += 1
        (reading.sold.add if mark in YES else reading.sold.discard)(cell)
