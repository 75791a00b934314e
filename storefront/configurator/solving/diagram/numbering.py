"""The one way to write a diagram down: clusters from the root, nodes in the order in which they are named."""

from __future__ import annotations

from collections.abc import Sequence

from storefront.configurator.solving.diagram.arrays import Cluster


def numbered(clusters: Sequence[Cluster], cells: Sequence[int]) -> tuple[tuple[Cluster, ...], tuple[int, ...]]:
    """Clusters in any order, the last one the root with one node; every node is named by some cell above."""
    order = _order(clusters)
    place = {old: new for new, old in enumerate(order)}
    place[-1] = -1
    number: list[dict[int, int]] = [{} for _ in clusters]
    laid: list[Cluster] = []
    written: list[int] = []
    for old in order:
        c = clusters[old]
        nodes = list(number[old]) or [0]
        start = len(written)
        below, beside = number[c.below], number[c.beside]
        for node in nodes:
            row = cells[c.start + node * c.width : c.start + (node + 1) * c.width]
            if c.variable < 0:
                written.append(below.setdefault(row[0], len(below)))
                written.append(beside.setdefault(row[1], len(beside)))
            elif c.below < 0:
                written += row
            else:
                written += [1 + below.setdefault(cell - 1, len(below)) if cell else 0 for cell in row]
        laid.append(Cluster(c.variable, place[c.below], place[c.beside], len(nodes), c.width, start))
    return tuple(laid), tuple(written)


def _order(clusters: Sequence[Cluster]) -> list[int]:
    """Each before all under its `below` before all under its `beside`."""
    order: list[int] = []
    waiting = [len(clusters) - 1] if clusters else []
    while waiting:
        order.append(waiting.pop())
        cluster = clusters[order[-1]]
        waiting += [place for place in (cluster.beside, cluster.below) if place >= 0]
    return order
