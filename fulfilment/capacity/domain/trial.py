"""What a plan has taken on top of a ledger that it does not change."""

from __future__ import annotations

from fulfilment.capacity.domain.centre import Centre, Slot, earliest_slot, earliest_whole
from fulfilment.capacity.domain.gaps import Gaps


class Trial:
    """Slots taken one after the other on work centres; each sees those before it.

    A taken slot is entered into its unit's gaps only when its work centre is searched again: most plans visit each work
    centre once, and a copied block costs more than a search.
    """

    __slots__ = ("_open", "_units")

    def __init__(self) -> None:
        self._units: dict[int, tuple[Gaps, ...]] = {}  # of work centres by their id
        self._open: dict[int, list[Slot]] = {}

    def copy(self) -> Trial:
        twin = Trial()
        if self._units or self._open:
            twin._units, twin._open = self._units.copy(), {id_: slots.copy() for id_, slots in self._open.items()}
        return twin

    def slot(self, centre: Centre, release: int, minutes: int, *, whole: bool = False) -> Slot:
        """The earliest slot of a work centre from position `release` on, within one shift when it must be `whole`.

        Raises `Invalid` when no shift is long enough for whole work.
        """
        units = self._entered(centre) if centre.id in self._open else self._units.get(centre.id, centre.units)
        if whole:
            return earliest_whole(units, centre.axis, release, minutes)
        return earliest_slot(units, release, minutes)

    def take(self, centre: Centre, slot: Slot) -> None:
        self._open.setdefault(centre.id, []).append(slot)

    def _entered(self, centre: Centre) -> tuple[Gaps, ...]:
        units = list(self._units.get(centre.id, centre.units))
        for slot in self._open.pop(centre.id):
            at = next(n for n, unit in enumerate(units) if unit.unit_id == slot.unit_id)
            units[at] = units[at].booked(slot.start, slot.end)
        self._units[centre.id] = tuple(units)
        return self._units[centre.id]
