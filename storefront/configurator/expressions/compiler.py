"""One door: text and scope in, a bounded, callable expression out."""

from __future__ import annotations

from dataclasses import dataclass, field

from storefront.configurator.expressions.building import Builder, kind_of
from storefront.configurator.expressions.closures import Env, Run, closure
from storefront.configurator.expressions.intervals import span
from storefront.configurator.expressions.javascript import javascript
from storefront.configurator.expressions.limits import FormulaError
from storefront.configurator.expressions.reading import read
from storefront.configurator.expressions.scope import Kind, Scope, Span
from storefront.configurator.expressions.tree import Node, names


@dataclass(frozen=True)
class Expression:
    """A compiled formula. Call it with name -> value for every name in `names`; it cannot fail within its scope."""

    source: str
    kind: Kind
    node: Node = field(repr=False)
    names: frozenset[str]
    span: Span
    run: Run = field(repr=False, compare=False)

    def __call__(self, env: Env) -> int:
        return int(self.run(env))

    def holds(self, env: Env) -> bool:
        return bool(self.run(env))

    @property
    def javascript(self) -> str:
        return javascript(self.node)


def compile_expression(source: str, scope: Scope, kind: Kind) -> Expression:
    """Compile `source`, which must yield `kind`. Raises `FormulaError` with a sentence for the seller."""
    node = Builder(scope).build(read(source))
    if kind_of(node) != kind:
        needed = "a number" if kind == "number" else "a condition, like length > 2000"
        raise FormulaError(f"“{source[:60]}” should give {needed}.")
    return Expression(source, kind, node, names(node), span(node, scope), closure(node, scope))


def expression_of(node: Node, scope: Scope, source: str = "") -> Expression:
    """The expression of a condition that was built as a tree; its names must be of `scope`."""
    return Expression(source, "truth", node, names(node), span(node, scope), closure(node, scope))
