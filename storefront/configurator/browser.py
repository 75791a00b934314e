"""What a browser needs to judge choices by itself: the public artefact of a model, and its formulas as a module.

Prices are in it, they are on the page as well; costs, materials and routing stay out. The Content-Security-Policy
forbids `eval`, so formulas are no strings in the artefact but functions of a module of our own origin.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from storefront.configurator.domain import Model
from storefront.configurator.domain.validation import field_of
from storefront.configurator.expressions import Expression
from storefront.configurator.expressions.javascript import javascript
from storefront.configurator.expressions.tree import tables
from storefront.configurator.finite import Block, SizeMap, Translation, WideMap
from storefront.configurator.solving.problem import All, Is, Not, Tree
from storefront.configurator.solving.problem import Any as AnyOf

FORMAT = "joinery/artefact@2"


def browser_model(model: Model, translation: Translation, diagram: bytes) -> dict[str, Any]:
    """JSON-ready and immutable for model and rules in force. `diagram`: as `sweep.js` loads it."""
    trees = {rule.id: rule.tree for rule in translation.rules}
    return {
        "format": FORMAT,
        "hash": model.hash,
        "sku": model.sku,
        "currency": model.currency,
        "round_to": model.round_to,
        "deposit_percent": model.deposit_percent,
        "groups": _groups(model),
        "numbers": _numbers(model),
        "texts": _texts(model),
        "rules": [
            {
                "id": rule.id,
                "reason": dict(rule.reason),
                "field": field_of(model, rule),
                "names": sorted(rule.holds.names),
                "tree": packed(trees[rule.id]),
            }
            for rule in model.rules
        ],
        "price": [{"id": part.id, "label": dict(part.label)} for part in model.price_parts],
        "base": translation.base,
        "exact": translation.exact,
        "sizes": [_sizes(found) for found in translation.sizes],
        "blocks": [_block(block) for block in translation.blocks],
        "diagram": base64.b64encode(diagram).decode(),
    }


def formulas_module(model: Model, arithmetic_url: str) -> str:
    """The rules, the conditions of texts and the price parts, in the order of the artefact, as an ES module.

    It holds only what the expression compiler printed: quoted names, digits and the functions of `arithmetic_url`.
    """
    shown: list[Expression] = [rule.holds for rule in model.rules] + [words.when for words in model.texts]
    for part in model.price_parts:
        shown += [part.amount, part.when]
    used = frozenset[str]().union(*(tables(expression.node) for expression in shown))
    known = {name: dict(model.scope.tables[name]) for name in sorted(used)}
    prices = (f"{{ when: {_function(part.when)}, amount: {_function(part.amount)} }}" for part in model.price_parts)
    lines = [
        f"import * as f from {json.dumps(arithmetic_url)};",
        f"const t = {json.dumps(known, ensure_ascii=True)};",
        _exported("rules", [_function(rule.holds) for rule in model.rules]),
        _exported("when", [_function(words.when) for words in model.texts]),
        _exported("price", list(prices)),
        "void [f, t];",  # a model without tables uses neither
    ]
    return "\n".join(lines) + "\n"


def _exported(name: str, items: list[str]) -> str:
    return f"export const {name} = [\n{''.join(f'  {item},' + chr(10) for item in items)}];"


def _function(expression: Expression) -> str:
    return f"(v) => {expression.javascript}"


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
            "id": w.id, "label": dict(w.label), "alphabet": "".join(sorted(w.alphabet)),
            "alphabet_words": dict(w.alphabet_words), "max_length": w.max_length,
            "price_per_letter": w.price_per_letter, "counter": w.counter,
            "file": f"{w.upload.words}, at most {w.upload.megabytes} MB." if w.upload else "", "optional": w.optional,
            "always": w.always,
        }
        for w in model.texts
    ]  # fmt: skip


def _sizes(found: SizeMap) -> dict[str, Any]:
    return {
        "names": list(found.names),
        "grids": [[grid.start, grid.stop - 1, grid.step] for grid in found.grids],
        "counters": sorted(found.counters),
        "nodes": [[list(run) for run in runs] for runs in found.nodes],
        "root": found.root,
        "bands": found.bands,
        "countable": found.countable,
        **(_searched(found) if isinstance(found, WideMap) else {}),
    }


def _searched(found: WideMap) -> dict[str, Any]:
    """Sizes whose bands are searched when they are asked about: browsers leave that to the server."""
    return {
        "atoms": [javascript(atom) for atom in found.atoms],
        "truths": ["".join(str(int(true)) for true in truth) for truth in found.truths],
        "examples": [list(cell) for cell in found.examples],
    }


def _block(block: Block) -> dict[str, Any]:
    """Its rows are bands times options in order, so they need not be said."""
    return {
        "variable": block.variable, "groups": list(block.groups), "sizes": block.sizes, "parts": list(block.parts),
        "texts": list(block.texts), "directions": list(block.directions), "low": list(block.low),
        "high": list(block.high),
    }  # fmt: skip


def packed(tree: Tree) -> list[Any]:
    """`["is", variable, [values]]`, `["not", part]`, `["all", [parts]]`, `["any", [parts]]`."""
    match tree:
        case Is(variable, values):
            return ["is", variable, sorted(values)]
        case Not(part):
            return ["not", packed(part)]
        case All(parts):
            return ["all", [packed(part) for part in parts]]
        case AnyOf(parts):
            return ["any", [packed(part) for part in parts]]
