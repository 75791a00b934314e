"""The formulas of a model as an ES module: a strict Content-Security-Policy forbids eval, not a module of our own."""

from __future__ import annotations

import json

from storefront.configurator.domain import Model
from storefront.configurator.expressions import Expression
from storefront.configurator.expressions.tree import tables

HEAD = "// The formulas of one model version, printed by the shop. v: values by name, t: tables, f: whole numbers"


def javascript_module(model: Model, arithmetic: str) -> str:
    """`holds[rule](v)`, `parts[i](v)` (minor units, 0 where the part does not apply), `asked[text](v)`.

    `arithmetic` is the address of `static/configurator/arithmetic.js`. Only what `Expression.javascript` prints and
    JSON get into it: nothing that a seller wrote is copied as it stands.
    """
    shown: list[Expression] = [rule.holds for rule in model.rules] + [words.when for words in model.texts]
    for part in model.price_parts:
        shown += [part.amount, part.when]
    used = frozenset[str]().union(*(tables(expression.node) for expression in shown))
    rows = {name: dict(model.scope.tables[name]) for name in sorted(used)}
    lines = [HEAD, f"import * as f from {json.dumps(arithmetic)};", f"const t = {json.dumps(rows)};", ""]
    lines += ["export const holds = {"]
    lines += [f"  {json.dumps(rule.id)}: (v) => {rule.holds.javascript}," for rule in model.rules]
    lines += ["};", "", "export const parts = ["]
    lines += [f"  (v) => ({part.when.javascript} ? {part.amount.javascript} : 0)," for part in model.price_parts]
    lines += ["];", "", "export const asked = {"]
    lines += [f"  {json.dumps(words.id)}: (v) => {words.when.javascript}," for words in model.texts]
    return "\n".join([*lines, "};", ""])
