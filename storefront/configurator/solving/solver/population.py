"""Many models at once: per Boolean a column of bits, one bit per model.

When a pick is added, most models of the state before fall out with it, though they differ only far away from it. They
are mended together instead of solved again: what the pick implies is set in all of them; a clause that is then broken
in some takes over, in those, the values of a donor, a model that holds the pick; and so on outwards until nothing is
broken. Away from the pick each model keeps what it was a witness for. Every step is one operation on whole columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

DONORS = 8  # models that lend their values, so that the mended ones do not all become alike near the pick


class Clauses:
    """Per literal the clauses it stands in, each as its other literals."""

    def __init__(self, clauses: Iterable[Sequence[int]], top: int) -> None:
        self.top = top
        self.of: list[list[tuple[int, ...]]] = [
            [] for _ in range(2 * top + 1)
        ]  # a negative literal counts from the end
        for clause in {tuple(sorted(clause)): None for clause in clauses}:
            for literal in clause:
                self.of[literal].append(tuple(other for other in clause if other != literal))


@dataclass(frozen=True)
class Population:
    """`columns[x]`: bit j is the Boolean x in model j; there are `count` models. Column 0 is unused."""

    columns: list[int]
    count: int

    @classmethod
    def empty(cls, top: int) -> Population:
        return cls([0] * (top + 1), 0)

    @property
    def full(self) -> int:
        return (1 << self.count) - 1

    def joined(self, models: Sequence[bytes], most: int) -> Population:
        """With these models too (each a byte string of "0" and "1", Boolean 1 first); the oldest go beyond `most`."""
        if not models:
            return self
        added = [int(bytes(column), 2) for column in zip(*models, strict=True)]
        excess = max(0, self.count + len(models) - most)
        place = max(0, self.count - excess)
        columns = [0]
        columns += [old >> excess | new << place for old, new in zip(self.columns[1:], added, strict=True)]
        return Population(columns, place + len(models))

    def holding(self, literals: Iterable[int]) -> int:
        """Which models hold all the literals, as bits."""
        bits = self.full
        for literal in literals:
            bits &= self.columns[literal] if literal > 0 else ~self.columns[-literal]
        return bits

    def seen(self, values: int, among: int = -1) -> tuple[int, int]:
        """Of the Booleans 1..`values`, those that are true in some model (of `among`), and those false in some."""
        full = self.full & among
        columns = self.columns[values:0:-1]
        if full != self.full:
            columns = [column & full for column in columns]
        true = int("".join(["1" if column else "0" for column in columns]) + "0", 2)
        false = int("".join(["1" if column != full else "0" for column in columns]) + "0", 2)
        return true, false

    def mended(self, clauses: Clauses, picks: Sequence[int], implied: Sequence[int]) -> Population:
        """All models changed so that they hold the picks, as some model does already.

        `implied`: the picks and what follows from them by unit propagation.
        """
        holders = self.holding(picks)
        work = _Mending(self, clauses, holders)
        work.settle(implied)
        work.spread()
        return Population(work.columns, self.count)


class _Mending:
    def __init__(self, before: Population, clauses: Clauses, holders: int) -> None:
        self.before, self.clauses, self.full = before, clauses, before.full
        self.columns = list(before.columns)
        self.moved = [0] * len(self.columns)  # per Boolean the models that take it from their donor
        self.broken: dict[int, int] = {}  # literals that became false, and in which models
        self.shares = _shares(holders, before.count)
        self.lent: dict[int, int] = {}  # columns of what each model's donor has

    def settle(self, implied: Sequence[int]) -> None:
        for literal in implied:
            place = abs(literal)
            self.moved[place] = self.full
            self._set(place, self.full if literal > 0 else 0)

    def spread(self) -> None:
        columns, of, broken = self.columns, self.clauses.of, self.broken
        while broken:
            literal = next(iter(broken))
            fallen = broken.pop(literal)
            for others in of[literal]:
                bits = fallen
                for other in others:
                    bits &= ~columns[other] if other > 0 else columns[-other]
                    if not bits:
                        break
                else:
                    for other in others:
                        self._move(abs(other), bits)

    def _move(self, place: int, bits: int) -> None:
        """In the models of `bits` the Boolean becomes the donor's."""
        bits &= ~self.moved[place]
        if bits:
            self.moved[place] |= bits
            if place not in self.lent:
                column = self.before.columns[place]
                self.lent[place] = sum(share for donor, share in self.shares if column >> donor & 1)
            self._set(place, self.columns[place] & ~bits | self.lent[place] & bits)

    def _set(self, place: int, column: int) -> None:
        changed = self.columns[place] ^ column
        if changed:
            self.columns[place] = column
            if fallen := changed & ~column:
                self.broken[place] = self.broken.get(place, 0) | fallen
            if fallen := changed & column:
                self.broken[-place] = self.broken.get(-place, 0) | fallen


def _shares(holders: int, count: int) -> list[tuple[int, int]]:
    """Donors (model numbers), each with the models it lends to; a model that holds the picks lends to itself only."""
    donors = list(_some(holders, DONORS))
    stripe = sum(1 << place for place in range(0, count, len(donors)))
    return [(donor, stripe << place & ((1 << count) - 1)) for place, donor in enumerate(donors)]


def _some(bits: int, most: int) -> Iterator[int]:
    """Up to `most` of the set bits, evenly spread."""
    places = [place for place, bit in enumerate(bin(bits)[:1:-1]) if bit == "1"]
    step = max(1, len(places) // most)
    yield from places[::step][:most]
