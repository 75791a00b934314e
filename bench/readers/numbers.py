"""Whole numbers of a text, each with the line it stands on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .broken import Broken

LIMIT = 10**9
_WHOLE = re.compile(r"[+-]?\d+(\.0*)?")


class Number(NamedTuple):
    value: int
    line: int


class Numbers:
    """Read one after the other. `Broken` names the file and the line."""

    def __init__(self, numbers: Sequence[Number], file: str, last: int) -> None:
        self._numbers, self._at, self._file, self._last = numbers, 0, file, last

    def next(self, what: str, low: int = 0, high: int = LIMIT) -> int:
        if self._at >= len(self._numbers):
            raise Broken(self._file, self._last, f"the file ends where {what} should stand")
        number = self._numbers[self._at]
        self._at += 1
        if not low <= number.value <= high:
            raise Broken(self._file, number.line, f"{what} is {number.value}, not within {low} and {high}")
        return number.value

    @property
    def line(self) -> int:
        return self._numbers[max(self._at - 1, 0)].line if self._numbers else 0

    def finish(self) -> None:
        if self._at < len(self._numbers):
            raise Broken(
                self._file, self._numbers[self._at].line, "there are more numbers than the first line promises"
            )


def numbers(lines: Sequence[str], file: str, first: int = 1) -> list[Number]:
    """All numbers; lines that begin with # or // are comments. Raises Broken for anything that is not whole."""
    found: list[Number] = []
    for at, line in enumerate(lines, first):
        if line.lstrip().startswith(("#", "//")):
            continue
        for word in line.replace(",", " ").replace(";", " ").split():
            if not _WHOLE.fullmatch(word) or len(word) > 18:
                raise Broken(file, at, f"“{word[:20]}” is not a whole number")
            found.append(Number(int(word.split(".")[0]), at))
    return found
