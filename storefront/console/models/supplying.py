"""What a model asks of the workshop and the store: items nobody keeps yet, work centres that do not exist.

A piece with an unknown item or centre gets no date, so nobody could buy it. New items are registered with the press on
*Publish*; they come from the supplier of their like (`WOOD-birch-t32` from that of `WOOD-oak-t32`).
"""

from __future__ import annotations

from dataclasses import dataclass

from foundation.data.work import Work
from foundation.plain.errors import DomainError
from foundation.plain.scope import SellerScope
from fulfilment.api import crews, production, purchasing, setup
from storefront.configurator.checks import Finding
from storefront.configurator.domain import ItemUse, Model, default_choices, explode, item_uses


@dataclass(frozen=True)
class NewItem:
    """A material that the store does not know; `supplier` is empty where none of its like has one."""

    use: ItemUse
    supplier: str


def new_items(work: Work, scope: SellerScope, model: Model) -> list[NewItem]:
    """The items of the model that are not registered yet."""
    known = {row.sku: row.supplier or "" for row in purchasing.materials(work, scope)}
    return [NewItem(use, _supplier(use.sku, known)) for use in item_uses(model) if use.sku not in known]


def register(work: Work, scope: SellerScope, model: Model) -> int:
    """Register what is new; returns how many items that were. Raises `Invalid` for another seller's number."""
    found = new_items(work, scope, model)
    for item in found:
        setup.put_item(
            work,
            scope,
            setup.ItemIn(
                sku=item.use.sku,
                name=item.use.name,
                seller_ref=model.seller_ref,
                unit=item.use.unit,
                kind="material",
                supplier=item.supplier or None,
            ),
        )
    return len(found)


def centre_findings(work: Work, scope: SellerScope, model: Model) -> list[Finding]:
    """A finding for each step that goes to a work centre which the seller does not have, that nobody there can do, or
    that is begun and done within one shift and longer than any."""
    try:
        steps = explode(model, default_choices(model)).operations
    except DomainError:
        steps = ()  # the checks of the document say what is wrong with it
    asked = [
        crews.Asked(one.number, one.name, one.work_centres, one.setup_minutes + one.run_minutes, not one.splittable)
        for one in steps
    ]
    places = {step.number: place for place, step in enumerate(model.operations)}
    unknown = _unknown_centres(work, scope, model)
    return unknown + [
        Finding("block", "no_time_for_it", (), trouble.sentence, f"operations[{places[trouble.number]}]")
        for trouble in crews.troubles(work, scope, model.seller_ref, asked)
    ]


def _unknown_centres(work: Work, scope: SellerScope, model: Model) -> list[Finding]:
    known = {lane.work_centre for lane in production.board(work, scope).lanes}
    return [
        Finding(
            "warn",
            "no_work_centre",
            (),
            f"Step {step.number}, {step.name}, goes to {missing}, which is no work centre of yours. "
            "Pieces with it get no date, and nobody can buy them.",
            f"operations[{place}]",
        )
        for place, step in enumerate(model.operations)
        for missing in (step.work_centre, *step.also)
        if missing not in known
    ]


def centres(work: Work, scope: SellerScope) -> list[tuple[str, str]]:
    """The seller's work centres, (code, name)."""
    return [(lane.work_centre, lane.name) for lane in production.board(work, scope).lanes]


def _supplier(sku: str, known: dict[str, str]) -> str:
    """The supplier of the item whose number begins most alike."""
    parts = sku.split("-")
    for length in range(len(parts) - 1, 0, -1):
        start = "-".join(parts[:length]) + "-"
        like = sorted(supplier for other, supplier in known.items() if other.startswith(start) and supplier)
        if like:
            return like[0]
    return ""
