"""The price as blocks: parts that share sizes are one block, so that its extremes are those of products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from storefront.configurator.domain.model import Model
from storefront.configurator.expressions import tree
from storefront.configurator.expressions.closures import Env
from storefront.configurator.expressions.scope import Value
from storefront.configurator.finite.corners import corners
from storefront.configurator.finite.direction import Direction, direction, joined
from storefront.configurator.finite.folding import fold
from storefront.configurator.finite.limits import MAX_COMBINATIONS, TooManySizes
from storefront.configurator.finite.sizes import SizeMap
from storefront.configurator.finite.translation import Block, Row

Amount = Callable[[Env], int]


@dataclass(frozen=True)
class Share:
    """The parts and texts of one block before it is laid out. `sizes`: index of the size map, None without sizes."""

    groups: tuple[int, ...]
    sizes: int | None
    parts: tuple[int, ...]
    texts: tuple[int, ...]


def names_of(model: Model, part: int) -> frozenset[str]:
    return model.price_parts[part].amount.names | model.price_parts[part].when.names


def amount_of(model: Model, parts: Sequence[int], texts: Sequence[int]) -> Amount:
    """The sum of these parts, before rounding: a function of the values of their inputs."""
    priced = [model.price_parts[part] for part in parts]
    letters = [(model.texts[text].counter, model.texts[text].price_per_letter) for text in texts]

    def amount(env: Env) -> int:
        total = sum(part.amount(env) for part in priced if part.when.holds(env))
        return total + sum(int(env[counter]) * each for counter, each in letters)

    return amount


def shares(model: Model, sizes: Sequence[SizeMap]) -> list[Share]:
    """The parts of the price by what they depend on; parts that depend on nothing are left out (see `base_of`)."""
    index = {group.id: at for at, group in enumerate(model.groups)}
    home = {name: at for at, found in enumerate(sizes) for name in found.names}
    kept: dict[tuple[int | None, tuple[int, ...]], Share] = {}
    for part in range(len(model.price_parts)):
        names = names_of(model, part)
        groups = tuple(sorted(index[name] for name in names if name in index))
        at = next((home[name] for name in names if name in home), None)
        if groups or at is not None:
            _add(kept, Share(groups, at, (part,), ()))
    for text, words in enumerate(model.texts):
        if words.price_per_letter:
            _add(kept, Share((), home[words.counter], (), (text,)))
    return list(kept.values())


def _add(kept: dict[tuple[int | None, tuple[int, ...]], Share], new: Share) -> None:
    """Into the block of the same sizes, or of the same options where there are no sizes."""
    key = (new.sizes, new.groups if new.sizes is None else ())
    old = kept.get(key)
    if old is not None:
        groups = tuple(sorted({*old.groups, *new.groups}))
        new = Share(groups, new.sizes, old.parts + new.parts, old.texts + new.texts)
    kept[key] = new


def base_of(model: Model) -> int:
    """What every product costs whatever is chosen."""
    constant = [part for part in range(len(model.price_parts)) if not names_of(model, part)]
    return amount_of(model, constant, ())({})


def laid_out(model: Model, share: Share, sizes: Sequence[SizeMap], own_variable: int) -> Block:
    """The block of a share: on the variable of its one group, of its sizes alone, or on one of its own.

    Raises `TooManySizes` where it depends on too many options and sizes at once.
    """
    found = None if share.sizes is None else sizes[share.sizes]
    ids = [model.groups[group].ids for group in share.groups]
    bands = 1 if found is None else found.bands
    if bands * prod(len(options) for options in ids) > MAX_COMBINATIONS:
        named = ", ".join(model.groups[group].id for group in share.groups)
        raise TooManySizes(
            f"The price depends on {named} and on sizes all at once: more than {MAX_COMBINATIONS:,} cases. "
            "Split it into parts that name fewer options."
        )
    combinations = list(product(*(range(len(options)) for options in ids)))
    rows: list[Row] = [(band, options) for band in range(bands) for options in combinations]
    if found is None and len(share.groups) == 1:
        variable = share.groups[0]
    elif share.sizes is not None and not share.groups:
        variable = len(model.groups) + share.sizes
    else:
        variable = own_variable
    directions = _directions(model, share, () if found is None else found.names)
    try:
        (low, high), exact = _bounds(model, share, found, rows, directions), True
    except TooManySizes:
        (low, high), exact = _hull(model, share, len(rows)), False
    return Block(
        variable, share.groups, share.sizes, tuple(rows), share.parts, share.texts, directions, low, high, exact
    )


def _directions(model: Model, share: Share, names: Sequence[str]) -> tuple[Direction, ...]:
    return tuple(joined(*(_moves(model, part, name) for part in share.parts), _lettered(model, share, name))
                 for name in names)  # fmt: skip


def _lettered(model: Model, share: Share, name: str) -> Direction:
    return 1 if any(model.texts[text].counter == name for text in share.texts) else 0


def _moves(model: Model, part: int, name: str) -> Direction:
    """How one part moves with a size: as it is written, else for every combination of its options."""
    found = model.price_parts[part]
    whole = tree.Choice(found.when.node, found.amount.node, tree.Integer(0))
    written = direction(whole, name, model.scope)
    if written is not None:
        return written
    groups = sorted(names_of(model, part) & model.scope.options.keys())
    ways: list[Direction] = []
    for options in product(*(model.scope.options[group] for group in groups)):
        folded = fold(whole, model.scope, dict(zip(groups, options, strict=True)))
        ways.append(direction(folded, name, model.scope))
    return joined(*ways)


def _bounds(
    model: Model, share: Share, sizes: SizeMap | None, rows: Sequence[Row], directions: tuple[Direction, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    amount = amount_of(model, share.parts, share.texts)
    options = [option_values(model, share.groups, row) for row in rows]
    if sizes is None:
        exact = tuple(amount(env) for env in options)
        return exact, exact
    lowest, highest = corners(sizes, (None,) * len(sizes.names), directions)
    low, high = [], []
    for (band, _), env in zip(rows, options, strict=True):
        low.append(min(amount({**env, **sizes.values(cell)}) for cell in lowest[band]))
        high.append(max(amount({**env, **sizes.values(cell)}) for cell in highest[band]))
    return tuple(low), tuple(high)


def _hull(model: Model, share: Share, rows: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Bounds of every row where too many sizes would have to be looked at: sound, and never shown."""
    spans = [model.price_parts[part].amount.span for part in share.parts]
    low = sum(min(0, span.low) for span in spans)
    high = sum(max(0, span.high) for span in spans)
    high += sum(model.texts[text].price_per_letter * model.texts[text].max_length for text in share.texts)
    return (low,) * rows, (high,) * rows


def option_values(model: Model, groups: Sequence[int], row: Row) -> dict[str, Value]:
    """The options of a row by their groups' names."""
    return {model.groups[group].id: model.groups[group].ids[at] for group, at in zip(groups, row[1], strict=True)}
