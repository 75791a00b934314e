"""One incremental SAT solver, asked in bulk: "a model with any of these?", phases set towards them.

A model that is found answers for many; that there is none answers for all that are left. (Backbone computation in
chunks: Janota, Lynce, Marques-Silva, "Algorithms for computing backbones of propositional formulae", 2015.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from .encoding import Clause, Encoding
from .models import bits_of, digits, packed, places_of

RENEWAL = 20_000  # questions after which the solver starts afresh, so that what it has learnt stays bounded
SOLVER = "minisat22"  # of those measured the one whose models differ most from one question to the next
SEED = 3

Bits = tuple[int, int]  # Booleans that can be true, Booleans that can be false


class Asker:
    """Not thread-safe by itself. `every`: the values' Booleans; `both`: those of them whose being false is a value."""

    def __init__(self, encoding: Encoding, more: Iterable[Clause] = (), top: int = 0) -> None:
        self.encoding = encoding
        self.more = list(more)
        self.first_free = max(top, encoding.top)
        self.both = bits_of(literals[1] for literals in encoding.literals if _is_boolean(literals))
        self.every = bits_of(abs(literal) for literals in encoding.literals for literal in literals)
        self.solver: Any = None
        self.renew()

    def renew(self) -> None:
        from pysat.solvers import Solver  # noqa: PLC0415 - heavy: only for products too big for a diagram

        if self.solver is not None:
            self.solver.delete()
        solver: Any = Solver  # untyped library
        self.solver = solver(name=SOLVER, bootstrap_with=self.encoding.clauses())
        self.solver.append_formula(self.more)
        self.top = self.first_free
        self.asked = 0

    def worn(self) -> bool:
        """Asked so often that it should start afresh."""
        return self.asked > RENEWAL

    def fresh(self) -> int:
        """A Boolean that nothing speaks of yet."""
        self.top += 1
        return self.top

    def implied(self, literals: Sequence[int]) -> list[int] | None:
        """The literals and what follows from them by unit propagation; None: they contradict each other."""
        consistent, implied = self.solver.propagate(assumptions=list(literals))
        return [literal for literal in implied if abs(literal) <= self.encoding.top] if consistent else None

    def model(self, literals: Sequence[int]) -> bytes | None:
        """Some model under the literals, in digits; None: there is none."""
        self.asked += 1
        if not self.solver.solve(assumptions=list(literals)):
            return None
        return digits(self.solver.get_model(), self.encoding.top)

    def various(self, count: int) -> list[bytes]:
        """Models with seeded random phases. There must be a model at all."""
        rng = Random(SEED)  # noqa: S311 - variety, no secret
        found = []
        for _ in range(count):
            self.solver.set_phases([place * rng.choice((1, -1)) for place in range(1, self.encoding.values + 1)])
            model = self.model([])
            assert model is not None
            found.append(model)
        return found

    def any_of(self, literals: Sequence[int], wanted: Bits) -> bytes | None:
        """A model under the literals with at least one of the wanted Booleans true (or false); None: there is none."""
        targets = [*places_of(wanted[0]), *(-place for place in places_of(wanted[1]))]
        self.solver.set_phases(targets)
        switch = self.fresh()
        self.solver.add_clause([-switch, *targets])
        model = self.model([*literals, switch])
        self.solver.add_clause([-switch])
        return model

    def cover(self, literals: Sequence[int], wanted: Bits, seen: Bits) -> tuple[int, int, list[bytes]]:
        """`seen` and what else of the wanted Booleans can be true (or false) under the literals, with the models."""
        true, false = seen
        found: list[bytes] = []
        while (rest := (wanted[0] & ~true, wanted[1] & ~false)) != (0, 0):
            model = self.any_of(literals, rest)
            if model is None:
                break
            found.append(model)
            bits = packed(model, self.encoding.values)
            true |= bits
            false |= self.every & ~bits
        return true, false, found


def _is_boolean(literals: Sequence[int]) -> bool:
    return len(literals) == 2 and literals[0] == -literals[1]
