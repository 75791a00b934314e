"""From choices to work: the frozen `WorkSpec` that fulfilment takes, for one piece.

Each operation carries a hash over the values of exactly the inputs that it and its materials depend on, and over what
they come to. Another colour therefore leaves the hash of the leg cutting alone, and a change of the saw's minutes in a
later model version does not.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from foundation.plain.errors import Invalid
from fulfilment.api.workspec import MaterialNeed, OperationSpec, PackedSize, WorkSpec
from storefront.configurator.domain.choices import Choices, environment
from storefront.configurator.domain.model import MaterialLine, Model, OperationLine
from storefront.configurator.expressions.closures import Env


def explode(model: Model, choices: Choices) -> WorkSpec:
    """What one piece of structurally valid `choices` takes. Deterministic: equal choices, equal spec and hash."""
    env = environment(model, choices)
    lines = [line for line in model.operations if line.when.holds(env)]
    used = [line for line in model.materials if line.when.holds(env)]
    needs = [(line, _need(line, env)) for line in used]
    values = {**env, **choices.texts}
    operations = []
    for line in lines:
        inputs = [(material, need) for material, need in needs if material.operation == line.number]
        operations.append(_operation(model, line, env, values, inputs))
    return WorkSpec(
        sku=model.sku,
        seller_ref=model.seller_ref,
        materials=tuple(need for _, need in needs),
        operations=_ordered(operations),
        packed=_packed(model, env),
    )


def _need(line: MaterialLine, env: Env) -> MaterialNeed:
    quantity = line.quantity(env)
    if quantity < 1:
        raise Invalid(f"This piece would take {quantity} of {line.item.fill(env)}. Please tell the shop.")
    return MaterialNeed(
        sku=line.item.fill(env),
        quantity=quantity,
        unit=line.unit,
        operation=line.operation,
        unit_cost_minor=line.cost(env),
        cost_per=line.cost_per,
    )


def _operation(
    model: Model,
    line: OperationLine,
    env: Env,
    values: dict[str, Any],
    inputs: list[tuple[MaterialLine, MaterialNeed]],
) -> OperationSpec:
    names = line.names.union(*(material.names for material, _ in inputs))
    work: dict[str, Any] = {
        "number": line.number,
        "name": line.name,
        "work_centre": line.work_centre,
        "setup_minutes": line.setup(env),
        "run_minutes": line.run(env),
        "wait_minutes": line.wait(env),
        "batch_key": line.batch.fill(env),
    }
    hashed = {
        "sku": model.sku,
        "work": work,
        "values": {name: values[name] for name in names},
        "materials": [[need.sku, need.quantity, need.unit] for _, need in inputs],
    }
    return OperationSpec(
        **work,
        stage=line.stage,
        after=_active_predecessors(model, line.number, env),
        inspection=line.inspection,
        packing=line.packing,
        inputs_hash=_sha256(hashed),
        # Where and in how many shifts it is done changes nothing about the piece: neither is hashed.
        splittable=not line.whole,
        alternatives=line.also,
    )


def _active_predecessors(model: Model, number: int, env: Env) -> tuple[int, ...]:
    """The steps before `number`; where one does not apply to this piece, its own predecessors stand in for it."""
    by_number = {line.number: line for line in model.operations}
    found: set[int] = set()
    todo = list(by_number[number].after)
    while todo:
        line = by_number[todo.pop()]
        if line.when.holds(env):
            found.add(line.number)
        else:
            todo.extend(line.after)
    return tuple(sorted(found))


def _ordered(operations: list[OperationSpec]) -> tuple[OperationSpec, ...]:
    """Topological order, lowest number first among the free ones. The document has no cycles by then."""
    done: dict[int, OperationSpec] = {}
    left = sorted(operations, key=lambda operation: operation.number)
    while left:
        ready = next(operation for operation in left if all(before in done for before in operation.after))
        done[ready.number] = ready
        left.remove(ready)
    return tuple(done.values())


def _packed(model: Model, env: Env) -> PackedSize:
    plan = model.packed
    return PackedSize(
        length_mm=plan.length(env),
        width_mm=plan.width(env),
        height_mm=plan.height(env),
        weight_g=plan.weight(env),
        delivery_class="two_person" if plan.two_person.holds(env) else "parcel",
    )


def _sha256(value: object) -> str:
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
