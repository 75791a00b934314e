"""Formulas of UVL and PRL: one precedence, different signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from storefront.configurator.solving.problem import Tree

from .broken import Broken
from .build import all_of, any_of, equal, implied, negated

DEEPEST = 150  # parentheses within parentheses


@dataclass(frozen=True)
class Token:
    text: str
    line: int
    quoted: bool = False


@dataclass(frozen=True)
class Signs:
    """How a format writes the connectives; each binds tighter than the one before: equivalence ... not."""

    equivalence: str
    implication: str
    either: str
    both: str
    negation: str


class Tokens:
    """A cursor over tokens that knows where it stands."""

    def __init__(self, tokens: list[Token], file: str) -> None:
        self.tokens, self.file, self.place = tokens, file, 0

    @property
    def line(self) -> int:
        return self.tokens[min(self.place, len(self.tokens) - 1)].line if self.tokens else 0

    def broken(self, reason: str) -> Broken:
        return Broken(self.file, self.line, reason)

    def peek(self) -> Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def at(self, *texts: str) -> bool:
        token = self.peek()
        return token is not None and not token.quoted and token.text in texts

    def take(self) -> Token:
        token = self.peek()
        if token is None:
            raise self.broken("it ends too early")
        self.place += 1
        return token

    def skip(self, text: str) -> bool:
        if self.at(text):
            self.place += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.skip(text):
            found = self.peek()
            raise self.broken(f"expected {text!r}, found {found.text[:40]!r}" if found else f"expected {text!r}")


def formula(tokens: Tokens, signs: Signs, atom: Callable[[Tokens], Tree], depth: int = 0) -> Tree:
    """Reads one formula from the cursor; `atom` reads what is neither connective nor parenthesis."""
    if depth > DEEPEST:
        raise tokens.broken(f"parentheses are nested deeper than {DEEPEST}")
    parts = [_implication(tokens, signs, atom, depth)]
    while tokens.skip(signs.equivalence):
        parts.append(_implication(tokens, signs, atom, depth))
    tree = parts[0]
    for part in parts[1:]:
        tree = equal(tree, part)
    return tree


def _implication(tokens: Tokens, signs: Signs, atom: Callable[[Tokens], Tree], depth: int) -> Tree:
    parts = [_either(tokens, signs, atom, depth)]
    while tokens.skip(signs.implication):
        parts.append(_either(tokens, signs, atom, depth))
    tree = parts.pop()
    while parts:
        tree = implied(parts.pop(), tree)
    return tree


def _either(tokens: Tokens, signs: Signs, atom: Callable[[Tokens], Tree], depth: int) -> Tree:
    parts = [_both(tokens, signs, atom, depth)]
    while tokens.skip(signs.either):
        parts.append(_both(tokens, signs, atom, depth))
    return any_of(parts)


def _both(tokens: Tokens, signs: Signs, atom: Callable[[Tokens], Tree], depth: int) -> Tree:
    parts = [_single(tokens, signs, atom, depth)]
    while tokens.skip(signs.both):
        parts.append(_single(tokens, signs, atom, depth))
    return all_of(parts)


def _single(tokens: Tokens, signs: Signs, atom: Callable[[Tokens], Tree], depth: int) -> Tree:
    negations = 0
    while tokens.skip(signs.negation):
        negations += 1
    if tokens.skip("("):
        tree = formula(tokens, signs, atom, depth + 1)
        tokens.expect(")")
    else:
        tree = atom(tokens)
    return negated(tree) if negations % 2 else tree
