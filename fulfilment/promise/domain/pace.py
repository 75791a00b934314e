"""The pace of the floor: real minutes over planned ones, from what was really logged.

A plan says 40 minutes because somebody once wrote 40. What the work centre takes is measured, for each kind of work on
it, with what had to be done again: a plan that leaves no room for it slips a little every day. The figure is drawn
towards the work centre's, the work centre's towards the shop's, and the shop's towards what was planned, the more the
less has been seen (an empirical Bayes estimate with a fixed prior weight: Efron and Morris, 1975).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from fulfilment.api.workspec import OperationSpec, PacedStep, WorkSpec

# Logged operations that count. Repairs are rare and long: the mean of 400 operations of one work centre is sure to four
# per cent only, and a queue of three weeks that is planned four per cent short is late by a day.
RECENT = 6_000
PRIOR = 20  # operations' worth of what stands one level higher
LONGEST = 8  # times the plan: beyond that somebody forgot to tap *finish*
_ONE = 1000


@dataclass(frozen=True, slots=True)
class Logged:
    """One finished operation: `kind` is its name on the routing; minutes are working minutes, setup and run. What is
    done `again` (rework, a replacement) was never planned: its minutes count, its plan does not."""

    seller_ref: str
    work_centre: str
    kind: str
    planned: int
    real: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Paces:
    """Per mille of the planned minutes, by (seller, work centre) and (seller, work centre, kind); measured `at` from
    `count` operations."""

    centres: Mapping[tuple[str, str], int] = field(default_factory=dict)
    kinds: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    at: date | None = None
    count: int = 0

    def of(self, seller_ref: str, op: OperationSpec) -> int:
        """The pace of a step; 1000 where nothing was measured."""
        known = self.kinds.get((seller_ref, op.work_centre, op.name))
        return known if known is not None else self.centres.get((seller_ref, op.work_centre), _ONE)

    def within(self, sellers: Collection[str] | None) -> Paces:
        """Those of these sellers only; all of them for None."""
        if sellers is None:
            return self
        centres = {key: pace for key, pace in self.centres.items() if key[0] in sellers}
        return replace(self, centres=centres, kinds={key: p for key, p in self.kinds.items() if key[0] in sellers})

    def to_json(self) -> dict[str, Any]:
        centres = [[*key, value] for key, value in sorted(self.centres.items())]
        kinds = [[*key, value] for key, value in sorted(self.kinds.items())]
        return {"centres": centres, "kinds": kinds, "at": self.at.isoformat() if self.at else None, "n": self.count}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Paces:
        """The inverse of `to_json`."""
        return cls(
            centres={(seller, code): value for seller, code, value in data["centres"]},
            kinds={(seller, code, kind): value for seller, code, kind, value in data["kinds"]},
            at=date.fromisoformat(data["at"]) if data["at"] else None,
            count=data["n"],
        )


AS_PLANNED = Paces()


def measured(logs: Iterable[Logged], at: date) -> Paces:
    """The paces that `logs` tell; an operation without planned minutes tells nothing."""
    sums: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    count = 0
    for log in logs:
        if log.planned <= 0:
            continue
        count += 1
        names: tuple[str, ...] = (log.seller_ref, log.work_centre, log.kind)
        for key in (names[:1], names[:2], names):
            seen = sums[key]
            seen[0] += min(log.real, LONGEST * log.planned)
            if not log.again:
                seen[1], seen[2] = seen[1] + log.planned, seen[2] + 1
    paces: dict[tuple[str, ...], float] = {}
    for key in sorted(sums, key=len):
        real, planned, number = sums[key]
        if not number:
            continue
        weight = PRIOR * planned / number
        paces[key] = (real + weight * paces.get(key[:-1], 1.0)) / (planned + weight)
    return Paces(
        centres={(key[0], key[1]): round(_ONE * pace) for key, pace in paces.items() if len(key) == 2},
        kinds={(key[0], key[1], key[2]): round(_ONE * pace) for key, pace in paces.items() if len(key) == 3},
        at=at,
        count=count,
    )


def paced(spec: WorkSpec, quantity: int, paces: Paces) -> WorkSpec:
    """`spec` with the minutes that `quantity` pieces really take, for planning only."""
    if not paces.centres:
        return spec
    seller = spec.seller_ref
    steps = tuple([_once(op, quantity, paces.of(seller, op)) for op in spec.operations])
    return WorkSpec(spec.sku, seller, spec.materials, steps, spec.packed)


MOST = 4_000  # steps that are remembered, about 4 MB
_known: dict[tuple[int, int, int], tuple[OperationSpec, OperationSpec]] = {}


def _once(op: OperationSpec, quantity: int, pace: int) -> OperationSpec:
    """The very same step for the very same one: a quote asks for the steps of a piece and of all of its neighbours."""
    key = id(op), quantity, pace
    found = _known.get(key)
    if found is None or found[0] is not op:
        if len(_known) >= MOST:
            _known.clear()
        found = _known[key] = op, _paced(op, quantity, pace)
    return found[1]


def _paced(op: OperationSpec, quantity: int, pace: int) -> OperationSpec:
    if pace == _ONE or not op.setup_minutes + op.run_minutes:
        return op
    setup = _scaled(op.setup_minutes, pace)
    if op.batch_key:  # a load takes its run minutes whoever is in it
        return replace(op, setup_minutes=setup, run_minutes=_scaled(op.run_minutes, pace))
    # Rounded once, not once a piece. Not into the set-up: somebody may have to stand by for that, and only for that.
    run, over = divmod(_scaled(op.run_minutes * quantity, pace), quantity)
    own = {part.name: getattr(op, part.name) for part in fields(OperationSpec)}
    return PacedStep(**own | {"setup_minutes": setup, "run_minutes": run}, over=over)


def _scaled(minutes: int, pace: int) -> int:
    return max((minutes * pace + _ONE // 2) // _ONE, 1) if minutes else 0
