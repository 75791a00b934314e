"""What the twin's customers order, and how long the work really takes."""

from __future__ import annotations

from math import pi, sin
from random import Random

from bench.promise.twin.world import BOUGHT, CENTRES, DRYING, LEAD_DAYS, MINUTES, SELLER, STEPS, UNITS, World
from fulfilment.api.workspec import MaterialNeed, OperationSpec, PackedSize, WorkSpec
from fulfilment.promise.domain.house import ItemKnown

ITEMS = {
    f"L{days}": ItemKnown(f"L{days}", "Wood", "parcel", days, SELLER) for days in range(LEAD_DAYS[0], LEAD_DAYS[1] + 1)
}
_WORK = sum(MINUTES) / 2 * sum(STEPS) / 2  # planned minutes of an order, in the mean
_PACKED = PackedSize(1, 1, 1, 1, "parcel")


def wish(random: Random) -> WorkSpec:
    """A chain of steps on work centres in any order; for some, a material that is bought for it."""
    count = random.randint(*STEPS)
    steps = tuple(_step(n, random.choice(CENTRES), random.randint(*MINUTES)) for n in range(count))
    bought = random.random() < BOUGHT
    needs = (MaterialNeed(f"L{random.randint(*LEAD_DAYS)}", 1, "piece", 10, 1),) if bought else ()
    return WorkSpec(f"P{count}", SELLER, needs, steps, _PACKED)


def pause(random: Random, world: World, days: float) -> int:
    """Working minutes to the next order, `days` after the start: Poisson arrivals that swing with the season."""
    share = world.load * (1 + world.swing * sin(2 * pi * days / world.season_days))
    return max(round(random.expovariate(len(CENTRES) * UNITS * share / _WORK)), 1)


def really(random: Random, world: World, planned: int, pace: float) -> int:
    """The minutes that an operation of `planned` minutes takes, with the repairs it meets."""
    minutes = planned * pace * random.lognormvariate(-(world.sigma**2) / 2, world.sigma)
    between = world.repair_minutes * world.uptime / (1 - world.uptime)
    worked = random.expovariate(1 / between)
    total = minutes
    while worked < minutes:
        total += random.expovariate(1 / world.repair_minutes)
        worked += random.expovariate(1 / between)
    return max(round(total), 1)


def days_late(random: Random, world: World) -> int:
    """How many days after its day bought material comes."""
    return 1 + round(random.expovariate(1 / world.late_days)) if random.random() < world.late_supplier else 0


def _step(index: int, code: str, minutes: int) -> OperationSpec:
    return OperationSpec(
        number=10 * (index + 1),
        name=code.title(),
        work_centre=code,
        setup_minutes=0,
        run_minutes=minutes,
        wait_minutes=DRYING if code == "PRESS" else 0,
        stage="",
        batch_key="",
        after=(10 * index,) if index else (),
        inspection=False,
        packing=False,
        inputs_hash="",
    )
