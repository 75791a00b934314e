"""The public face of a compiled model: what a browser needs to judge choices. Costs, materials and routing stay out.

It is JSON-ready, immutable for its address, and holds all that the server's own engine needs besides the formulas.
"""

from __future__ import annotations

import base64
from itertools import product
from typing import Any, cast

from storefront.configurator.domain import Model
from storefront.configurator.domain.model import ARTEFACT_FORMAT
from storefront.configurator.finite import Block, RuleTree, SizeMap, Translation
from storefront.configurator.finite.sizes import Runs
from storefront.configurator.solving.problem import All, Is, Not, Tree
from storefront.configurator.solving.problem import Any as AnyOf

Json = dict[str, Any]


def artefact(model: Model, translation: Translation, engine: str, diagram: bytes | None) -> Json:
    """Everything about `model` that is public. `diagram`: the bytes of its decision diagram, None for a solver."""
    reasons = {rule.id: dict(rule.reason) for rule in model.rules}
    return {
        "format": ARTEFACT_FORMAT,
        "hash": model.address,
        "model": model.hash,
        "engine": engine,
        "exact": translation.exact,
        "sku": model.sku,
        "currency": model.currency,
        "round_to": model.round_to,
        "deposit_percent": model.deposit_percent,
        "base": translation.base,
        "groups": _groups(model),
        "numbers": _numbers(model),
        "texts": _texts(model),
        "rules": [
            {"id": rule.id, "reason": reasons.get(rule.id, {}), "tree": packed(rule.tree)} for rule in translation.rules
        ],
        "sizes": [_sizes(sizes) for sizes in translation.sizes],
        "blocks": [_block(block) for block in translation.blocks],
        "price": [{"id": part.id, "label": dict(part.label)} for part in model.price_parts],
        "diagram": None if diagram is None else base64.b64encode(diagram).decode(),
    }


def _groups(model: Model) -> list[Json]:
    return [
        {
            "id": group.id,
            "label": dict(group.label),
            "default": group.default,
            "options": [{"id": option.id, "label": dict(option.label)} for option in group.options],
        }
        for group in model.groups
    ]


def _numbers(model: Model) -> list[Json]:
    return [
        {
            "id": n.id, "label": dict(n.label), "unit": n.unit, "shown": n.shown, "scale": n.scale,
            "min": n.low, "max": n.high, "step": n.step, "default": n.default,
        }
        for n in model.numbers
    ]  # fmt: skip


def _texts(model: Model) -> list[Json]:
    return [
        {
            "id": w.id, "label": dict(w.label), "alphabet": "".join(sorted(w.alphabet)), "max_length": w.max_length,
            "price_per_letter": w.price_per_letter, "counter": w.counter,
        }
        for w in model.texts
    ]  # fmt: skip


def _sizes(sizes: SizeMap) -> Json:
    """A node is one flat list: end, target, end, target …"""
    return {
        "names": list(sizes.names),
        "grids": [[grid.start, grid.step, len(grid)] for grid in sizes.grids],
        "counters": sorted(sizes.counters & set(sizes.names)),
        "nodes": [[number for run in runs for number in run] for runs in sizes.nodes],
        "root": sizes.root,
        "bands": sizes.bands,
        "countable": sizes.countable,
    }


def _block(block: Block) -> Json:
    """Its rows are not written: band by band, in each every combination of the groups' options, the last fastest."""
    return {
        "variable": block.variable, "groups": list(block.groups), "sizes": block.sizes, "parts": list(block.parts),
        "texts": list(block.texts), "directions": list(block.directions), "low": list(block.low),
        "high": None if block.low == block.high else list(block.high),
    }  # fmt: skip


def translation_of(model: Model, kept: Json) -> Translation:
    """The inverse of what `artefact` says of the translation of `model`."""
    groups = tuple((group.id, group.ids) for group in model.groups)
    sizes = tuple(_sizes_of(one) for one in kept["sizes"])
    return Translation(
        groups=groups,
        sizes=sizes,
        blocks=tuple(_block_of(one, groups, sizes) for one in kept["blocks"]),
        rules=tuple(RuleTree(rule["id"], unpacked(rule["tree"])) for rule in kept["rules"]),
        base=kept["base"],
        exact=kept["exact"],
    )


def _sizes_of(kept: Json) -> SizeMap:
    grids = tuple(range(start, start + step * count, step) for start, step, count in kept["grids"])
    nodes = tuple(cast("Runs", tuple(zip(flat[::2], flat[1::2], strict=True))) for flat in kept["nodes"])
    return SizeMap(
        tuple(kept["names"]), grids, frozenset(kept["counters"]), nodes, kept["root"], kept["bands"], kept["countable"]
    )


def _block_of(kept: Json, groups: tuple[tuple[str, tuple[str, ...]], ...], sizes: tuple[SizeMap, ...]) -> Block:
    options = list(product(*(range(len(groups[group][1])) for group in kept["groups"])))
    bands = 1 if kept["sizes"] is None else sizes[kept["sizes"]].bands
    rows = tuple((band, combination) for band in range(bands) for combination in options)
    low = tuple(kept["low"])
    return Block(
        kept["variable"], tuple(kept["groups"]), kept["sizes"], rows, tuple(kept["parts"]), tuple(kept["texts"]),
        tuple(kept["directions"]), low, low if kept["high"] is None else tuple(kept["high"]),
    )  # fmt: skip


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


def unpacked(kept: list[Any]) -> Tree:
    match kept:
        case ["is", variable, values]:
            return Is(variable, frozenset(values))
        case ["not", part]:
            return Not(unpacked(part))
        case ["all", parts]:
            return All(tuple(unpacked(part) for part in parts))
        case ["any", parts]:
            return AnyOf(tuple(unpacked(part) for part in parts))
    raise ValueError("no condition")
