"""Bill of materials, routing and packed size of a document."""

from __future__ import annotations

from typing import cast

from foundation.plain.quantity import BASE_UNITS, BaseUnit
from storefront.configurator.document.reader import DocumentError, Reader
from storefront.configurator.document.terms import Terms
from storefront.configurator.domain.model import MaterialLine, OperationLine, PackedPlan


def parse_materials(top: Reader, terms: Terms, operations: set[int]) -> tuple[MaterialLine, ...]:
    lines = []
    for item in top.items("materials"):
        unit = item.word("unit")
        if unit not in BASE_UNITS:
            raise DocumentError(item.at("unit"), f"should be one of {', '.join(BASE_UNITS)}.")
        line = MaterialLine(
            item=terms.template(item, "item"),
            label=item.texts("label"),
            quantity=terms.number(item, "quantity"),
            unit=cast("BaseUnit", unit),
            when=terms.condition(item, "when"),
            operation=item.integer("operation"),
            cost=terms.number(item, "cost", low=0),
            cost_per=item.integer("cost_per", "1", 1, 1_000_000_000),
            buy_days=item.integer("buy_days", "0", 0, 400),
        )
        item.done()
        if line.operation not in operations:
            raise DocumentError(item.at("operation"), f"there is no operation {line.operation}.")
        lines.append(line)
    return tuple(lines)


def parse_operations(top: Reader, terms: Terms, texts: set[str]) -> tuple[OperationLine, ...]:
    lines: list[OperationLine] = []
    for item in top.items("operations"):
        before = tuple(line.number for line in lines[-1:])
        uses = frozenset(item.words("uses", []))
        unknown = sorted(uses - texts - terms.scope.options.keys() - terms.scope.numbers.keys())
        if unknown:
            raise DocumentError(item.at("uses"), f"{unknown[0]} is not an input of this model.")
        line = OperationLine(
            number=item.integer("number", low=1, high=9_999),
            name=item.word("name"),
            work_centre=item.word("work_centre"),
            setup=terms.number(item, "setup", "0", low=0),
            run=terms.number(item, "run", low=0),
            wait=terms.number(item, "wait", "0", low=0),
            when=terms.condition(item, "when"),
            stage=item.word("stage"),
            batch=terms.template(item, "batch", ""),
            after=_after(item) if item.has("after") else before,
            inspection=item.flag("inspection"),
            packing=item.flag("packing"),
            uses=uses,
            also=tuple(item.words("also", [])),
            whole=item.flag("whole"),
        )
        item.done()
        lines.append(line)
    if not lines:
        raise DocumentError("operations", "is empty. What is made needs at least one step.")
    return tuple(lines)


def _after(item: Reader) -> tuple[int, ...]:
    numbers = item.words("after")
    if not all(number.isdigit() for number in numbers):
        raise DocumentError(item.at("after"), "should list the numbers of the steps before, like [30, 40].")
    return tuple(int(number) for number in numbers)


def check_routing(lines: tuple[OperationLine, ...]) -> None:
    """Every predecessor exists, numbers are distinct, and no step waits for itself."""
    known = {line.number for line in lines}
    if len(known) < len(lines):
        raise DocumentError("operations", "has two steps with the same number.")
    done: set[int] = set()
    left = list(lines)
    while left:
        missing = sorted({before for line in left for before in line.after} - known)
        if missing:
            raise DocumentError("operations", f"a step comes after {missing[0]}, which does not exist.")
        ready = [line for line in left if set(line.after) <= done]
        if not ready:
            numbers = ", ".join(str(line.number) for line in left)
            raise DocumentError("operations", f"the steps {numbers} wait for each other in a circle.")
        done |= {line.number for line in ready}
        left = [line for line in left if line.number not in done]


def parse_packed(item: Reader, terms: Terms) -> PackedPlan:
    plan = PackedPlan(
        length=terms.number(item, "length", low=1),
        width=terms.number(item, "width", low=1),
        height=terms.number(item, "height", low=1),
        weight=terms.number(item, "weight", low=1),
        two_person=terms.condition(item, "two_person", "False"),
    )
    item.done()
    return plan
