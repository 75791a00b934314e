"""Tabu search for the shortest makespan of job shops and flexible job shops.

Moves: within a block of the critical path an operation goes behind its last or before its first, or these two go
inside (N6: Balas and Vazacopoulos, "Guided local search with shifting bottleneck", 1998; N7: Zhang et al. 2007), with
their estimate of the new makespan; and a critical operation goes to another unit that can do it (Mastrolilli and
Gambardella, "Effective neighbourhood functions for the flexible job shop problem", 2000). A move is tabu while it would
restore a precedence, or a choice of unit, that was just given up. After a while without success the search goes back
to one of its best plans and leaves it by another way.
"""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import NamedTuple

from fulfilment.scheduling.search.graph import Chains, Graph
from fulfilment.scheduling.values import Plan

PATIENCE = 2_500  # moves without a better plan before it starts from an elite plan
ELITE = 8


class Move(NamedTuple):
    """`how`: 0 `what` goes behind `other`; 1 before it; 2 to `unit` behind `other`."""

    estimate: int
    tie: float
    how: int
    what: int
    other: int
    unit: int


class MakespanSearch:
    """One search; `step` makes a move. `best` is the shortest makespan met, `best_state` its plan."""

    def __init__(self, chains: Chains, plan: Plan, seed: int) -> None:
        self.graph = Graph(chains, plan)
        self._random = Random(seed)  # noqa: S311 a search's chance, repeatable by its seed
        n = chains.count
        self._tabu: dict[int, int] = {}
        self._size = n + 1
        self._flexible = [len(one) > 1 for one in chains.choices]
        units = len({unit for one in chains.choices for unit in one})
        self._tenure = 10 + max(len(chains.last) // max(units, 1), 1)
        self.best = self.graph.makespan
        self.best_state = self.graph.state()
        self._elite = [(self.best, self.best_state)]
        self.moves = self._since = 0
        self._local = self.best

    def step(self) -> None:
        graph = self.graph
        move = self._choose(graph.makespan)
        self.moves += 1
        self._since += 1
        if move is None or self._since > PATIENCE:
            self._restart()
            return
        self._apply(move)
        made = graph.makespan
        if made < self._local:
            self._local, self._since = made, 0
            self._local_state = graph.state()
            if made < self.best:
                self.best, self.best_state = made, self._local_state

    # -- neighbours

    def _path(self, makespan: int) -> list[int]:
        """One critical path, chosen at random where it forks."""
        graph, n = self.graph, self.graph.count
        tail, done, p = graph.tail, graph.done, graph.p
        firsts = [i for i in range(n) if tail[i] == makespan and done[i] == p[i]]
        if not firsts:  # it begins at a release
            firsts = [
                i for i in range(n) if done[i] - p[i] + tail[i] == makespan and done[i] - p[i] == graph.release[i]
            ]
        i, path = self._random.choice(firsts), []
        while i != n:
            path.append(i)
            left = tail[i] - p[i]
            if not left:
                break
            a, b = graph.js[i], graph.ms[i]
            if tail[a] == left and tail[b] == left and a != n and b != n:
                i = a if self._random.random() < 0.5 else b
            else:
                i = a if tail[a] == left and a != n else b
        return path

    def _choose(self, makespan: int) -> Move | None:
        moves: list[Move] = []
        path = self._path(makespan)
        begin, unit = 0, self.graph.unit
        for at in range(1, len(path) + 1):
            if at == len(path) or unit[path[at]] != unit[path[begin]]:
                if at - begin > 1:
                    self._block(path[begin:at], moves)
                begin = at
        for i in path:
            if self._flexible[i]:
                self._elsewhere(i, moves)
        best, fallback = None, None
        for move in moves:
            if move.estimate < self.best or not self._is_tabu(move):
                if best is None or move < best:
                    best = move
            elif fallback is None or self._random.random() < 0.2:
                fallback = move
        return best or fallback

    def _block(self, block: list[int], moves: list[Move]) -> None:
        graph = self.graph
        tail, done, js, jp = graph.tail, graph.done, graph.js, graph.jp
        first, last = block[0], block[-1]
        for u in block[:-1]:  # behind the last
            if tail[last] >= tail[js[u]] and js[u] != last:
                moves.append(self._forward(u, last))
        for v in block[1:]:  # before the first
            if done[first] >= done[jp[v]] and jp[v] != first:
                moves.append(self._backward(v, first))
        if len(block) > 2:
            for v in block[1:-1]:
                if tail[v] >= tail[js[first]] and js[first] != v:  # the first inside
                    moves.append(self._forward(first, v))
                if done[v] >= done[jp[last]] and jp[last] != v:  # the last inside
                    moves.append(self._backward(last, v))

    def _forward(self, u: int, v: int) -> Move:
        """Estimate of u right behind v: heads from the left, tails from the right, over what lies between."""
        graph = self.graph
        done, tail, p, jp, js, ms, release = (
            graph.done,
            graph.tail,
            graph.p,
            graph.jp,
            graph.js,
            graph.ms,
            graph.release,
        )
        between, i, at = [], u, done[graph.mp[u]]
        starts = []
        while i != v:
            i = ms[i]
            between.append(i)
            at = max(at, done[jp[i]], release[i])
            starts.append(at)
            at += p[i]
        at = max(at, done[jp[u]], release[u])
        right = max(tail[js[u]], tail[ms[v]]) + p[u]
        worst = at + right
        for i, start in zip(reversed(between), reversed(starts), strict=True):
            other = tail[js[i]]
            right = (right if right > other else other) + p[i]
            if start + right > worst:
                worst = start + right
        return Move(worst, self._random.random(), 0, u, v, 0)

    def _backward(self, v: int, u: int) -> Move:
        graph = self.graph
        done, tail, p, jp, js, mp, release = (
            graph.done,
            graph.tail,
            graph.p,
            graph.jp,
            graph.js,
            graph.mp,
            graph.release,
        )
        between, i = [], v
        while i != u:
            i = mp[i]
            between.append(i)
        at = start = max(done[mp[u]], done[jp[v]], release[v])
        at += p[v]
        starts = []
        for i in reversed(between):
            at = max(at, done[jp[i]], release[i])
            starts.append(at)
            at += p[i]
        right, worst = tail[graph.ms[v]], 0
        for i, begin in zip(between, reversed(starts), strict=True):
            other = tail[js[i]]
            right = (right if right > other else other) + p[i]
            if begin + right > worst:
                worst = begin + right
        right = max(right, tail[js[v]]) + p[v]
        return Move(max(worst, start + right), self._random.random(), 1, v, u, 0)

    def _elsewhere(self, i: int, moves: list[Move]) -> None:
        """To another unit, between operations x and y there: not behind what can only begin when the order's next
        step is done, nor before what must end before the order's last step begins."""
        graph, n = self.graph, self.graph.count
        done, tail, p, ms = graph.done, graph.tail, graph.p, graph.ms
        before, behind = graph.jp[i], graph.js[i]
        head, rest = max(done[before], graph.release[i]), tail[behind]
        lowest = done[before] - p[before]
        highest = done[behind] if behind != n else 1 << 60
        random = self._random.random
        for unit, minutes in graph.chains.choices[i].items():
            if unit == graph.unit[i]:
                continue
            x, y = n, graph.first.get(unit, n)
            while True:
                if y == n or (done[y] > lowest and y != before):
                    a = done[x]
                    b = tail[y]
                    estimate = (a if a > head else head) + minutes + (b if b > rest else rest)
                    moves.append(Move(estimate, random(), 2, i, x, unit))
                if y in (n, behind) or done[y] - p[y] >= highest:
                    break
                x, y = y, ms[y]

    # -- tabu

    def _is_tabu(self, move: Move) -> bool:
        """Tabu when every precedence it would make was given up lately. (When any was: measured, worse.)"""
        graph, size, tabu, now = self.graph, self._size, self._tabu, self.moves
        if move.how == 2:
            return tabu.get(-(move.what + size * move.unit) - 1, 0) > now
        i = move.what
        if move.how == 0:
            while i != move.other:
                i = graph.ms[i]
                if tabu.get(i * size + move.what, 0) <= now:
                    return False
        else:
            while i != move.other:
                i = graph.mp[i]
                if tabu.get(move.what * size + i, 0) <= now:
                    return False
        return True

    def _apply(self, move: Move) -> None:
        graph, size, tabu = self.graph, self._size, self._tabu
        until = self.moves + self._tenure + int(self._random.random() * self._tenure * 0.5)
        i = what = move.what
        if move.how == 0:
            while i != move.other:
                i = graph.ms[i]
                tabu[what * size + i] = until
            graph.move_after(what, move.other)
        elif move.how == 1:
            while i != move.other:
                i = graph.mp[i]
                tabu[i * size + what] = until
            graph.move_before(what, move.other)
        else:
            tabu[-(what + size * graph.unit[what]) - 1] = until
            graph.take(what)
            graph.put(what, move.unit, move.other)
            graph.reorder()

    # -- another start

    def _restart(self) -> None:
        """Remember where this led, go back to one of the best and leave it by some random moves."""
        if self._local <= self.best * 1.03 and self._since > PATIENCE:
            self._elite.append((self._local, getattr(self, "_local_state", self.best_state)))
            self._elite.sort(key=lambda one: one[0])
            del self._elite[ELITE:]
        _, state = self._random.choice(self._elite)
        self.graph.restore(state)
        self._tabu.clear()
        for _ in range(self._random.randint(3, 12)):
            self._shake()
        self._local, self._since = self.graph.makespan, 0
        self._local_state = self.graph.state()

    def _shake(self) -> None:
        graph, moves = self.graph, list[Move]()
        path = self._path(graph.makespan)
        for a, b in pairwise(path):
            if graph.ms[a] == b and graph.js[a] != b:
                moves.append(Move(0, 0.0, 0, a, b, 0))
        for i in path:
            if self._flexible[i]:
                self._elsewhere(i, moves)
        if moves:
            self._apply(self._random.choice(moves))
