"""UVL, the Universal Variability Language (Benavides et al., "UVL: Feature modelling with the Universal Variability
Language", 2024): the Boolean level with group cardinalities. Attributes are read over."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storefront.configurator.solving.problem import All, Any, Condition, Problem, Tree

from .broken import Broken
from .build import all_of, any_of, at_most_one, between, feature, features, free, implied
from .formula import Signs, Token, Tokens, formula

SIGNS = Signs("<=>", "=>", "|", "&", "!")
TOKEN = re.compile(r"\"([^\"]*)\"|'([^']*)'|(<=>|=>|==|!=|[()!&|<>,+*])|([^\s()!&|=<>\"',+*]+)|(\S)")
NAME = re.compile(
    r"(?:(Boolean|Integer|Real|String)\s+)?(?:\"([^\"]+)\"|([^\s\"{]+))(?:\s+(cardinality\s*\[[^\]]*\]))?$"
)
CARDINALITY = re.compile(r"\[\s*(\d+)\s*(?:\.\.\s*(\d+|\*)\s*)?\]$")
GROUPS = ("mandatory", "optional", "or", "alternative")
SECTIONS = ("namespace", "include", "imports", "features", "constraints")


@dataclass
class Line:
    number: int
    indent: int
    text: str


def parse(text: str, file: str) -> Problem:
    """One Boolean variable per feature, in tree order; rules are named by their line or the features they tie."""
    reader = _Reader(file)
    for line in _logical(text, file):
        reader.line(line)
    return reader.problem()


def _logical(text: str, file: str) -> list[Line]:
    """Lines without comments and attributes; a line goes on while a bracket is open."""
    lines: list[Line] = []
    depth = 0
    for number, raw in enumerate(_uncommented(text).splitlines(), 1):
        if not raw.strip():
            continue
        if depth:
            lines[-1].text += " " + raw.strip()
        else:
            start = raw.expandtabs(4)
            lines.append(Line(number, len(start) - len(start.lstrip()), raw.strip()))
        bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", lines[-1].text)
        depth = sum(map(bare.count, "({[")) - sum(map(bare.count, ")}]"))
        if depth < 0:
            raise Broken(file, number, "a bracket closes that was never opened")
    if depth:
        raise Broken(file, lines[-1].number, "a bracket is never closed")
    return lines


def _uncommented(text: str) -> str:
    """Comments blanked, line ends kept; what stands in quotation marks is none."""

    def blank(found: re.Match[str]) -> str:
        return found[0] if found[0].startswith('"') else "\n" * found[0].count("\n")

    return re.sub(r"\"[^\"\n]*\"|//[^\n]*|/\*.*?\*/", blank, text, flags=re.DOTALL)


@dataclass
class Branch:
    """A feature or a group that is open for children; `kind` is empty for a feature."""

    indent: int
    owner: int
    kind: str
    line: int
    children: list[int]


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.section = ""
        self.index: dict[str, int] = {}
        self.rules: list[Condition] = []
        self.open: list[Branch] = []
        self.names: list[str] = []

    def line(self, line: Line) -> None:
        word = line.text.split()[0]
        if line.indent == 0:
            if word not in SECTIONS:
                raise Broken(self.file, line.number, f"expected one of {', '.join(SECTIONS)}, found {word[:40]!r}")
            self.section = word
            self._close_from(-1)
        elif self.section == "features":
            self._tree(line)
        elif self.section == "constraints":
            self._constraint(line)
        elif self.section != "include":
            raise Broken(self.file, line.number, "other files (imports) are not read")

    def _tree(self, line: Line) -> None:
        self._close_from(line.indent)
        if self.open and not self.open[-1].kind:
            self.open.append(Branch(line.indent, self.open[-1].owner, self._kind(line), line.number, []))
            return
        child = self._feature(line)
        if self.open:
            group = self.open[-1]
            group.children.append(child)
            name = f"{self.names[child]} needs {self.names[group.owner]}"
            self.rules.append(Condition(name, implied(feature(child), feature(group.owner))))
        elif child:
            raise Broken(self.file, line.number, "there is a second root feature")
        else:
            self.rules.append(Condition("root", feature(0)))
        self.open.append(Branch(line.indent, child, "", line.number, []))

    def _close_from(self, indent: int) -> None:
        while self.open and self.open[-1].indent >= indent:
            self._close(self.open.pop())

    def _kind(self, line: Line) -> str:
        if line.text in GROUPS or CARDINALITY.match(line.text):
            return line.text
        raise Broken(self.file, line.number, f"expected {', '.join(GROUPS)} or [n..m], found {line.text[:40]!r}")

    def _feature(self, line: Line) -> int:
        text = line.text.split("{")[0] if not line.text.startswith('"') else _before_attributes(line.text)
        if re.search(r"\bconstraints?\b", line.text[len(text) :]):
            raise Broken(self.file, line.number, "constraints among the attributes are not read")
        found = NAME.match(text.strip())
        if not found:
            raise Broken(self.file, line.number, f"{text.strip()[:60]!r} is no feature")
        if found[1] not in (None, "Boolean"):
            raise Broken(self.file, line.number, f"features of type {found[1]} are not read, only Boolean ones")
        if found[4] and not re.search(r"\[(0\.\.)?1(\.\.1)?\]", found[4].replace(" ", "")):
            raise Broken(self.file, line.number, "a feature that occurs several times is not read")
        name = found[2] or found[3]
        if name in self.index:
            raise Broken(self.file, line.number, f"there is a second feature {name!r}")
        self.index[name] = len(self.names)
        self.names.append(name)
        return self.index[name]

    def _close(self, branch: Branch) -> None:
        """A group is complete: how many of its children its owner takes."""
        if not branch.kind:
            return
        if not branch.children:
            raise Broken(self.file, branch.line, "the group has no features")
        children: list[Tree] = [feature(child) for child in branch.children]
        owner, name = feature(branch.owner), f"{self.names[branch.owner]}: {branch.kind} (line {branch.line})"
        least, most = self._numbers(branch, len(children))
        if least == len(children):
            self.rules.append(Condition(name, implied(owner, all_of(children))))
        elif least == 1:
            self.rules.append(Condition(name, implied(owner, any_of(children))))
        elif least > 1:
            self.rules.append(Condition(name, implied(owner, between(children, least, len(children)))))
        if most < len(children):
            rule = at_most_one(children) if most == 1 else between(children, 0, most)
            self.rules.append(Condition(name, rule))

    def _numbers(self, branch: Branch, count: int) -> tuple[int, int]:
        if branch.kind in GROUPS:
            return {"mandatory": (count, count), "optional": (0, count), "or": (1, count), "alternative": (1, 1)}[
                branch.kind
            ]
        found = CARDINALITY.match(branch.kind)
        assert found is not None
        least, most = int(found[1]), found[2] or found[1]
        top = count if most == "*" else int(most)
        if least > top or least > count:
            raise Broken(self.file, branch.line, f"{branch.kind} cannot be met by {count} features")
        return least, min(top, count)

    def _constraint(self, line: Line) -> None:
        tokens = Tokens([self._token(found, line.number) for found in TOKEN.finditer(line.text)], self.file)
        tree = formula(tokens, SIGNS, self._atom)
        rest = tokens.peek()
        if rest:
            raise tokens.broken(f"{rest.text[:40]!r} is not expected here; only ! & | => <=> and parentheses are read")
        self.rules.append(Condition(f"line {line.number}", tree))

    def _token(self, found: re.Match[str], line: int) -> Token:
        if found[5] is not None:
            raise Broken(self.file, line, f"{found[5]!r} is not expected here")
        quoted = found[1] if found[1] is not None else found[2]
        return Token(found[3] or found[4], line) if quoted is None else Token(quoted, line, quoted=True)

    def _atom(self, tokens: Tokens) -> Tree:
        token = tokens.take()
        while tokens.at(".") or (tokens.peek() and token.text.endswith(".")):
            token = Token(token.text + tokens.take().text, token.line, quoted=True)
        if token.text in self.index:
            return feature(self.index[token.text])
        if not token.quoted and token.text in {"true", "false"}:
            return All(()) if token.text == "true" else Any(())
        raise Broken(self.file, token.line, f"there is no feature {token.text[:60]!r}")

    def problem(self) -> Problem:
        self._close_from(-1)
        if not self.names:
            raise Broken(self.file, 0, "there are no features: is it UVL?")
        return free(features(self.names), self.rules)


def _before_attributes(text: str) -> str:
    """`"A {name}" {abstract}` up to its attributes."""
    end = text.find('"', 1)
    if end < 0:
        return text
    return text[: end + 1] + text[end + 1 :].split("{")[0]
