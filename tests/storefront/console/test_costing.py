"""Costing over HTTP: plan beside actual, margin against price, and nobody outside the house ever reads a cost."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import costing, production, purchasing, stock
from storefront.configurator.models import ConfigurationSnapshot
from storefront.console.costing.domain import Margin, percent
from storefront.console.costing.queries import net_prices
from storefront.mount.current import Person, ShopState
from storefront.orders.tokens import make_token
from tests.fulfilment.house import SELLER, day
from tests.fulfilment.orders.factory import tap_id
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import sign_in, sign_out

ROOT = Path(__file__).resolve().parents[3]
COSTING = "/console/costing"
# Who may know what a piece has cost. Everybody else is a shopper.
ROLES = {
    "guest": 302,
    "customer with a link": 302,
    "stranger": 403,
    "another seller": 404,
    "the seller": 200,
    "operator": 200,
}
MAY_ASK = (
    "fulfilment/costing/",
    "fulfilment/api/costing.py",
    "storefront/console/costing/",
    "storefront/console/figures/",
    "storefront/demo/supplies.py",
)
TELLTALE = 471_337  # a price per thousand cm³ that no page shows by chance
STRANGER, LIS = Person("person-x", "x@example.com", "X"), Person("person-lis", "lis@lumen.example", "Lis")


@pytest.fixture
def made(desk: Desk) -> tuple[Desk, str]:
    """A table is sold whose oak has a telltale price, bought and planned; its saw has run for an hour and a half."""
    return desk, desk.counter.once("made", lambda: _made(desk))


def _made(desk: Desk) -> str:
    shop = desk.counter.shop
    price = Money(TELLTALE, "EUR")
    term = purchasing.TermIn("mill", "OAK", price, 1_000, day("2026-01-01"))
    shop.write(lambda w: purchasing.put_term(w, EVERY_SELLER, term))
    shop.write(lambda w: stock.receive(w, EVERY_SELLER, "OAK", "HALL", 5_000, reference="dear", paid=5 * TELLTALE))
    shop.write(_dear_snapshot)
    shop.write(lambda w: costing.set_overhead(w, EVERY_SELLER, SELLER, 1_000, 5_000, day("2026-01-01"), person="Anna"))
    _add_dear(desk)
    desk.counter.bought(tables=0)
    order = shop.read(lambda w: production.production_orders(w, EVERY_SELLER))[0]
    step, taps = order.operations[0].ref, {"person": "Anna", "undo_window": shop.settings.undo_window}
    shop.write(lambda w: production.start_operation(w, EVERY_SELLER, step, client_id=tap_id(), **taps))
    desk.counter.later(minutes=90)
    shop.write(lambda w: production.finish_operation(w, EVERY_SELLER, step, client_id=tap_id(), **taps))
    return order.ref


def _dear_snapshot(work: Work) -> None:
    """The product itself plans with that price: its snapshot carries it through cart, checkout and order."""
    row = work.session.scalars(select(ConfigurationSnapshot)).one()
    oak = {**row.work_spec["materials"][0], "unit_cost_minor": TELLTALE, "cost_per": 1_000}
    values = {column.name: getattr(row, column.name) for column in ConfigurationSnapshot.__table__.columns}
    values |= {"id": "snap-dear", "hash": "d" * 64, "work_spec": {**row.work_spec, "materials": [oak]}}
    work.session.add(ConfigurationSnapshot(**values))


def _add_dear(desk: Desk) -> None:
    signed = desk.counter.shop.signer("configuration").dumps("snap-dear")
    desk.counter.post("/cart/add", sku="TABLE", quantity=1, snapshot=signed)


def read(shop: ShopState, ref: str) -> costing.OrderCost:
    return shop.read(lambda w: costing.order_cost(w, EVERY_SELLER, ref, "EUR"))


def test_what_was_taken_and_worked_stands_beside_the_plan(made: tuple[Desk, str]) -> None:
    desk, ref = made
    cost = read(desk.counter.shop, ref)
    material = next(line for line in cost.lines if line.kind == "material")
    saw = next(line for line in cost.lines if line.name == "saw")
    assert material.planned == Money(TELLTALE, "EUR")
    assert (material.actual_quantity, material.assumed) == (1_000, "")
    assert (saw.planned_quantity, saw.actual_quantity) == (60, 90)
    assert (saw.planned, saw.actual) == (Money(4_600, "EUR"), Money(6_900, "EUR"))
    page = desk.open(f"{COSTING}/order/{ref}").text
    assert "60 min" in page
    assert "90 min" in page
    assert "€69" in page
    assert "+€23" in page
    assert "on labour" in page


def test_the_margin_is_against_the_price_without_tax(made: tuple[Desk, str]) -> None:
    desk, ref = made
    shop = desk.counter.shop
    cost = read(shop, ref)
    net = shop.read(lambda w: net_prices(w, [cost.line_ref]))[cost.line_ref]
    assert net < Money(164_800, "EUR")
    assert Margin(net, cost.expected()).left == net - cost.expected()
    page = desk.open(COSTING).text
    assert "Solid-wood table" in page
    assert f"{Margin(net, cost.expected()).percent} %" in page


def test_the_sheet_adds_up_to_the_pages(made: tuple[Desk, str]) -> None:
    desk, ref = made
    answer = desk.open(f"{COSTING}/file")
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    cost = read(desk.counter.shop, ref)
    assert len(rows) == len(cost.lines)
    for column in ("planned", "actual", "expected"):
        assert sum(Money.parse(row[column], "EUR").minor for row in rows) == getattr(cost, column)().minor


IMPOSSIBLE = [
    ({"material": "", "labour": "5"}, "Type a number of per cent"),
    ({"material": "5", "labour": "-1"}, "between 0 and 1,000"),
    ({"material": "5", "labour": "1.234"}, "at most two decimals"),
    ({"material": "NaN", "labour": "1"}, "at most two decimals"),
    ({"material": "5", "labour": "1", "valid_from": "soon"}, "Choose the day"),
]


def test_impossible_surcharges_are_refused(made: tuple[Desk, str]) -> None:
    for form, words in IMPOSSIBLE:
        answer = made[0].post(f"{COSTING}/overhead", seller=SELLER, **form)
        assert answer.status_code == 422, form
        assert words in answer.text


def test_a_new_surcharge_counts_for_what_is_confirmed_from_its_day_on(made: tuple[Desk, str]) -> None:
    desk, ref = made
    before = read(desk.counter.shop, ref).planned("overhead")
    done = desk.post(f"{COSTING}/overhead", seller=SELLER, material="12,5", labour="80", valid_from="2026-12-24")
    assert done.status_code == 303
    assert read(desk.counter.shop, ref).planned("overhead") == before
    desk.post(f"{COSTING}/overhead", seller=SELLER, material="12,5", labour="80", valid_from="2026-11-23")
    assert read(desk.counter.shop, ref).planned("overhead") > before


def test_the_table_of_roles(made: tuple[Desk, str]) -> None:
    desk, ref = made
    shop = desk.counter.shop
    for role, status in ROLES.items():
        _become(desk, role)
        for path in (f"{COSTING}/order/{ref}", *((COSTING, f"{COSTING}/file") if status != 404 else ())):
            assert desk.open(path).status_code == status, (role, path)
    sign_in(shop, seller="lumen", person=LIS)
    assert "Solid-wood" not in desk.open(COSTING).text
    assert "Solid-wood" not in desk.open(f"{COSTING}/file").text


def _become(desk: Desk, role: str) -> None:
    shop = desk.counter.shop
    sign_out(shop)
    if role == "customer with a link":
        desk.open(f"/o/{make_token(shop, desk.counter.order().order_ref)}")
    elif role == "stranger":
        shop.user_loader = lambda: STRANGER
    elif role == "another seller":
        sign_in(shop, seller="lumen", person=LIS)
    elif role == "the seller":
        sign_in(shop, seller=SELLER)
    elif role == "operator":
        sign_in(shop, seller="*", person=Person("person-op", "op@example.com", "Op"))


def test_no_page_of_a_shopper_shows_a_cost(made: tuple[Desk, str]) -> None:
    """Every address of the shop that needs no words of ours, and every page of the order itself, read by a guest."""
    desk, ref = made
    shop = desk.counter.shop
    cost = read(shop, ref)
    secrets = [str(TELLTALE), f"{TELLTALE / 100:,.2f}", f"{TELLTALE / 100:.2f}"]
    secrets += [f"{total.decimal:,.2f}" for total in (cost.planned(), cost.actual(), cost.expected())]
    token = make_token(shop, desk.counter.order().order_ref)
    sign_out(shop)
    _add_dear(desk)
    pages = [*_addresses(desk), f"/o/{token}", f"/o/{token}/pay", "/p/solid-wood-table", "/p/hardwax-oil", "/cart"]
    read_pages = 0
    for path in pages:
        answer = desk.counter.client.get(path, follow_redirects=False)
        assert not [word for word in secrets if word in answer.get_data(as_text=True)], path
        read_pages += answer.status_code == 200
    assert read_pages > 10
    sign_in(shop, seller=SELLER)
    assert any(word in desk.open(f"{COSTING}/order/{ref}").text for word in secrets), "the telltale tells"


def _addresses(desk: Desk) -> list[str]:
    """GET addresses without arguments, outside the console."""
    rules = desk.counter.app.url_map.iter_rules()
    return [
        rule.rule
        for rule in rules
        if "GET" in (rule.methods or ()) and not rule.arguments and not rule.rule.startswith("/console")
        and "stream" not in rule.endpoint and "events" not in rule.endpoint
    ]  # fmt: skip


def test_only_the_console_may_ask_for_costs() -> None:
    asking = []
    for path in [*ROOT.glob("fulfilment/**/*.py"), *ROOT.glob("storefront/**/*.py")]:
        name = str(path.relative_to(ROOT))
        if not name.startswith(MAY_ASK) and any("costing" in module for module in _imports(path)):
            asking.append(name)
    assert asking == [], "its pages are named in the table of features, and that is all"


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_a_percentage_is_typed_as_people_type_it() -> None:
    assert (percent("12,5", "x"), percent(" 7 ", "x")) == (1_250, 700)
    with pytest.raises(Invalid):
        percent("many", "x")
    assert Margin(Money(0, "EUR"), Money(5, "EUR")).percent is None
    assert Margin(Money(1_000, "EUR"), Money(1_200, "EUR")).tone == "bad"
