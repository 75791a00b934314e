"""DIMACS CNF with the features' names in comments (`c 12 Name of the feature`)."""

from __future__ import annotations

import re

from storefront.configurator.solving.problem import Any, Condition, Is, Problem

from .broken import Broken
from .build import NO, YES, features, free

NAMED = re.compile(r"c\s+(\d+)\$?\s+(.+?)\s*$")


def parse(text: str, file: str) -> Problem:
    """Variables 1..n become features in that order, named by the comments (else by their number).

    A clause is named after the line it begins on.
    """
    reader = _Reader(file)
    for number, line in enumerate(text.splitlines(), 1):
        reader.line(number, line.strip())
    return reader.problem()


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.names: dict[int, str] = {}
        self.count = -1
        self.promised = 0
        self.rules: list[Condition] = []
        self.open: list[int] = []
        self.began = 0
        self.atoms: dict[int, Is] = {}  # one object per literal keeps a hundred thousand clauses small

    def line(self, number: int, line: str) -> None:
        if line.startswith("c"):
            if named := NAMED.match(line):
                self.names[int(named[1])] = named[2]
        elif line.startswith("p"):
            self._header(number, line.split())
        elif line and not line.startswith("%"):
            for word in line.split():
                self._literal(number, word)

    def _header(self, number: int, words: list[str]) -> None:
        if self.count >= 0:
            raise Broken(self.file, number, "there is a second header")
        if len(words) != 4 or words[1] != "cnf" or not (words[2].isdigit() and words[3].isdigit()):
            raise Broken(self.file, number, "the header must read: p cnf <variables> <clauses>")
        self.count, self.promised = int(words[2]), int(words[3])

    def _literal(self, number: int, word: str) -> None:
        if self.count < 0:
            raise Broken(self.file, number, "a clause stands before the header p cnf <variables> <clauses>")
        try:
            literal = int(word)
        except ValueError:
            raise Broken(self.file, number, f"{word[:40]!r} is no whole number") from None
        if abs(literal) > self.count:
            raise Broken(self.file, number, f"variable {abs(literal)} is beyond the {self.count} of the header")
        if literal:
            self.began = self.began or number
            self.open.append(literal)
            return
        name = f"line {self.began or number}"
        self.rules.append(Condition(name, Any(tuple(map(self._atom, self.open)))))
        self.open, self.began = [], 0

    def _atom(self, literal: int) -> Is:
        return self.atoms.setdefault(literal, Is(abs(literal) - 1, YES if literal > 0 else NO))

    def problem(self) -> Problem:
        if self.count < 0:
            raise Broken(self.file, 0, "there is no header p cnf <variables> <clauses>")
        if self.open:
            raise Broken(self.file, self.began, "the clause has no closing 0")
        if len(self.rules) != self.promised:
            raise Broken(self.file, 0, f"the header promises {self.promised} clauses, there are {len(self.rules)}")
        names = [self.names.get(number, str(number)) for number in range(1, self.count + 1)]
        return free(features(names), self.rules)
