"""The same tree as JavaScript source.

The source is one expression over `v` (name -> number or option id), `t` (tables) and `f`, the functions of
`static/configurator/arithmetic.js`. It holds only what we print here: names are quoted as JSON, numbers are digits.
Every value was proven to stay within ±(2^53 - 1), so plain numbers are exact.
"""

from __future__ import annotations

import json

from storefront.configurator.expressions import tree

FUNCTIONS = {
    "min": "Math.min",
    "max": "Math.max",
    "ceil_div": "f.ceilDiv",
    "mul_div": "f.mulDiv",
    "mul_div_up": "f.mulDivUp",
}
WRITTEN = {"==": "===", "!=": "!=="}


def javascript(node: tree.Node) -> str:
    """One JavaScript expression that yields what the Python closure yields."""
    match node:
        case tree.Integer(value):
            return str(value)
        case tree.Truth(value):
            return "true" if value else "false"
        case tree.Number(name):
            return f"v[{json.dumps(name)}]"
        case tree.Lookup(table, group):
            return f"t[{json.dumps(table)}][v[{json.dumps(group)}]]"
        case tree.OneOf(group, ids):
            return f"{json.dumps(list(ids))}.includes(v[{json.dumps(group)}])"
        case tree.Binary("//", left, right):
            return f"f.floorDiv({javascript(left)},{javascript(right)})"
        case tree.Binary("%", left, right):
            return f"f.floorMod({javascript(left)},{javascript(right)})"
        case tree.Binary(op, left, right) | tree.Compare(op, left, right):
            return f"({javascript(left)} {WRITTEN.get(op, op)} {javascript(right)})"
        case _:
            return _compound(node)


def _compound(node: tree.Node) -> str:
    parts = [javascript(part) for part in tree.children(node)]
    match node:
        case tree.Negative():
            return f"(0 - {parts[0]})"  # never -0
        case tree.Not():
            return f"(!{parts[0]})"
        case tree.All():
            return f"({' && '.join(parts)})"
        case tree.AnyOf():
            return f"({' || '.join(parts)})"
        case tree.Choice():
            return f"({parts[0]} ? {parts[1]} : {parts[2]})"
        case tree.Call(name, _):
            return f"{FUNCTIONS[name]}({','.join(parts)})"
    raise AssertionError(f"no such node: {node!r}")
