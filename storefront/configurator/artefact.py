"""The public face of a model version: what a browser needs to judge choices. Costs, materials and routing stay out."""

from __future__ import annotations

from typing import Any

from storefront.configurator.domain import Model
from storefront.configurator.expressions import Expression
from storefront.configurator.expressions.tree import tables


def artefact(model: Model) -> dict[str, Any]:
    """JSON-ready and immutable for its hash. Conditions and amounts are JavaScript expressions over `v` (values),
    `t` (tables) and `f` (`static/configurator/arithmetic.js`)."""
    shown: list[Expression] = [rule.holds for rule in model.rules]
    for part in model.price_parts:
        shown += [part.amount, part.when]
    shown += [words.when for words in model.texts]
    used = frozenset[str]().union(*(tables(expression.node) for expression in shown))
    return {
        "format": "joinery/artefact@1",
        "hash": model.hash,
        "sku": model.sku,
        "currency": model.currency,
        "round_to": model.round_to,
        "groups": _groups(model),
        "numbers": _numbers(model),
        "texts": _texts(model),
        "tables": {name: dict(model.scope.tables[name]) for name in sorted(used)},
        "rules": _rules(model),
        "price": [
            {"id": p.id, "label": dict(p.label), "amount": p.amount.javascript, "when": p.when.javascript}
            for p in model.price_parts
        ],
    }


def _groups(model: Model) -> list[dict[str, Any]]:
    return [
        {
            "id": group.id,
            "label": dict(group.label),
            "default": group.default,
            "options": [{"id": option.id, "label": dict(option.label)} for option in group.options],
        }
        for group in model.groups
    ]


def _numbers(model: Model) -> list[dict[str, Any]]:
    return [
        {
            "id": n.id, "label": dict(n.label), "unit": n.unit, "shown": n.shown, "scale": n.scale,
            "min": n.low, "max": n.high, "step": n.step, "default": n.default,
        }
        for n in model.numbers
    ]  # fmt: skip


def _texts(model: Model) -> list[dict[str, Any]]:
    return [
        {
            "id": w.id, "label": dict(w.label), "alphabet": "".join(sorted(w.alphabet)), "max_length": w.max_length,
            "price_per_letter": w.price_per_letter, "counter": w.counter, "when": w.when.javascript,
        }
        for w in model.texts
    ]  # fmt: skip


def _rules(model: Model) -> list[dict[str, Any]]:
    return [
        {
            "id": rule.id,
            "reason": dict(rule.reason),
            "holds": rule.holds.javascript,
            "since": rule.since.isoformat() if rule.since else None,
            "until": rule.until.isoformat() if rule.until else None,
        }
        for rule in model.rules
    ]
