"""From text to Python's syntax tree, without ever handing the parser something that could hurt it.

CPython's parser recurses: deep brackets, long runs of `-` or `not` and chained `if` can end in RecursionError or
MemoryError, and adjoining tokens such as `1if` warn. So a flat scan with one regular expression comes first; only a
short, shallow text of known tokens reaches `ast.parse`.
"""

from __future__ import annotations

import ast
import re

from storefront.configurator.expressions.limits import (
    MAX_CHOICES,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_NESTING,
    MAX_NODES,
    MAX_PREFIXES,
    MAX_SOURCE,
    MAX_TOKENS,
    FormulaError,
)

TOKEN = re.compile(
    r"""
      (?P<space>[ \t\r\n]+)
    | (?P<number>[0-9][0-9_]*(?![A-Za-z0-9_.'"]))
    | (?P<name>[A-Za-z][A-Za-z0-9_]*(?!['"]))
    | (?P<option>'[A-Za-z0-9_.-]{1,64}'(?!['"A-Za-z0-9_]))
    | (?P<operator>//(?!/)|\*(?!\*)|==|!=|<=|>=|<(?!<)|>(?!>)|[-+%(),\[\]])
    """,
    re.VERBOSE | re.ASCII,
)
OPENING, CLOSING, PREFIXES = ("(", "["), (")", "]"), ("-", "+", "not")
INSTEAD = {
    "/": "Write // for a whole division, or mul_div(a, b, c) to round.",
    "**": "Powers are not part of formulas; multiply instead.",
    ".": "Formulas know whole numbers only, in millimetres, grams or cents, and no dots.",
    "=": "Write == to compare.",
    '"': "Write option names in single quotes, like 'oak'.",
    "'": "Only option names stand in quotes, like 'oak'.",
}


def read(source: str) -> ast.expr:
    """The Python expression that `source` spells. Raises `FormulaError`; never executes anything."""
    if not isinstance(source, str):
        raise FormulaError("A formula is a line of text.")
    if len(source) > MAX_SOURCE:
        raise FormulaError(f"This formula is too long. Keep it under {MAX_SOURCE} characters, or use a table.")
    tokens = _tokens(source)
    if not tokens:
        raise FormulaError("The formula is empty.")
    _check_shape(tokens)
    try:
        tree = ast.parse(" ".join(tokens), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(f"“{_short(source)}” cannot be read. Check its brackets and operators.") from None
    _check_size(tree)
    return tree


def _short(source: str) -> str:
    return source if len(source) <= 60 else source[:57] + "…"


def _tokens(source: str) -> list[str]:
    tokens: list[str] = []
    at = 0
    while at < len(source):
        found = TOKEN.match(source, at)
        if found is None:
            raise FormulaError(_refusal(source, at))
        if found.lastgroup == "number" and len(found.group()) > MAX_DIGITS:
            raise FormulaError("A number in the formula is too large. Use a larger unit.")
        if found.lastgroup != "space":
            tokens.append(found.group())
        at = found.end()
    return tokens


def _refusal(source: str, at: int) -> str:
    for sign in ("**", source[at]):
        if source.startswith(sign, at) and sign in INSTEAD:
            return f"“{sign}” is not part of formulas. {INSTEAD[sign]}"
    tail = source[at : at + 12].split()
    shown = tail[0] if tail else source[at]
    if "." in shown:
        return f"“{shown}” is not part of formulas. {INSTEAD['.']}"
    return f"“{shown}” is not part of formulas. Use numbers, names, + - * // %, comparisons, and, or, not, if … else."


def _check_shape(tokens: list[str]) -> None:
    """Bound what makes a parser recurse, on the flat list of tokens."""
    if len(tokens) > MAX_TOKENS:
        raise FormulaError("This formula has too many parts. Split it, or use a table.")
    depth = run = 0
    for word in tokens:
        depth += (word in OPENING) - (word in CLOSING)
        run = run + 1 if word in PREFIXES else 0
        if depth > MAX_NESTING:
            raise FormulaError("This formula has too many brackets within brackets. Split it into smaller parts.")
        if run > MAX_PREFIXES:
            raise FormulaError("This formula has too many signs in a row. Take the doubled ones out.")
    if tokens.count("if") > MAX_CHOICES:
        raise FormulaError("This formula has too many if … else. Use a table with one row per option.")


def _check_size(tree: ast.expr) -> None:
    """Cap node count and depth with a loop of our own, so that nothing later recurses further than that."""
    count = 0
    todo: list[tuple[ast.AST, int]] = [(tree, 1)]
    while todo:
        node, depth = todo.pop()
        count += not isinstance(node, (ast.operator, ast.unaryop, ast.cmpop, ast.boolop, ast.expr_context))
        if depth > MAX_DEPTH:
            raise FormulaError("This formula is nested too deeply. Split it into smaller parts.")
        if count > MAX_NODES:
            raise FormulaError("This formula has too many parts. Split it, or use a table.")
        todo.extend((child, depth + 1) for child in ast.iter_child_nodes(node))
