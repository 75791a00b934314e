"""What a plan has taken on top of a ledger that it does not change."""

from __future__ import annotations

from fulfilment.capacity.domain.centre import Centre, Slot, earliest_slot, earliest_whole
from fulfilment.capacity.domain.gaps import Gaps


class Trial:
    """Slots taken one after the other on work centres; each sees those before it.

    A taken slot is entered into its unit's gaps only when somebody searches there again: most plans visit each work
    centre once, and a copied block costs more than a search.
    """

    __slots__ = ("_open", "_units")

    def __init__(self) -> None:
        self._units: dict[int, Gaps] = {}
        self._open: dict[int, list[Slot]] = {}

    def copy(self) -> Trial:
        twin = Trial()
        twin._units, twin._open = self._units.copy(), {unit: slots.copy() for unit, slots in self._open.items()}
        return twin

    def slot(self, centre: Centre, release: int, minutes: int, *, whole: bool = False) -> Slot:
        """The earliest slot of a work centre from position `release` on, within one shift when it must be `whole`.

        Raises `Invalid` when no shift is long enough for whole work.
        """
        units = centre.units
        if self._units or self._open:
            units = tuple(self._unit(unit) for unit in units)
        if whole:
            return earliest_whole(units, centre.axis, release, minutes)
        return earliest_slot(units, release, minutes)

    def take(self, slot: Slot) -> None:
        self._open.setdefault(slot.unit_id, []).append(slot)

    def _unit(self, unit: Gaps) -> Gaps:
        own = self._units.get(unit.unit_id, unit)
        slots = self._open.pop(unit.unit_id, None)
        if slots:
            for slot in slots:
                own = own.booked(slot.start, slot.end)
            self._units[unit.unit_id] = own
        return own
