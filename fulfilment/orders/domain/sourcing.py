"""Sourcing: which lines travel together. Decisions on plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fulfilment.orders.domain.inputs import AcceptLine, PlannedLine, PlannedOrder, Supply

TOGETHER = "together"
_Key = tuple[str, str, str, str]


def source(lines: Sequence[AcceptLine], supplies: Sequence[Supply], plan_kind: str) -> tuple[PlannedOrder, ...]:
    """Split `lines` by seller, supply method, location and ship group, in the order in which they were bought.

    A stocked line is split over the locations that hold it, and its awaited part waits apart. The quantity of each
    line is exactly the sum over the planned orders, even where supply is unknown: the rest waits at no location.
    """
    planned: dict[_Key, dict[str, int]] = {}
    by_ref = {line.line_ref: line for line in lines}
    for line in lines:
        for part in _parts(line, [s for s in supplies if s.line_ref == line.line_ref]):
            key = _key(line, part, plan_kind)
            group = planned.setdefault(key, {})
            group[line.line_ref] = group.get(line.line_ref, 0) + part.quantity
    return tuple(_order(key, quantities, by_ref) for key, quantities in planned.items())


def delivery_class(classes: Sequence[str]) -> str:
    """One heavy piece makes the whole delivery one for two people."""
    return "two_person" if "two_person" in classes else "parcel"


def _parts(line: AcceptLine, supplies: Sequence[Supply]) -> list[Supply]:
    """The supplies that serve the line, cut or filled up to exactly its quantity."""
    if line.spec is not None:
        location = min((s.location for s in supplies), default="")
        return [Supply(line.line_ref, location, line.quantity)]
    left, parts = line.quantity, []
    for supply in sorted(supplies, key=lambda s: (s.awaited, s.expected, s.location)):
        taken = min(left, supply.quantity)
        if taken > 0:
            parts.append(Supply(line.line_ref, supply.location, taken, supply.awaited, supply.expected))
            left -= taken
    if left > 0:
        parts.append(Supply(line.line_ref, "", left, awaited=True))
    return parts


def _key(line: AcceptLine, part: Supply, plan_kind: str) -> _Key:
    made = line.spec is not None
    method = "make_to_order" if made else "backorder" if part.awaited else "stock"
    if plan_kind == TOGETHER:
        group = TOGETHER
    elif made:
        group = line.line_ref  # each made piece is ready on its own day and waits for no other
    else:
        group = f"{line.delivery_class}:{part.expected}" if part.awaited else line.delivery_class
    return (line.seller_ref, method, part.location, group)


def _order(key: _Key, quantities: Mapping[str, int], by_ref: Mapping[str, AcceptLine]) -> PlannedOrder:
    seller, method, location, group = key
    return PlannedOrder(
        seller_ref=seller,
        supply_method=method,
        location=location,
        ship_group=group,
        delivery_class=delivery_class([by_ref[ref].delivery_class for ref in quantities]),
        lines=tuple(PlannedLine(ref, quantity) for ref, quantity in quantities.items()),
    )
