"""XCSP 2.1 (Roussel and Lecoutre, "XML Representation of Constraint Networks", 2009): tables in extension."""

from __future__ import annotations

from xml.parsers import expat

from storefront.configurator.solving.problem import Problem, Table, Variable

from .broken import Broken
from .build import free

MEANING = {"supports": True, "conflicts": False}
Attributes = dict[str, str]


def parse(text: str, file: str) -> Problem:
    """Variables in file order, values in the order of their domain, one Table per constraint."""
    reader = _Reader(file)
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: reader.start(name, attributes, parser.CurrentLineNumber)
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.texts.append
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise Broken(file, error.lineno, expat.errors.messages[error.code]) from error
    return reader.problem()


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.texts: list[str] = []
        self.opened: tuple[Attributes, int] = ({}, 0)
        self.domains: dict[str, tuple[str, ...]] = {}
        self.relations: dict[str, tuple[bool, list[list[str]], int]] = {}
        self.variables: list[Variable] = []
        self.index: dict[str, int] = {}
        self.tables: list[Table] = []

    def start(self, name: str, attributes: Attributes, line: int) -> None:
        self.texts.clear()
        self.opened = (attributes, line)
        if name == "variable":
            self._variable(attributes, line)
        elif name == "constraint":
            self._constraint(attributes, line)
        elif name in {"predicate", "function"}:
            raise Broken(self.file, line, f"only tables (relations) are read, no {name}")

    def end(self, name: str) -> None:
        attributes, line = self.opened
        if name == "domain":
            self.domains[self._of(attributes, "name", line)] = self._values(line)
        elif name == "relation":
            self._relation(attributes, line)

    def _of(self, attributes: Attributes, key: str, line: int) -> str:
        if key not in attributes:
            raise Broken(self.file, line, f"the attribute {key!r} is missing")
        return attributes[key]

    def _whole(self, word: str, line: int) -> str:
        try:
            return str(int(word))
        except ValueError:
            raise Broken(self.file, line, f"{word[:40]!r} is no whole number") from None

    def _values(self, line: int) -> tuple[str, ...]:
        values: list[str] = []
        for word in "".join(self.texts).split():
            first, dots, last = word.partition("..")
            low = self._whole(first, line)
            span = range(int(low), int(self._whole(last, line)) + 1) if dots else range(int(low), int(low) + 1)
            values.extend(map(str, span))
        if not values:
            raise Broken(self.file, line, "the domain has no values")
        if len(set(values)) != len(values):
            raise Broken(self.file, line, "the domain names a value twice")
        return tuple(values)

    def _relation(self, attributes: Attributes, line: int) -> None:
        meaning = self._of(attributes, "semantics", line)
        if meaning not in MEANING:
            raise Broken(self.file, line, f"semantics must be supports or conflicts, not {meaning[:40]!r}")
        rows = [row.split() for row in "".join(self.texts).split("|")] if "".join(self.texts).strip() else []
        while rows and not rows[-1]:
            rows.pop()
        promised = attributes.get("nbTuples")
        if promised is not None and promised != str(len(rows)):
            raise Broken(self.file, line, f"the relation promises {promised} rows, there are {len(rows)}")
        self.relations[self._of(attributes, "name", line)] = (MEANING[meaning], rows, line)

    def _variable(self, attributes: Attributes, line: int) -> None:
        name, domain = self._of(attributes, "name", line), self._of(attributes, "domain", line)
        if domain not in self.domains:
            raise Broken(self.file, line, f"the domain {domain!r} is not defined above")
        if name in self.index:
            raise Broken(self.file, line, f"there is a second variable {name!r}")
        self.index[name] = len(self.variables)
        self.variables.append(Variable(name, self.domains[domain]))

    def _constraint(self, attributes: Attributes, line: int) -> None:
        reference = self._of(attributes, "reference", line)
        if reference not in self.relations:
            raise Broken(self.file, line, f"the relation {reference!r} is not defined above; only tables are read")
        scope = self._of(attributes, "scope", line).split()
        unknown = [name for name in scope if name not in self.index]
        if unknown:
            raise Broken(self.file, line, f"the variable {unknown[0]!r} is not defined above")
        allowed, rows, row_line = self.relations[reference]
        columns = [{value: place for place, value in enumerate(self._of_variable(name))} for name in scope]
        indices = [row for row in (self._row(row, columns, row_line, allowed) for row in rows) if row is not None]
        name = self._of(attributes, "name", line)
        self.tables.append(Table(name, tuple(self.index[name] for name in scope), tuple(indices), allowed))

    def _of_variable(self, name: str) -> tuple[str, ...]:
        return self.variables[self.index[name]].values

    def _row(self, row: list[str], columns: list[dict[str, int]], line: int, allowed: bool) -> tuple[int, ...] | None:
        """Value indices; None for a row that no domain can meet."""
        if len(row) != len(columns):
            raise Broken(self.file, line, f"a row has {len(row)} values for a scope of {len(columns)}")
        places = [column.get(self._whole(word, line)) for word, column in zip(row, columns, strict=True)]
        found = [place for place in places if place is not None]
        return tuple(found) if len(found) == len(columns) else None

    def problem(self) -> Problem:
        if not self.variables:
            raise Broken(self.file, 0, "there are no variables: is it XCSP 2.1?")
        return free(self.variables, self.tables)
