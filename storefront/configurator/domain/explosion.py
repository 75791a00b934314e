"""From choices to work: the frozen `WorkSpec` that fulfilment takes, for one piece.

Each operation carries a hash over the values of exactly the inputs that it and its materials depend on, and over what
they come to. Another colour therefore leaves the hash of the leg cutting alone, and a change of the saw's minutes in a
later model version does not.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from foundation.plain.errors import Invalid
from fulfilment.api.workspec import MaterialNeed, OperationSpec, PackedSize, WorkSpec
from storefront.configurator.domain.choices import Choices, environment
from storefront.configurator.domain.model import MaterialLine, Model, OperationLine
from storefront.configurator.expressions.closures import Env

T = TypeVar("T")
MODELS, MOST_PARTS = 32, 20_000  # a part is under a kilobyte


@dataclass(frozen=True)
class _Piece:
    """One piece as it was worked out: `needs` by material line (None: not this time), `active` steps, and the steps by
    number (others may be among them)."""

    values: dict[str, Any]
    needs: tuple[MaterialNeed | None, ...]
    active: tuple[int, ...]
    operations: dict[int, OperationSpec]
    packed: PackedSize


@dataclass
class _Told:
    """What an input has a say in: lines of material, steps, the packed piece."""

    materials: list[int] = field(default_factory=list)
    operations: list[int] = field(default_factory=list)
    packed: bool = False


class _Parts:
    """The needs and operations that a model has come to so far, each by the values of the inputs that it depends on:
    from one piece to its neighbour most of them are the same."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._materials = [tuple(sorted(line.names)) for line in model.materials]
        self._names: dict[Hashable, tuple[str, ...]] = {}
        self._found: dict[Hashable, Any] = {}
        self._afters: dict[tuple[int, ...], dict[int, tuple[int, ...]]] = {}
        self._orders: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._lines = {line.number: line for line in model.operations}
        self._inputs = {
            number: [at for at, m in enumerate(model.materials) if m.operation == number] for number in self._lines
        }
        self.told = _told(model)
        self.last: _Piece | None = None

    def afters(self, active: tuple[int, ...]) -> dict[int, tuple[int, ...]]:
        """By step what comes before it, when just these steps apply."""
        found = self._afters.get(active)
        if found is None:
            found = {number: _active_predecessors(self.model, number, set(active)) for number in active}
            self._afters[active] = found
        return found

    def order(self, active: tuple[int, ...]) -> tuple[int, ...]:
        """The order in which these steps are told."""
        found = self._orders.get(active)
        if found is None:
            found = self._orders[active] = _ordered(self.afters(active))
        return found

    def operations(
        self,
        numbers: Sequence[int],
        env: Env,
        values: dict[str, Any],
        needs: Sequence[MaterialNeed | None],
        active: tuple[int, ...],
    ) -> dict[int, OperationSpec]:
        """These steps, when just the `active` ones apply."""
        afters, found = self.afters(active), dict[int, OperationSpec]()
        for number in numbers:
            inputs = [(at, need) for at in self._inputs[number] if (need := needs[at]) is not None]
            found[number] = self.operation(self._lines[number], env, values, inputs, afters[number])
        return found

    def need(self, at: int, env: Env) -> MaterialNeed:
        """What material line number `at` comes to. Raises `Invalid` for nothing, or less."""
        key = at, tuple([env[name] for name in self._materials[at]])
        found: MaterialNeed | None = self._found.get(key)
        return found or self._keep(key, _need(self.model.materials[at], env))

    def operation(
        self,
        line: OperationLine,
        env: Env,
        values: dict[str, Any],
        inputs: Sequence[tuple[int, MaterialNeed]],
        after: tuple[int, ...],
    ) -> OperationSpec:
        used = tuple([at for at, _ in inputs])
        names = self._names.get((line.number, used))
        if names is None:
            lines = [self.model.materials[at] for at in used]
            names = tuple(sorted(line.names.union(*(material.names for material in lines))))
            self._names[line.number, used] = names
        key = line.number, used, after, tuple([values[name] for name in names])
        found: OperationSpec | None = self._found.get(key)
        if found is not None:
            return found
        needs = [need for _, need in inputs]
        return self._keep(key, _operation(self.model, line, env, {n: values[n] for n in names}, needs, after))

    def _keep(self, key: Hashable, made: T) -> T:
        if len(self._found) > MOST_PARTS:
            self._found.clear()
        self._found[key] = made
        return made


def _parts_of(model: Model) -> _Parts:
    """Kept for the models seen last, each as the very object that it is."""
    known = _PARTS.get(id(model))
    if known is None or known.model is not model:
        known = _PARTS[id(model)] = _Parts(model)
        while len(_PARTS) > MODELS:
            _PARTS.pop(next(iter(_PARTS)), None)
    return known


_PARTS: dict[int, _Parts] = {}


def explode(model: Model, choices: Choices) -> WorkSpec:
    """What one piece of structurally valid `choices` takes. Deterministic: equal choices, equal spec and hash."""
    env, parts = environment(model, choices), _parts_of(model)
    piece = parts.last = _beside(parts, parts.last, env, {**env, **choices.texts})
    return WorkSpec(
        sku=model.sku,
        seller_ref=model.seller_ref,
        materials=tuple([need for need in piece.needs if need is not None]),
        operations=tuple([piece.operations[number] for number in parts.order(piece.active)]),
        packed=piece.packed,
    )


def _beside(parts: _Parts, other: _Piece | None, env: Env, values: dict[str, Any]) -> _Piece:
    """The piece, from another one of the model: only what depends on an input that differs is worked out."""
    model = parts.model
    if other is None or other.values.keys() != values.keys():
        needs = tuple(parts.need(at, env) if line.when.holds(env) else None for at, line in enumerate(model.materials))
        active = tuple([line.number for line in model.operations if line.when.holds(env)])
        return _Piece(values, needs, active, parts.operations(active, env, values, needs, active), _packed(model, env))
    was = other.values
    told = [parts.told[name] for name, value in values.items() if was[name] != value and name in parts.told]
    materials = {at for one in told for at in one.materials}
    anew = {number for one in told for number in one.operations}
    needs, active = other.needs, other.active
    if materials:
        anew.update([model.materials[at].operation for at in materials])
        needs = tuple([
            (parts.need(at, env) if line.when.holds(env) else None) if at in materials else other.needs[at]
            for at, line in enumerate(model.materials)
        ])  # fmt: skip
    if anew:
        active = tuple([line.number for line in model.operations if line.when.holds(env)])
        anew = anew if active == other.active else {*active}
    done = parts.operations([number for number in active if number in anew], env, values, needs, active)
    packed = _packed(model, env) if any(one.packed for one in told) else other.packed
    return _Piece(values, needs, active, {**other.operations, **done} if done else other.operations, packed)


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
    needs: Sequence[MaterialNeed],
    after: tuple[int, ...],
) -> OperationSpec:
    """`values` are those of just the inputs that the step and its materials depend on."""
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
        "values": values,
        "materials": [[need.sku, need.quantity, need.unit] for need in needs],
    }
    return OperationSpec(
        **work,
        stage=line.stage,
        after=after,
        inspection=line.inspection,
        packing=line.packing,
        inputs_hash=_sha256(hashed),
        # Where and in how many shifts it is done changes nothing about the piece: neither is hashed.
        splittable=not line.whole,
        alternatives=line.also,
    )


def _active_predecessors(model: Model, number: int, active: set[int]) -> tuple[int, ...]:
    """The steps before `number`; where one is not `active`, its own predecessors stand in for it."""
    by_number = {line.number: line for line in model.operations}
    found: set[int] = set()
    todo = list(by_number[number].after)
    while todo:
        line = by_number[todo.pop()]
        if line.number in active:
            found.add(line.number)
        else:
            todo.extend(line.after)
    return tuple(sorted(found))


def _ordered(afters: Mapping[int, tuple[int, ...]]) -> tuple[int, ...]:
    """Topological order, lowest number first among the free ones. The document has no cycles by then."""
    done: dict[int, None] = {}
    left = sorted(afters)
    while left:
        ready = next(number for number in left if all(before in done for before in afters[number]))
        done[ready] = None
        left.remove(ready)
    return tuple(done)


def _told(model: Model) -> dict[str, _Told]:
    """By the name of an input."""
    told = defaultdict[str, _Told](_Told)
    for at, material in enumerate(model.materials):
        for name in material.names:
            told[name].materials.append(at)
    for line in model.operations:
        for name in line.names:
            told[name].operations.append(line.number)
    plan = model.packed
    for part in (plan.length, plan.width, plan.height, plan.weight, plan.two_person):
        for name in part.names:
            told[name].packed = True
    return dict(told)


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
