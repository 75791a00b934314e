"""`WorkSpec`: what one configured piece takes to make, frozen. The configurator yields it, fulfilment keeps it.

Fulfilment stores and compares WorkSpecs and knows no options and no formulas: two specs whose operation hashes agree
ask for the same work, whatever the shopper chose to get there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

DeliveryClass = Literal["parcel", "two_person"]


@dataclass(frozen=True)
class MaterialNeed:
    """`quantity` of item `sku` in its base `unit`, for one piece, consumed when `operation` starts."""

    sku: str
    quantity: int
    unit: str
    operation: int
    unit_cost_minor: int  # cost of one `cost_per` base units, in minor units of the seller's currency
    cost_per: int = 1


@dataclass(frozen=True)
class OperationSpec:
    """One routing step for one piece. Times are whole minutes; `wait_minutes` is glue or drying after it.

    A `splittable` step may be left lying when a shift ends; another runs from start to end within one shift.
    `alternatives` are codes of work centres that can do it as well, in no more and no fewer minutes.
    """

    number: int
    name: str
    work_centre: str
    setup_minutes: int
    run_minutes: int
    wait_minutes: int
    stage: str  # the words the customer reads: "In the workshop", "Finishing"
    batch_key: str
    after: tuple[int, ...]  # predecessors' numbers, empty for a first step
    inspection: bool
    packing: bool
    inputs_hash: str  # over everything the operation's work depends on
    splittable: bool = True
    alternatives: tuple[str, ...] = ()

    @property
    def work_centres(self) -> tuple[str, ...]:
        """Every work centre that can do it, the usual one first."""
        return (self.work_centre, *self.alternatives)

    @property
    def over_minutes(self) -> int:
        """Run minutes of all pieces together that do not come to a whole minute each: see `PacedStep`."""
        return 0


@dataclass(frozen=True)
class PacedStep(OperationSpec):
    """A step at the floor's pace, for planning only: it is neither stored nor hashed. `over` are run minutes of all
    pieces together: twenty pieces of 3.3 minutes are 3 minutes each and 6 over."""

    over: int = 0

    @property
    def over_minutes(self) -> int:
        return self.over


@dataclass(frozen=True)
class PackedSize:
    """The packed piece: millimetres and grams, and who carries it."""

    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int
    delivery_class: DeliveryClass


@dataclass(frozen=True)
class WorkSpec:
    """What one piece of `sku` takes: materials, operations in topological order, its packed size."""

    sku: str
    seller_ref: str
    materials: tuple[MaterialNeed, ...]
    operations: tuple[OperationSpec, ...]
    packed: PackedSize

    def to_dict(self) -> dict[str, Any]:
        """Plain values. What a step does not say (`splittable`, `alternatives`) is left out, so that the hash of a
        spec from before these words stays what it was."""
        data = asdict(self)
        for operation in data["operations"]:
            for name, default in (("splittable", True), ("alternatives", ())):
                if operation[name] == default:
                    del operation[name]
        return data

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the canonical JSON: equal specs, equal hash, on every machine."""
        canonical = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> WorkSpec:
        """The inverse of `to_dict`; raises `KeyError` or `TypeError` for what never was a WorkSpec."""
        return cls(
            sku=data["sku"],
            seller_ref=data["seller_ref"],
            materials=tuple(MaterialNeed(**m) for m in data["materials"]),
            operations=tuple(_operation(operation) for operation in data["operations"]),
            packed=PackedSize(**data["packed"]),
        )


def _operation(data: Mapping[str, Any]) -> OperationSpec:
    return OperationSpec(**{**data, "after": tuple(data["after"]), "alternatives": tuple(data.get("alternatives", ()))})
