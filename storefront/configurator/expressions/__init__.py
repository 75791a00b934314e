"""The safe expression language of models: whole numbers, options, conditions. Nothing a formula says is ever executed.

A formula is read by `ast.parse`, turned node by node into our own small tree (anything not on the list is refused),
bounded by interval analysis over the domains of its names, and only then compiled: to Python closures here and to
JavaScript source for the browser. Every intermediate value is proven to stay within ±(2^53 - 1), so both agree exactly.
"""

from storefront.configurator.expressions.compiler import Expression, compile_expression
from storefront.configurator.expressions.limits import FormulaError
from storefront.configurator.expressions.scope import Scope, Span

__all__ = ["Expression", "FormulaError", "Scope", "Span", "compile_expression"]
