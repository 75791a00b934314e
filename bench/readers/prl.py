"""PRL, the product rule language of BooleWorks' boolerules: features, groups and rules without slices and versions."""

from __future__ import annotations

import re
from collections.abc import Callable

from storefront.configurator.solving.problem import Condition, Is, Problem, Tree, Variable

from .broken import Broken
from .build import NO_YES, all_of, any_of, at_most_one, equal, feature, free, implied, negated
from .formula import Signs, Token, Tokens, formula

SIGNS = Signs("<=>", "=>", "/", "&", "-")
TOKEN = re.compile(r"#[^\n]*|\s+|\"([^\"\n]*)\"|(<=>|=>|!=|[()\[\]{},&/=-])|([A-Za-z_][A-Za-z0-9_.]*|\d[\d.]*)|(.)")


def parse(text: str, file: str) -> Problem:
    """Features in file order, then the groups (each a feature itself); a rule is named by its id, else by its line."""
    tokens = Tokens(_tokens(text, file), file)
    reader = _Reader(tokens)
    while tokens.peek():
        reader.statement()
    return reader.problem()


def _tokens(text: str, file: str) -> list[Token]:
    tokens = []
    line = 1
    for found in TOKEN.finditer(text):
        if found[4]:
            raise Broken(file, line, f"{found[4]!r} is not expected here")
        if found[1] is not None:
            tokens.append(Token(found[1], line, quoted=True))
        elif found[2] or found[3]:
            tokens.append(Token(found[2] or found[3], line))
        line += found[0].count("\n")
    return tokens


class _Reader:
    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.index: dict[str, int] = {}
        self.variables: list[Variable] = []
        self.rules: list[Condition] = []
        self.later: list[tuple[int, int]] = []  # rules may speak of groups that come below: read when all is declared
        self.choices: dict[str, Callable[[list[Tree]], Tree]] = {
            "amo": at_most_one,
            "exo": lambda parts: all_of([any_of(parts), at_most_one(parts)]),
        }

    def statement(self) -> None:
        token = self.tokens.take()
        if token.text == "header":
            self._properties()
        elif token.text == "feature":
            self._declare(self.tokens.take(), NO_YES)
        elif token.text == "enum":
            self.tokens.expect("feature")
            name = self.tokens.take()
            self._declare(name, tuple(word.text for word in self._list()))
        elif token.text in {"mandatory", "optional"} and self.tokens.skip("group"):
            self._group(token)
        elif token.text == "rule":
            self.later.append((self.tokens.place, token.line))
            self._skip_rule()
        else:
            raise Broken(self.tokens.file, token.line, f"{token.text[:40]!r} is not read here")

    def _skip_rule(self) -> None:
        while (token := self.tokens.peek()) and (token.quoted or token.text not in {"rule", "enum", "optional"}):
            after = self.tokens.tokens[self.tokens.place - 1]
            if token.text in {"feature", "mandatory"} and token.line != after.line:
                return
            self.tokens.take()

    def _declare(self, name: Token, values: tuple[str, ...]) -> int:
        if name.text in self.index:
            raise Broken(self.tokens.file, name.line, f"there is a second feature {name.text[:40]!r}")
        if not values or len(set(values)) != len(values):
            raise Broken(self.tokens.file, name.line, f"{name.text[:40]!r} needs values, each once")
        self.index[name.text] = len(self.variables)
        self.variables.append(Variable(name.text, values))
        return self.index[name.text]

    def _list(self) -> list[Token]:
        self.tokens.expect("[")
        words: list[Token] = []
        while not self.tokens.skip("]"):
            if words:
                self.tokens.expect(",")
            words.append(self.tokens.take())
        return words

    def _group(self, kind: Token) -> None:
        name = self.tokens.take()
        self.tokens.expect("contains")
        members: list[Tree] = [self._feature(word) for word in self._list()]
        group: Tree = feature(self._declare(name, NO_YES))
        label = f"group {name.text}"
        self.rules.append(Condition(label, equal(group, any_of(members))))
        self.rules.append(Condition(label, at_most_one(members)))
        if kind.text == "mandatory":
            self.rules.append(Condition(label, group))

    def _feature(self, token: Token) -> Is:
        if token.text not in self.index:
            raise Broken(self.tokens.file, token.line, f"there is no feature {token.text[:40]!r}")
        index = self.index[token.text]
        if self.variables[index].values != NO_YES:
            raise Broken(self.tokens.file, token.line, f"{token.text[:40]!r} is no Boolean feature")
        return feature(index)

    def _properties(self) -> str:
        """A block in braces; its `id`, if it has one."""
        self.tokens.expect("{")
        name = ""
        while not self.tokens.skip("}"):
            if self.tokens.take().text == "id":
                name = self.tokens.take().text
        return name

    def _rule(self, line: int) -> None:
        tree = self._head()
        name = self._properties() if self.tokens.at("{") else ""
        rest = self.tokens.peek()
        if rest and rest.text not in {"rule", "enum", "optional", "feature", "mandatory"}:
            raise self.tokens.broken(f"{rest.text[:40]!r} is not expected in the rule")
        self.rules.append(Condition(name or f"line {line}", tree))

    def _head(self) -> Tree:
        if self.tokens.skip("if"):
            first = self._formula()
            if self.tokens.skip("thenNot"):
                return implied(first, negated(self._formula()))
            self.tokens.expect("then")
            return implied(first, self._formula())
        for word in ("forbidden", "mandatory"):
            if self.tokens.skip(word):
                self.tokens.expect("feature")
                tree = self._atom(self.tokens)
                return tree if word == "mandatory" else negated(tree)
        tree = self._formula()
        return equal(tree, self._formula()) if self.tokens.skip("is") else tree

    def _formula(self) -> Tree:
        return formula(self.tokens, SIGNS, self._atom)

    def _atom(self, tokens: Tokens) -> Tree:
        if tokens.skip("["):
            tree = self._comparison(tokens)
            tokens.expect("]")
            return tree
        token = tokens.take()
        if token.text in self.choices and tokens.at("["):
            return self.choices[token.text]([self._feature(word) for word in self._list()])
        return self._feature(token)

    def _comparison(self, tokens: Tokens) -> Tree:
        name = tokens.take()
        if name.text not in self.index:
            raise Broken(tokens.file, name.line, f"there is no feature {name.text[:40]!r}")
        index = self.index[name.text]
        sign = tokens.take()
        if sign.text == "in":
            words = self._list()
        elif sign.text in {"=", "!="}:
            words = [tokens.take()]
        else:
            raise Broken(tokens.file, sign.line, f"{sign.text[:40]!r} is not read here, only = != in")
        values = self.variables[index].values
        missing = [word for word in words if word.text not in values]
        if missing:
            raise Broken(tokens.file, name.line, f"{name.text!r} has no value {missing[0].text[:40]!r}")
        tree = Is(index, frozenset(values.index(word.text) for word in words))
        return negated(tree) if sign.text == "!=" else tree

    def problem(self) -> Problem:
        if not self.variables:
            raise Broken(self.tokens.file, 0, "there are no features: is it PRL?")
        for place, line in self.later:
            self.tokens.place = place
            self._rule(line)
        return free(self.variables, self.rules)


def prices(text: str, file: str) -> dict[str, int]:
    """The weights of an optimisation request (`CONSTRAINT;WEIGHT`): price by feature; `true` is the base price."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if number == 1 or not line.strip():
            continue
        name, _, weight = line.partition(";")
        if not re.fullmatch(r"\s*-?\d+\s*", weight):
            raise Broken(file, number, f"{weight.strip()[:40]!r} is no whole price")
        found[name.strip()] = int(weight)
    return found
