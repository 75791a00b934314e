"""`python -m bench.configuring.features COUNT SEED OUT...`: a made-up feature model, as .dimacs and .uvl.

In the shape of the large ones in the literature (2,513 features with many clauses across the tree; a car maker's of
14,000 with wide alternatives and hundreds of thousands of clauses): a tree whose features have mandatory, optional, or
and alternative groups, most small and a few wide; clauses across it, most between neighbours, of which requirements
are more than exclusions; features that every product has and features that none has. Forty products are drawn from the
tree first and no clause may break them, so that the model is never void. The same COUNT and SEED are the same model
everywhere, in both formats.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

KINDS = ("optional", "mandatory", "or", "alternative")
WEIGHTS = (46, 22, 8, 24)
TOP, TOP_WEIGHTS = 40, (20, 70, 0, 10)  # what stands near the root is mostly in every product
WIDTHS = (1, 2, 2, 3, 3, 4, 5, 6, 8, 12, 20)
WIDE = 0.01  # share of groups that are of the widest kind: which engine, which colour, which country
WIDEST = (40, 240)
PRODUCTS = 40
CROSS = 0.2  # clauses across the tree per feature
NEAR = 150  # most tie features that stand close by in the tree
DEAD = 0.03  # features that are in the tree and sold to nobody


@dataclass(frozen=True)
class Group:
    owner: int
    kind: str
    children: tuple[int, ...]


@dataclass
class Features:
    """Features are 1..`count`, the root is 1, parents before children; a clause holds signed features."""

    count: int
    groups: list[Group] = field(default_factory=list)
    across: list[tuple[int, ...]] = field(default_factory=list)


def made(count: int, seed: int) -> Features:
    """The model of so many features."""
    dice = random.Random(seed)
    model = Features(count)
    _grow(model, dice)
    products = [_product(model, dice) for _ in range(PRODUCTS)]
    _tie(model, products, dice)
    return model


def _grow(model: Features, dice: random.Random) -> None:
    front, newest = [1], 1
    while newest < model.count:
        owner = front.pop(dice.randrange(min(len(front), 30)))
        for _ in range(dice.choice((1, 1, 2, 3))):
            wide = dice.random() < WIDE
            width = min(dice.randint(*WIDEST) if wide else dice.choice(WIDTHS), model.count - newest)
            if width < 1:
                break
            weights = TOP_WEIGHTS if owner <= TOP else WEIGHTS
            kind = "alternative" if wide else dice.choices(KINDS, weights)[0]
            children = tuple(range(newest + 1, newest + width + 1))
            newest += width
            model.groups.append(Group(owner, kind, children))
            front += children if len(front) < 40 else children[: 1 + width // 2]


def _product(model: Features, dice: random.Random) -> set[int]:
    """Some product of the tree alone."""
    has = {1}
    for group in model.groups:  # an owner's group comes after the one it is a child of
        if group.owner not in has:
            continue
        if group.kind == "mandatory":
            has.update(group.children)
        elif group.kind == "alternative":
            has.add(dice.choice(group.children))
        else:
            some = [child for child in group.children if dice.random() < 0.55]
            has.update(some or ([dice.choice(group.children)] if group.kind == "or" else []))
    return has


def _tie(model: Features, products: list[set[int]], dice: random.Random) -> None:
    ever = set().union(*products)
    never = [feature for feature in range(2, model.count + 1) if feature not in ever]
    dead = dice.sample(never, min(len(never), int(DEAD * model.count)))
    model.across += [(-feature,) for feature in sorted(dead)]
    wanted = len(model.across) + int(CROSS * model.count)
    while len(model.across) < wanted:
        one = dice.randint(2, model.count)
        near = dice.random() < 0.8
        others = [
            min(model.count, max(2, one + dice.randint(-NEAR, NEAR))) if near else dice.randint(2, model.count)
            for _ in range(dice.choice((1, 1, 1, 2, 2, 3, 5)))
        ]
        if one in others or len(set(others)) < len(others):
            continue
        sign = -1 if dice.random() < 0.35 else 1  # excludes, or requires one of them
        clause = (-one, *(sign * other for other in (others[:1] if sign < 0 else others)))
        if all(any((literal > 0) == (abs(literal) in has) for literal in clause) for has in products):
            model.across.append(clause)


def clauses(model: Features) -> Iterator[tuple[int, ...]]:
    """The whole model in clauses."""
    yield (1,)
    for group in model.groups:
        for child in group.children:
            yield (-child, group.owner)
        if group.kind == "mandatory":
            for child in group.children:
                yield (-group.owner, child)
        elif group.kind != "optional":
            yield (-group.owner, *group.children)
        if group.kind == "alternative":
            for one, other in combinations(group.children, 2):
                yield (-one, -other)
    yield from model.across


def dimacs(model: Features) -> str:
    every = list(clauses(model))
    lines = [f"c {feature} {_name(feature)}" for feature in range(1, model.count + 1)]
    lines.append(f"p cnf {model.count} {len(every)}")
    lines += [" ".join(map(str, (*clause, 0))) for clause in every]
    return "\n".join(lines) + "\n"


def uvl(model: Features) -> str:
    under: dict[int, list[Group]] = {}
    for group in model.groups:
        under.setdefault(group.owner, []).append(group)
    lines = ["features"]
    waiting: list[tuple[int, int | Group]] = [(1, 1)]
    while waiting:
        depth, item = waiting.pop()
        if isinstance(item, Group):
            lines.append("\t" * depth + item.kind)
            waiting += [(depth + 1, child) for child in reversed(item.children)]
        else:
            lines.append("\t" * depth + _name(item))
            waiting += [(depth + 1, group) for group in reversed(under.get(item, []))]
    lines.append("constraints")
    lines += ["\t" + " | ".join(("!" if part < 0 else "") + _name(abs(part)) for part in c) for c in model.across]
    return "\n".join(lines) + "\n"


def _name(feature: int) -> str:
    return f"F{feature}"


def main() -> int:
    if len(sys.argv) < 4:
        print(__doc__, file=sys.stderr)
        return 2
    model = made(int(sys.argv[1]), int(sys.argv[2]))
    for out in map(Path, sys.argv[3:]):
        out.write_text(uvl(model) if out.suffix == ".uvl" else dimacs(model))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
