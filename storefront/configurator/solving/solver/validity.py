"""Which values are still possible, by one incremental SAT solver and the models it has found before.

A value needs no solving when a known model within the picks holds it, nor when fewer picks already blocked it. What
remains is asked in bulk: "a model with any of these?" with phases set towards them. A model that is found answers for
many; that there is none answers for all. (Backbone computation in chunks: Janota, Lynce, Marques-Silva, "Algorithms
for computing backbones of propositional formulae", AI Communications 28, 2015.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .encoding import Encoding
from .models import Cube, Pool, packed

POOL_BYTES = 16_000_000
STATES = 64  # states whose blocked values are remembered
RENEWAL = 20_000  # questions after which the solver starts afresh, so that what it has learnt stays bounded
SOLVER = "glucose4"


class Validity:
    """Exact answers for one encoding; not thread-safe by itself."""

    def __init__(self, encoding: Encoding, pool: Pool | None = None) -> None:
        self.encoding = encoding
        self.pool = pool or Pool(encoding.values, POOL_BYTES)
        self.both = _bits(literals[1] for literals in encoding.literals if _is_boolean(literals))
        self.every = _bits(abs(literal) for literals in encoding.literals for literal in literals)
        self.states: dict[tuple[int, int], tuple[int, int]] = {}
        self.solver: Any = None
        self.asked = 0
        self._renew()

    def _renew(self) -> None:
        from pysat.solvers import Solver  # noqa: PLC0415 - heavy: only for products too big for a diagram

        if self.solver is not None:
            self.solver.delete()
        solver: Any = Solver  # untyped library
        self.solver = solver(name=SOLVER, bootstrap_with=self.encoding.clauses())
        self.top = self.encoding.top
        self.asked = 0

    def worn(self) -> bool:
        """Asked so often that it should start afresh."""
        return self.asked > RENEWAL

    def fresh(self) -> int:
        """A Boolean that nothing speaks of yet."""
        self.top += 1
        return self.top

    def possible(self, literals: Sequence[int]) -> tuple[int, int] | None:
        """Booleans that can be true, and those that can be false, under the literals; None: no model holds them."""
        cube = Cube.of(literals)
        if cube.true & cube.false:
            return None
        if self.worn():
            self._renew()
        key = (cube.true, cube.false)
        known = self._known(cube)
        implied, literal_list = self.solver.propagate(assumptions=list(literals))
        if not implied:
            return None
        for literal in literal_list:
            if literal > 0:
                known[1] |= 1 << literal
            else:
                known[0] |= 1 << -literal
        found = self._search(cube, list(literals), known)
        if found is None:
            return None
        self.states.pop(key, None)
        self.states[key] = (self.every & ~found[0], self.every & ~found[1])
        if len(self.states) > STATES:
            del self.states[next(iter(self.states))]
        return found

    def _known(self, cube: Cube) -> list[int]:
        """Booleans that cannot be true, and that cannot be false, by states with fewer picks."""
        never, always = cube.false, cube.true
        for (true, false), (no_true, no_false) in self.states.items():
            if true & cube.true == true and false & cube.false == false:
                never |= no_true
                always |= no_false
        return [never, always]

    def _search(self, cube: Cube, literals: list[int], known: list[int]) -> tuple[int, int] | None:
        can_true, can_false = self.pool.seen(cube)
        if not can_true | can_false:
            first = self.model(literals)
            if first is None:
                return None
            can_true, can_false = first, ~first
        want = (self.every & ~known[0], self.both & ~known[1])
        return self.cover(literals, want, (can_true, can_false & self.every))

    def cover(self, literals: list[int], wanted: tuple[int, int], seen: tuple[int, int]) -> tuple[int, int]:
        """`seen` and what else of the wanted Booleans can be true (or false) under the literals."""
        true, false = seen
        while (rest := (wanted[0] & ~true, wanted[1] & ~false)) != (0, 0):
            model = self.any_of(literals, *rest)
            if model is None:
                break
            true |= model
            false |= self.every & ~model
        return true, false

    def any_of(self, literals: list[int], want_true: int, want_false: int) -> int | None:
        """A model under the literals with at least one of the wanted Booleans true (or false); None: there is none."""
        targets = [*_places(want_true), *(-place for place in _places(want_false))]
        self.solver.set_phases(targets)
        switch = self.fresh()
        self.solver.add_clause([-switch, *targets])
        model = self.model([*literals, switch])
        self.solver.add_clause([-switch])
        return model

    def model(self, literals: list[int]) -> int | None:
        """Some model under the literals, remembered; None: there is none."""
        self.asked += 1
        if not self.solver.solve(assumptions=literals):
            return None
        model = packed(self.solver.get_model(), self.encoding.values)
        self.pool.add(model)
        return model


def _is_boolean(literals: Sequence[int]) -> bool:
    return len(literals) == 2 and literals[0] == -literals[1]


def _bits(places: Iterable[int]) -> int:
    bits = 0
    for place in places:
        bits |= 1 << place
    return bits


def _places(bits: int) -> Iterator[int]:
    """The set bits, lowest first."""
    text = bin(bits)[:1:-1]
    place = text.find("1")
    while place >= 0:
        yield place
        place = text.find("1", place + 1)
