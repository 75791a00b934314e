"""Which values are still possible, pick after pick.

The state with fewer picks tells what stays blocked, and its models, mended to hold the new pick, show most of what
stays possible; only the rest is asked.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from .asking import Asker, Bits
from .encoding import Encoding
from .models import bits_of
from .population import Clauses, Population

MORE_MODELS = 256  # beyond one witness for every value: the more differ, the more survive a pick
STATE_BYTES = 64_000_000  # for the models of remembered states
MOST_MODELS = 1024  # of a state, above those that the state without picks needed


@dataclass(frozen=True)
class State:
    """Models that hold the literals, and the Booleans that cannot be true or cannot be false under them."""

    population: Population
    never: int
    always: int


class Validity:
    """Exact answers for one encoding; not thread-safe by itself."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self.asker = Asker(encoding)
        self.clauses = Clauses(encoding.clauses(), encoding.top)
        self.states: OrderedDict[frozenset[int], State] = OrderedDict()
        self.root = self._root()
        self.most = self.root.population.count + MOST_MODELS
        self.remembered = max(4, STATE_BYTES // (encoding.top * (self.most // 16 + 40)))

    def _root(self) -> State:
        """The values that no pick can bring back, and a witness for each of the others."""
        asker, values = self.asker, self.encoding.values
        models = asker.cover([], (asker.every, asker.both), (0, 0))[2]
        if models:
            models += asker.various(min(MORE_MODELS, values))
        population = Population.empty(self.encoding.top).joined(models, len(models))
        seen = population.seen(values) if models else (0, 0)
        return State(population, asker.every & ~seen[0], asker.every & ~seen[1])

    def possible(self, literals: Sequence[int]) -> Bits | None:
        """Booleans that can be true, and those that can be false, under the literals; None: no model holds them."""
        if self.asker.worn():
            self.asker.renew()
        key = frozenset(literals)
        implied = self.asker.implied(literals)
        if implied is None or not self.root.population.count:
            return None
        near = self._nearest(key)
        before = self.states.get(near, self.root)
        if near != key:
            models = self._population(before.population, literals)
            if models is None:
                return None
            before = self._searched(before, models, literals, implied)
            self.states[key] = before
            if len(self.states) > self.remembered:
                self.states.popitem(last=False)
        return self.asker.every & ~before.never, self.asker.every & ~before.always

    def _nearest(self, key: frozenset[int]) -> frozenset[int]:
        """The remembered state with the most of these literals and no others; the empty one if there is none."""
        near = max((known for known in self.states if known <= key), key=len, default=frozenset[int]())
        if near in self.states:
            self.states.move_to_end(near)
        return near

    def _population(self, before: Population, literals: Sequence[int]) -> Population | None:
        """The models of the state before, with one that holds the literals; None: no model holds them."""
        if before.holding(literals):
            return before
        first = self.asker.model(literals)
        return None if first is None else before.joined([first], self.most)

    def _searched(self, before: State, models: Population, literals: Sequence[int], implied: Sequence[int]) -> State:
        asker, values = self.asker, self.encoding.values
        never = before.never | bits_of(-literal for literal in implied if -values <= literal < 0)
        always = before.always | bits_of(literal for literal in implied if 0 < literal <= values)
        wanted = (asker.every & ~never, asker.both & ~always)
        population = models.mended(self.clauses, literals, implied)
        true, false, found = asker.cover(literals, wanted, population.seen(values))
        return State(population.joined(found, self.most), asker.every & ~true, asker.every & ~false)
