"""The disjunctive graph of a plan, in flat lists: who comes before whom in its order and on its unit.

Operation `n` (the sentinel) stands for "nobody": its times are 0. Heads and tails are kept in topological order, and
after a move are computed anew only from where something changed (Roy and Sussmann 1964; the bookkeeping is that of
Nowicki and Smutnicki, "A fast taboo search algorithm for the job shop problem", 1996).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fulfilment.scheduling.values import ALWAYS, Plan, Problem, Span


@dataclass(frozen=True)
class Chains:
    """A problem whose orders are chains on units that are always there. Operations are numbered 0 to n - 1."""

    ids: tuple[int, ...]
    before: tuple[int, ...]  # the sentinel n is at the end
    behind: tuple[int, ...]
    choices: tuple[Mapping[int, int], ...]  # minutes by unit
    release: tuple[int, ...]
    last: tuple[int, ...]  # of each order
    due: tuple[int, ...]
    weight: tuple[int, ...]

    @property
    def count(self) -> int:
        return len(self.ids)


def chains_of(problem: Problem) -> Chains | None:
    """None when the problem has what this search does not know: assemblies, calendars, waiting, pools, empty work."""
    ops = list(problem.operations.values())
    number = {op.id: n for n, op in enumerate(ops)}
    count = len(ops)
    before, behind = [count] * (count + 1), [count] * (count + 1)
    for n, op in enumerate(ops):
        after = [number[one] for one in op.after if one in number]
        simple = op.modes and not op.draws and not op.wait and not op.started and len(after) <= 1
        if not simple or any(mode.minutes < 1 for mode in op.modes):
            return None
        if after:
            if behind[after[0]] != count:
                return None
            before[n], behind[after[0]] = after[0], n
    if any(unit.axis is not ALWAYS or unit.closed for unit in problem.units.values()):
        return None
    last = [n for n in range(count) if behind[n] == count]
    orders = [problem.order_of(ops[n]) for n in last]
    if len({order.id for order in orders}) < len(orders):
        return None
    return Chains(
        ids=tuple(number),
        before=tuple(before),
        behind=tuple(behind),
        choices=tuple({mode.unit: mode.minutes for mode in op.modes} for op in ops),
        release=(*(op.release for op in ops), 0),
        last=tuple(last),
        due=tuple(order.due for order in orders),
        weight=tuple(order.weight for order in orders),
    )


class Graph:
    """A complete selection: a sequence per unit. `done[i]` is the earliest end of i, `tail[i]` the longest way from
    its start to the end of everything; `order` a topological order and `place` the index in it."""

    def __init__(self, chains: Chains, plan: Plan) -> None:
        self.chains, self.count = chains, chains.count
        n = self.count
        self.jp, self.js = list(chains.before), list(chains.behind)
        self.release = list(chains.release)
        self.unit = [plan[id_].unit for id_ in chains.ids]
        self.p = [chains.choices[i][self.unit[i]] for i in range(n)] + [0]
        self.mp, self.ms = [n] * (n + 1), [n] * (n + 1)
        self.first: dict[int, int] = {}
        starts = [plan[id_].start for id_ in chains.ids]
        self.order = sorted(range(n), key=starts.__getitem__)
        latest: dict[int, int] = {}
        for i in self.order:
            on = self.unit[i]
            if on in latest:
                self.mp[i], self.ms[latest[on]] = latest[on], i
            else:
                self.first[on] = i
            latest[on] = i
        self.place = [0] * (n + 1)
        self.done, self.tail = [0] * (n + 1), [0] * (n + 1)
        self.reorder()

    def reorder(self) -> None:
        """A topological order from nothing, and all times."""
        n, order = self.count, list[int]()
        left = [(self.jp[i] != n) + (self.mp[i] != n) for i in range(n)] + [1 << 60]
        order = [i for i in range(n) if not left[i]]
        for i in order:
            for j in (self.js[i], self.ms[i]):
                left[j] -= 1
                if not left[j]:
                    order.append(j)
        assert len(order) == n, "a circle"
        self.order = order
        for at, i in enumerate(order):
            self.place[i] = at
        self.heads(0)
        self.tails(n - 1)

    def heads(self, start: int) -> None:
        """Ends from this place of the order on."""
        done, jp, mp, p, release = self.done, self.jp, self.mp, self.p, self.release
        for i in self.order[start:]:
            a, b, c = done[jp[i]], done[mp[i]], release[i]
            if b > a:
                a = b
            done[i] = (a if a > c else c) + p[i]

    def tails(self, stop: int) -> None:
        """Tails up to this place of the order."""
        tail, js, ms, p = self.tail, self.js, self.ms, self.p
        for i in self.order[stop::-1]:
            a, b = tail[js[i]], tail[ms[i]]
            tail[i] = (a if a > b else b) + p[i]

    # -- moves; each is possible (makes no circle), which the caller has seen to

    def take(self, i: int) -> None:
        """Off its unit: its neighbours there join."""
        n, before, behind = self.count, self.mp[i], self.ms[i]
        if before != n:
            self.ms[before] = behind
        else:
            self.first[self.unit[i]] = behind
        if behind != n:
            self.mp[behind] = before

    def put(self, i: int, unit: int, before: int) -> None:
        """On a unit, right behind `before` (the sentinel: as its first)."""
        n = self.count
        behind = self.first.get(unit, n) if before == n else self.ms[before]
        self.unit[i], self.p[i] = unit, self.chains.choices[i][unit]
        self.mp[i], self.ms[i] = before, behind
        if before != n:
            self.ms[before] = i
        else:
            self.first[unit] = i
        if behind != n:
            self.mp[behind] = i

    def move_after(self, u: int, v: int) -> None:
        """u, which is before v on the same unit, to right behind it."""
        self.take(u)
        self.put(u, self.unit[v], v)
        low, high = self.place[u], self.place[v]
        self._sink(low, high, u)
        self.heads(low)
        self.tails(high)

    def move_before(self, v: int, u: int) -> None:
        """v, which is behind u on the same unit, to right before it."""
        self.take(v)
        self.put(v, self.unit[u], self.mp[u])
        low, high = self.place[u], self.place[v]
        self._rise(low, high, v)
        self.heads(low)
        self.tails(high)

    def _sink(self, low: int, high: int, u: int) -> None:
        """Within places low to high: u and what depends on it behind the rest."""
        jp, mp, order = self.jp, self.mp, self.order
        sunk, rest = {u}, []
        moved = [u]
        for i in order[low + 1 : high + 1]:
            if jp[i] in sunk or mp[i] in sunk:
                sunk.add(i)
                moved.append(i)
            else:
                rest.append(i)
        self._lay(low, rest + moved)

    def _rise(self, low: int, high: int, v: int) -> None:
        """Within places low to high: v and what it depends on before the rest."""
        js, ms, order = self.js, self.ms, self.order
        risen, rest = {v}, []
        moved = [v]
        for i in order[low:high][::-1]:
            if js[i] in risen or ms[i] in risen:
                risen.add(i)
                moved.append(i)
            else:
                rest.append(i)
        self._lay(low, moved[::-1] + rest[::-1])

    def _lay(self, low: int, part: Sequence[int]) -> None:
        self.order[low : low + len(part)] = part
        place = self.place
        for at, i in enumerate(part, low):
            place[i] = at

    # -- out

    @property
    def makespan(self) -> int:
        return max(self.done)

    def state(self) -> tuple[list[int], list[int]]:
        """What `restore` needs: each operation's unit, and the order."""
        return self.unit.copy(), self.order.copy()

    def restore(self, state: tuple[list[int], list[int]]) -> None:
        n = self.count
        units, order = state
        self.unit, self.order = units.copy(), order.copy()
        self.mp, self.ms, self.first = [n] * (n + 1), [n] * (n + 1), {}
        latest: dict[int, int] = {}
        for at, i in enumerate(self.order):
            on = self.unit[i]
            self.p[i] = self.chains.choices[i][on]
            if on in latest:
                self.mp[i], self.ms[latest[on]] = latest[on], i
            else:
                self.first[on] = i
            latest[on] = i
            self.place[i] = at
        self.heads(0)
        self.tails(n - 1)

    def plan(self) -> dict[int, Span]:
        ids = self.chains.ids
        return {ids[i]: Span(self.unit[i], self.done[i] - self.p[i], self.done[i]) for i in range(self.count)}
