"""What is left with the picks: the range of the price, the number of products, the reach of every size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod

from storefront.configurator.domain.pricing import rounded
from storefront.configurator.engine.costs import Prices
from storefront.configurator.engine.standing import Standing
from storefront.configurator.finite import TooManySizes
from storefront.configurator.finite.nearest import MEANT, within_reach
from storefront.configurator.solving.kernel import IMPOSSIBLE, Kernel

MAX_COUNTS = 400  # questions to the kernel for one count


def extremes(kernel: Kernel, prices: Prices, standing: Standing) -> tuple[int, int] | None:
    """The lowest and the highest price with the picks, rounded, in minor units; None where it is not known exactly."""
    translation = prices.translation
    if not translation.exact:
        return None
    if not standing.sized:
        found = kernel.bounds(standing.option_picks())
    else:
        try:
            found = _sized(kernel, prices, standing)
        except TooManySizes:
            return None
    if found is None:
        return None
    low, high = (rounded(translation.base + one, prices.model.round_to) for one in found)
    return low, high


def _sized(kernel: Kernel, prices: Prices, standing: Standing) -> tuple[int, int] | None:
    """With sizes picked: the costs of the call hold the prices at just these sizes."""
    ends = []
    for sign in (1, -1):
        costs, offset = prices.kept(standing, sign)
        best = kernel.witness(costs, {})
        if best is None:
            return None
        ends.append(sign * (offset + sum(row[value] for row, value in zip(costs, best, strict=True))))
    return ends[0], ends[1]


def count(kernel: Kernel, standing: Standing) -> int | None:
    """How many products there are with the picks (sizes counted one by one, words not); None where it is not known."""
    translation = standing.translation
    if not all(sizes.countable for sizes in translation.sizes):
        return None
    weights = [_weights(standing, index) for index in range(len(translation.sizes))]
    factor, ways = 1, []
    for index, row in enumerate(weights):
        if len(set(row)) == 1:
            factor *= row[0]
        else:
            ways.append([(translation.sizes_variable(index), band, cells) for band, cells in enumerate(row) if cells])
    if prod(map(len, ways)) > MAX_COUNTS:
        return None
    total = 0
    for chosen in product(*ways):
        found = kernel.count({**standing.option_picks(), **{variable: band for variable, band, _ in chosen}})
        if found is None:
            return None
        total += found * prod(cells for _, _, cells in chosen)
    return total * factor


def _weights(standing: Standing, index: int) -> list[int]:
    """Per band, the cells that the picked sizes leave of it."""
    sizes, found = standing.translation.sizes[index], [0] * standing.translation.sizes[index].bands
    for fixed in standing.fixings(index):
        found = [a + b for a, b in zip(found, sizes.counted(fixed), strict=True)]
    return found


def reach(
    kernel: Kernel, prices: Prices, standing: Standing, possible: Sequence[frozenset[int]]
) -> dict[str, tuple[range, ...]]:
    """The values of each number that products with the other picks have; numbers of which that takes too long to be
    known are left out. `possible`: per set of sizes the bands that products with all the picks have."""
    found: dict[str, tuple[range, ...]] = {}
    for index, sizes in enumerate(standing.translation.sizes):
        touched = any(mode in MEANT for mode in standing.held[index])
        bands = _released(kernel, prices, standing, index) if touched else possible[index]
        for depth, name in enumerate(sizes.names):
            if name not in sizes.counters:
                others = {(*fixed[:depth], None, *fixed[depth + 1 :]) for fixed in standing.fixings(index)}
                parts = [within_reach(sizes, fixed, bands, depth) for fixed in sorted(others, key=str)]
                if None not in parts:
                    found[name] = united(part for part in parts if part is not None)
    return found


def united(parts: Iterable[tuple[range, ...]]) -> tuple[range, ...]:
    """The values of all parts (ranges on one grid), as few ranges."""
    spans = sorted((one.start, one.stop, one.step) for part in parts for one in part)
    found: list[range] = []
    for start, stop, step in spans:
        if found and start <= found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, stop), step)
        else:
            found.append(range(start, stop, step))
    return tuple(found)


def _released(kernel: Kernel, prices: Prices, standing: Standing, index: int) -> frozenset[int]:
    """The bands of one set of sizes that products with all other picks have."""
    translation, variable = standing.translation, standing.translation.sizes_variable(index)
    if not any(mode in MEANT for other, held in enumerate(standing.held) if other != index for mode in held):
        flags = kernel.valid(standing.option_picks())[variable]
        return frozenset(band for band, flag in enumerate(flags) if flag)
    costs = [[0] * size for size in prices.problem_sizes]
    for group, option in standing.option_picks().items():
        costs[group] = [0 if at == option else IMPOSSIBLE for at in range(len(costs[group]))]
    for other, ways in enumerate(standing.ways):
        if other != index:
            costs[translation.sizes_variable(other)] = [IMPOSSIBLE if w is None or w[0] else 0 for w in ways]
    best = kernel.best(tuple(map(tuple, costs)))[variable]
    return frozenset(band for band, least in enumerate(best) if least is not None)
