"""Formulas, conditions and templates of a document, compiled in the scope of its inputs."""

from __future__ import annotations

import re

from storefront.configurator.document.reader import DocumentError, Reader
from storefront.configurator.domain.model import Template
from storefront.configurator.expressions import Expression, FormulaError, Scope, compile_expression
from storefront.configurator.expressions.scope import Kind

BRACES = re.compile(r"\{([^{}]*)\}")


class Terms:
    """Compiles in one scope. The scope of texts grows while they are read, hence the mutable reference."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def compile(self, place: str, source: str, kind: Kind) -> Expression:
        try:
            return compile_expression(source, self.scope, kind)
        except FormulaError as error:
            raise DocumentError(f"{place}:", error.sentence) from None

    def number(self, item: Reader, key: str, default: str | None = None, low: int | None = None) -> Expression:
        """A number formula; with `low`, proven never to be below it."""
        source = item.word(key) if default is None else item.word(key, default)
        compiled = self.compile(item.at(key), source, "number")
        if low is not None and compiled.span.low < low:
            raise DocumentError(
                item.at(key), f"may come to {compiled.span.low}. It must be at least {low}: use max({low}, …)."
            )
        return compiled

    def condition(self, item: Reader, key: str, default: str = "True") -> Expression:
        return self.compile(item.at(key), item.word(key, default), "truth")

    def template(self, item: Reader, key: str, default: str | None = None) -> Template:
        words = item.word(key) if default is None else item.word(key, default)
        if len(words) > 80:
            raise DocumentError(item.at(key), "should have at most 80 characters.")
        return Template(words, self.named(item.at(key), words))

    def named(self, place: str, words: str) -> frozenset[str]:
        """The names in braces, each a known input."""
        names = frozenset(BRACES.findall(words))
        known = self.scope.options.keys() | self.scope.numbers.keys()
        unknown = sorted(names - known)
        if unknown:
            raise DocumentError(place, f"{{{unknown[0]}}} is not an input of this model.")
        return names
