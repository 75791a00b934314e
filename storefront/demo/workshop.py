"""The demo's workshop: working time, work centres, suppliers, what the store holds and what is on its way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import crews, purchasing, quality, setup, stock
from storefront.configurator.domain import default_choices, explode
from storefront.configurator.domain.items import ItemUse, item_uses
from storefront.configurator.domain.model import Model
from storefront.configurator.service import publish
from storefront.demo.data import DATA, SELLER, model_file
from storefront.demo.supplies import put_terms

STORE = "H3-WORKS"
_MINIMUM = {"piece": 20, "mm": 200_000, "cm2": 400_000, "cm3": 500_000, "ml": 8_000, "g": 8_000}
_LARGE_STOCK = 4  # parts of which one piece takes many are kept for four times as many pieces


def holidays() -> list[date]:
    return [date.fromisoformat(day) for day in DATA["holidays"]]


def steps() -> list[Callable[[Work], object]]:
    """Calendars and centres, then models, then materials: each in a transaction of its own."""
    made: list[Callable[[Work], object]] = [_calendars, _centres, _crew, _suppliers]
    made += [partial(_publish, product["model"]) for product in DATA["configured"]]
    made += [partial(_materials, product["model"]) for product in DATA["configured"]]
    return [*made, _on_order]


def _spans(texts: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((text[:5], text[6:]) for text in texts)


def _calendars(work: Work) -> None:
    closed = tuple((day, ()) for day in holidays())
    for code, calendar in DATA["calendars"].items():
        weekly = {int(day): _spans(spans) for day, spans in calendar["weekly"].items()}
        setup.put_calendar(work, EVERY_SELLER, setup.CalendarIn(code, calendar["tz"], weekly, closed))


def _centres(work: Work) -> None:
    for centre in DATA["work_centres"]:
        setup.put_work_centre(
            work,
            EVERY_SELLER,
            setup.WorkCentreIn(
                code=centre["code"],
                name=centre["name"],
                seller_ref=SELLER,
                calendar=centre["calendar"],
                units=centre["units"],
                hourly_rate=Money.parse(centre["rate"], DATA["currency"]),
                batch_max=centre.get("batch", 1),
                skill=centre["skill"],
                attended=centre.get("attended", "all"),
            ),
        )


def _crew(work: Work) -> None:
    for one in DATA["crew"]:
        member = crews.MemberIn(one["name"], SELLER, one["base"], tuple(one["skills"]), one["crew"])
        crews.put_member(work, EVERY_SELLER, member)


def _suppliers(work: Work) -> None:
    for one in DATA["suppliers"]:
        supplier = setup.SupplierIn(one["code"], one["name"], one["lead_days"], one["email"])
        setup.put_supplier(work, EVERY_SELLER, supplier)


def supplier_of(sku: str) -> str:
    return next(str(s["code"]) for s in DATA["suppliers"] if any(sku.startswith(prefix) for prefix in s["items"]))


def _publish(file: str, work: Work) -> Model:
    return publish(work, model_file(file))


def _needs(model: Model) -> dict[str, int]:
    """What one piece of the default configuration takes, by SKU."""
    need: dict[str, int] = {}
    for line in explode(model, default_choices(model)).materials:
        need[line.sku] = need.get(line.sku, 0) + line.quantity
    return need


def _materials(file: str, work: Work) -> None:
    """Register every material that some choice can ask for, and stock what is not on order."""
    model = publish(work, model_file(file))
    needs, uses = _needs(model), item_uses(model)
    waited_for = {row["sku"] for row in DATA["materials"]["on_order"]}
    for number, use in enumerate(uses):
        bin_ = f"{chr(ord('K') + number // 20)}-{number % 20 + 1:02d}"
        setup.put_item(
            work,
            EVERY_SELLER,
            setup.ItemIn(
                sku=use.sku,
                name=use.name,
                seller_ref=SELLER,
                unit=use.unit,
                kind="material",
                supplier=supplier_of(use.sku),
                bin=bin_,
            ),
        )
        put_terms(work, use, supplier_of(use.sku))
        if use.sku not in waited_for:
            quantity = _held(use, needs)
            stock.receive(work, EVERY_SELLER, use.sku, STORE, quantity, reference="opening count")


def _held(use: ItemUse, needs: dict[str, int]) -> int:
    each = needs.get(use.sku, _MINIMUM[use.unit] // 20)
    cover: int = DATA["materials"]["cover_pieces"]
    return max(each * cover, _MINIMUM[use.unit]) * _LARGE_STOCK


def quality_plan(work: Work) -> None:
    """What is looked at on one of the products."""
    plan = DATA["quality_plan"]
    quality.put_quality_plan(work, EVERY_SELLER, SELLER, plan["sku"], "\n".join(plan["points"]))


def _on_order(work: Work) -> None:
    """Purchase orders to each supplier for what has run out; working days from today."""
    for number, row in enumerate(DATA["materials"]["on_order"], start=2041):
        quantity = row["pieces"] * (90_000 if row["sku"].startswith("WOOD") else 30_000 if "FAB" in row["sku"] else 1)
        expected = working_day_after(work.now().date(), row["days"])
        order = purchasing.PurchaseOrderIn(
            f"P-{number}", supplier_of(row["sku"]), ((row["sku"], quantity, expected),), STORE
        )
        purchasing.place_purchase_order(work, EVERY_SELLER, order)


def working_day_after(day: date, count: int) -> date:
    closed = set(holidays())
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in closed
    return day
