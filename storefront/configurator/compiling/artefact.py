"""What is kept of a compiled model: the public artefact of the browser, whole enough for the server's own engine.

It is JSON-ready and immutable for its address, and holds all that an engine needs besides the formulas.
"""

from __future__ import annotations

from base64 import b64decode
from itertools import product
from typing import Any

from storefront.configurator.browser import browser_model, packed
from storefront.configurator.domain import Model
from storefront.configurator.expressions.javascript import javascript
from storefront.configurator.finite import Block, RuleTree, SizeMap, Translation, WideMap
from storefront.configurator.finite.translating import atoms_of, conditions
from storefront.configurator.solving.diagram.coding import MAGIC
from storefront.configurator.solving.problem import All, Is, Not, Tree
from storefront.configurator.solving.problem import Any as AnyOf

Json = dict[str, Any]
_READ = frozenset({"sizes", "rules", "structure", "blocks", "base", "exact", "diagram"})
Groups = tuple[tuple[str, tuple[str, ...]], ...]


def artefact(model: Model, translation: Translation, engine: str, diagram: bytes | None) -> Json:
    """Everything about `model` that is public. `diagram`: the bytes of its decision diagram, None for a solver.

    `structure`: conditions that are no rules (a text has letters when it is asked for).
    """
    public = browser_model(model, translation, diagram or b"")
    return {
        **public,
        "hash": model.address,
        "model": model.hash,
        "engine": engine,
        "structure": [packed(rule.tree) for rule in translation.rules if not rule.id],
        "diagram": public["diagram"] if diagram else None,
    }


def of_this_version(kept: Json) -> bool:
    """Whether an artefact that was kept can still be read: a newer shop writes diagrams otherwise."""
    if not kept.keys() >= _READ:
        return False
    return kept["diagram"] is None or b64decode(kept["diagram"][:4]) == MAGIC  # four letters for three bytes


def translation_of(model: Model, kept: Json) -> Translation:
    """The inverse of what `artefact` says of the translation of `model`. Raises ValueError where the formulas are read
    otherwise now than when it was compiled."""
    groups = tuple((group.id, group.ids) for group in model.groups)
    sizes = tuple(_searched(model, one) if "atoms" in one else _sizes(one) for one in kept["sizes"])
    rules = [RuleTree(rule["id"], _unpacked(rule["tree"])) for rule in kept["rules"]]
    return Translation(
        groups=groups,
        sizes=sizes,
        blocks=tuple(_block(one, groups, sizes) for one in kept["blocks"]),
        rules=(*rules, *(RuleTree("", _unpacked(tree)) for tree in kept["structure"])),
        base=kept["base"],
        exact=kept["exact"],
    )


def _sizes(kept: Json) -> SizeMap:
    grids = tuple(range(first, last + 1, step) for first, last, step in kept["grids"])
    nodes = tuple(tuple((end, target) for end, target in runs) for runs in kept["nodes"])
    return SizeMap(
        tuple(kept["names"]), grids, frozenset(kept["counters"]), nodes, kept["root"], kept["bands"], kept["countable"]
    )


def _searched(model: Model, kept: Json) -> WideMap:
    """The comparisons are found again by how they are printed."""
    printed = {javascript(atom): atom for atom in atoms_of(model, conditions(model))}
    if not set(kept["atoms"]) <= printed.keys():
        raise ValueError("this artefact is of another version of the formulas: publish the model again")
    plain = _sizes(kept)
    return WideMap(
        plain.names, plain.grids, plain.counters, (), 0, plain.bands, countable=False,
        atoms=tuple(printed[one] for one in kept["atoms"]),
        truths=tuple(tuple(sign == "1" for sign in truth) for truth in kept["truths"]),
        examples=tuple(map(tuple, kept["examples"])),
    )  # fmt: skip


def _block(kept: Json, groups: Groups, sizes: tuple[SizeMap, ...]) -> Block:
    """Its rows are bands times options in order, the last group fastest."""
    options = list(product(*(range(len(groups[group][1])) for group in kept["groups"])))
    bands = 1 if kept["sizes"] is None else sizes[kept["sizes"]].bands
    return Block(
        variable=kept["variable"],
        groups=tuple(kept["groups"]),
        sizes=kept["sizes"],
        rows=tuple((band, combination) for band in range(bands) for combination in options),
        parts=tuple(kept["parts"]),
        texts=tuple(kept["texts"]),
        directions=tuple(kept["directions"]),
        low=tuple(kept["low"]),
        high=tuple(kept["high"]),
    )


def _unpacked(kept: list[Any]) -> Tree:
    match kept:
        case ["is", variable, values]:
            return Is(variable, frozenset(values))
        case ["not", part]:
            return Not(_unpacked(part))
        case ["all", parts]:
            return All(tuple(_unpacked(part) for part in parts))
        case ["any", parts]:
            return AnyOf(tuple(_unpacked(part) for part in parts))
    raise ValueError("no condition")
