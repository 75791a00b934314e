"""Every address of the console, found in the app itself: closed to strangers, blind to other sellers' rows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import select
from werkzeug.test import TestResponse

from foundation.data.base import Base
from foundation.data.outbox import OutboxMessage
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import production, purchasing, stock, warehouse
from fulfilment.api.crews import MemberIn, put_member
from fulfilment.api.keeping import machine_down
from fulfilment.api.stock import receive
from fulfilment.changes.models import Change
from fulfilment.quality.models import Inspection, InspectionPhoto
from fulfilment.timelog.models import TimeLog
from storefront.accounts import inviting
from storefront.accounts.access import ACCESS, CATALOGUE, CONSOLE, OWNER, ROLES, WAREHOUSE, roles_for
from storefront.accounts.models import Membership
from storefront.accounts.service import grant, put_seller
from storefront.api import keys
from storefront.catalogue.domain.inputs import MakerIn
from storefront.catalogue.service import put_maker
from storefront.changes.models import ChangePrice
from storefront.claims.models import Claim, ClaimPhoto
from storefront.configurator.document import load_document
from storefront.configurator.drafting import draft_from_published
from storefront.configurator.service import publish
from storefront.console.floor.codes import code_of
from storefront.console.prices.service import Wish, change
from storefront.console.products import drafts
from storefront.console.products.drafts import Where
from storefront.console.products.sheet import SheetPicture
from storefront.mount.current import Person
from storefront.orders.models import Contact
from storefront.webhooks import service as webhooks
from tests.fulfilment.house import SELLER, table
from tests.storefront.configurator.conftest import MODELS
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import sign_in, sign_out
from tests.storefront.counter import ANNA

TABLE_MODEL = load_document((MODELS / "kast-oak-table.yaml").read_text())
VERBS = {
    "floor": ("start", "finish", "pause", "resume", "undo"),
    "act_on_all": ("start", "finish", "undo"),
    "categories": ("up", "down", "remove"),
    "models": ("remove", "up", "down"),
    "shipments": ("hand-over", "cancel"),
    "webhooks": ("pause", "go-on", "remove"),
}
BOX = {"client_id": "b2", "rows": 1, "length-1": "20", "width-1": "10", "height-1": "9", "weight-1": "1"}
LIS = Person("person-lis", "lis@lumen.example", "Lis")
# Where a page without anything on it is the answer; everything else of another seller is not there at all.
OWN_PAGES = (
    "console_today", "console_floor.centres", "console_keeping.risks", "console_import", "listing",
    "materials.materials", "board", "workshop.people", "workshop.new_",
    "production.orders", "floor.away", "floor.people", "floor.scan", "production.plan", "production.load",
    "production.times", "production.quality_plans", "purchases.purchases",
    "materials.short", "materials.to_order", "costing.file", "console_ship", "stock.levels", "promises.page",
    "models.schema", "models.new", "whatif.page", "people.sellers", "console_audit", "products.new",
    "prices.page", "setup.page", "makers.new", "figures.page",
)  # fmt: skip


def a_key(work: Any) -> str:
    """Of Kast & Oak's ERP."""
    keys.make_key(work, EVERY_SELLER, frozenset({OWNER}), seller=SELLER, name="ERP", scopes=["stock:read"], by="p")
    return keys.live_keys(work, EVERY_SELLER)[0].ref


def a_webhook(work: Any, settings: Any) -> dict[str, str]:
    """Of theirs too, with a message on its way."""
    add = {"seller": SELLER, "url": "https://erp.example.com/hooks", "kinds": (), "mail_to": ""}
    webhooks.add_endpoint(work, EVERY_SELLER, settings, **add)
    ref = webhooks.endpoints(work, EVERY_SELLER)[0].ref
    return {"webhooks:ref": ref, "webhooks:delivery": webhooks.ping(work, EVERY_SELLER, ref)}


@dataclass(frozen=True)
class Address:
    """One address with the refs of Kast & Oak's own rows in it."""

    method: str
    path: str
    endpoint: str


@dataclass
class Premises:
    """A house in which something of everything lies, and the address of each of it."""

    desk: Desk
    refs: dict[str, str]
    ticket: str

    def addresses(self) -> Iterator[Address]:
        app = self.desk.counter.app
        for rule in app.url_map.iter_rules():
            if ".console_" not in rule.endpoint:
                continue
            noun = rule.endpoint.split(".console_")[1].split(".")[0]
            last = rule.endpoint.split(".")[-1]
            known = VERBS.get(last) or VERBS.get("floor" if noun == "production" else noun, ())
            verbs = known if "verb" in rule.arguments else ("",)
            for verb in verbs:
                values = {name: self.ref_for(rule.endpoint, noun, name) for name in rule.arguments if name != "verb"}
                with app.test_request_context():
                    path = app.url_for(rule.endpoint, **values, **({"verb": verb} if verb else {}))
                for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                    yield Address(method, path, rule.endpoint)

    def ref_for(self, endpoint: str, noun: str, name: str) -> str:
        for key in (f"{endpoint.split('.')[-1]}:{name}", f"{noun}:{name}", name):
            if key in self.refs:
                return self.refs[key]
        raise AssertionError(f"nothing of the house fits <{name}> of {endpoint}")

    def ask(self, address: Address, form: dict[str, Any]) -> TestResponse:
        g.pop("shop_staff", None)
        if address.method == "GET":
            return self.desk.counter.client.get(address.path)
        files = {"file": (io.BytesIO(b"Handle,Title\nx,X\n"), "x.csv")} if address.path == "/console/import" else {}
        return self.desk.counter.client.post(address.path, data={**form, **files}, headers={"Accept": "text/html"})

    def form(self, tap: str) -> dict[str, Any]:
        """A form that every verb would take: whoever forgets to ask whose it is does something with it."""
        return {
            "csrf_token": self.desk.counter.token(), "client_id": tap, "verdict": "pass", "quantity": "1", "none": "1",
            "rows": "1", "length-1": "20", "width-1": "20", "height-1": "20", "weight-1": "1",
            "name": "Stolen oil", "seen": "", "version": "1", "price-OIL": "1", "count-OIL": "0", "was-OIL": "4",
            "sku": "OAK", "number": "PO-X", "expected": "2026-12-24", "supplier": "mill", "document_line": "D-1",
            "fee": "0", "sentence": "No.", "location": "HALL",
            "reference": "D-2", "on_hand": "0", "reason": "gone", "seller": SELLER,
            "line": self.refs["count_line"], "counted": "1", "material": "1", "labour": "1", "code": "mill",
            "email": "eve@lumen.example", "role": OWNER, "price": "1", "lead_days": "1", "their_number": "X",
            "day-OAK": "2026-12-24", "scopes": "stock:read", "url": "https://eve.example.com/", "mail_to": "",
            "for": "hour", "row": self.refs["row"], f"carrier-{self.refs['row']}": "fake", "ticket": self.ticket,
        }  # fmt: skip

    def rows(self) -> dict[str, list[str]]:
        """Everything in the database but who is who, and who pressed what; as the driver reads it, for a test may ask
        three hundred times."""
        own = ("shop_seller", "shop_membership", "shop_deed")
        names = [table.name for table in Base.metadata.sorted_tables if table.name not in own]

        def read(work: Any) -> dict[str, list[str]]:
            driver = work.session.connection().connection.driver_connection
            found = {}
            for name in names:
                cursor = driver.execute(f"SELECT * FROM {name}")
                found[name] = sorted(map(repr, cursor.fetchall()))
                cursor.close()
            return found

        return self.desk.counter.shop.read(read)


def a_photo(work: Any, operation_ref: str) -> str:
    """Of an inspection that went well."""
    said = {"verdict": "pass", "note": "", "pieces": 1, "person": "Anna", "at": work.now(), "line_ref": "l"}
    work.session.add(Inspection(ref="inspection-1", operation_ref=operation_ref, **said))
    work.session.flush()
    work.session.add(InspectionPhoto(ref="photo-1", inspection_ref="inspection-1", kind="png", size=9))
    return "photo-1"


def a_picture(work: Any) -> str:
    """In a draft of the oil, which was published once before."""
    at_home = Where("en", "EUR", "DE")
    row = drafts.product(work, EVERY_SELLER, "hardwax-oil")
    sheet, rev = drafts.current(work, row, at_home)
    drafts.save(work, row, replace(sheet, name="Hard oil"), rev, "Anna", at_home)
    drafts.publish(work, EVERY_SELLER, row, 1, "Anna", at_home)
    pictures = (SheetPicture("picture-1", "pictures/picture-1.png"),)
    drafts.save(work, row, replace(sheet, pictures=pictures), 0, "Anna", at_home)
    return "picture-1"


def a_maker(work: Any) -> str:
    put_maker(work, EVERY_SELLER, MakerIn("kast-oak", "Kast & Hardwax", SELLER))
    return "kast-oak"


def a_rise(work: Any) -> str:
    """Of the oil's price, which could be taken back."""
    was, now = Money(2490, "EUR"), Money(2590, "EUR")
    wish = Wish("standard-eur", "OIL", was, now)
    return change(work, EVERY_SELLER, [wish], "EUR", "Anna") or ""


def a_stretch(work: Any, order: Any) -> str:
    """Nine minutes of somebody, which could be corrected."""
    told = {"work_centre": "SAW", "person": "Anna", "run_ref": "stretch-1", "weight": 9, "minutes": 9}
    times = {"started_at": work.now(), "ended_at": work.now()}
    where = {"operation_ref": order.operations[0].ref, "seller_ref": SELLER, "line_ref": order.line_ref}
    work.session.add(TimeLog(ref="stretch-1", **told, **times, **where))
    return "stretch-1"


def a_wish(work: Any, order: Any) -> str:
    """A change that its customer asks for late: only the seller whose piece it is may say yes or no."""
    sums = {"was_minor": 1, "amount_minor": 1, "fee_minor": 0, "currency": "EUR", "changed": []}
    mine = {"ref": "wish-1", "order_ref": order.order_ref, "line_ref": order.line_ref, "asked_at": work.now()}
    day = {"was": work.now().date(), "day": work.now().date(), "late": True, "seller_ref": SELLER}
    work.session.add(Change(**mine, **day, state="drafted", wanted=table().to_dict(), summary=[], drawing=None))
    work.session.add(ChangePrice(**mine, **sums, was_snapshot="snap-1", snapshot="snap-1"))
    return "wish-1"


def a_claim(work: Any, order: Any) -> str:
    """Of a customer, with a photo of what is wrong."""
    about = {"order_ref": order.order_ref, "line_ref": order.line_ref, "wish": "refund", "pieces": 1}
    work.session.add(Claim(ref="claim-1", **about, state="asked", asked_at=work.now()))
    work.session.flush()
    work.session.add(ClaimPhoto(ref="photo-1", claim_ref="claim-1", kind="png", size=9))
    return "claim-1"


@pytest.fixture
def premises(desk: Desk) -> Premises:
    refs, ticket, labels = desk.counter.once("premises", lambda: (*furnished(desk), dict(vars(desk.carrier))))
    vars(desk.carrier).update(labels)
    return Premises(desk, refs, ticket)


def furnished(desk: Desk) -> tuple[dict[str, str], str]:
    counter, shop = desk.counter, desk.counter.shop
    shop.write(lambda work: receive(work, EVERY_SELLER, "OIL", "WH", 20, reference="more"))
    counter.bought()
    counter.bought(tables=0)
    sent = desk.packed()
    desk.post("/console/ship/labels", row=sent, client_id="sent", **{f"carrier-{sent}": "fake"})
    desk.book()
    counter.bought(tables=0)
    packed = desk.picked()
    desk.post(packed, **BOX)
    counter.bought(tables=0)
    picked = desk.picked()
    counter.bought(tables=0)

    number, oil = counter.order().number, counter.line_of("OIL")  # each a read of its own, which ends a transaction

    def look(work: Any) -> dict[str, str]:
        order = production.production_orders(work, EVERY_SELLER)[0]
        walk = warehouse.pick_lists(work, EVERY_SELLER)[-1]
        expected = work.now().date() + timedelta(days=9)
        wanted = purchasing.PurchaseOrderIn("PO-1", "mill", (("OAK", 9000, expected),), "HALL")
        purchasing.place_purchase_order(work, EVERY_SELLER, wanted)
        counted = stock.open_count(work, EVERY_SELLER, "HALL", client_id="sheet", person="Anna")
        until = work.now() + timedelta(minutes=1)
        down = machine_down(work, EVERY_SELLER, "SAW", until, client_id="out", person="Anna")
        publish(work, {**TABLE_MODEL, "sku": "TABLE", "seller": SELLER})
        draft_from_published(work, EVERY_SELLER, "TABLE", "Anna")
        return {
            "number": number,
            "line_ref": oil,
            "floor:ref": order.operations[0].ref,
            "of_order:ref": order.ref,
            "traveller_paper:ref": order.ref,
            "scanned:code": code_of(order.operations[0].ref),
            "photo:ref": a_photo(work, order.operations[0].ref),
            "correct:ref": a_stretch(work, order),
            "production:ref": order.operations[0].ref,
            "keeping:ref": down.ref,
            "changes:ref": a_wish(work, order),
            "claims:ref": a_claim(work, order),
            "keeping:centre": "SAW",
            "suppliers:code": "mill",
            "costing:ref": order.ref,
            "api:ref": a_key(work),
            **a_webhook(work, counter.shop.settings),
            "counts:ref": counted,
            "people:ref": work.session.scalars(select(Membership.id)).first() or "",
            "withdraw:ref": inviting.invite(
                work, EVERY_SELLER, email="bo@oak.example", role=OWNER, seller=SELLER, by="Anna"
            ),
            "count_line": str(stock.count_sheet(work, EVERY_SELLER, counted).lines[0].line),
            "workshop:id_": str(put_member(work, EVERY_SELLER, MemberIn("Bo", SELLER, "day", ("saw",)))),
            "workshop:seller": SELLER,
            "people:seller": SELLER,
            "centre:code": "SAW",
            "put_centre:code": "SAW",
            "calendar:code": "day",
            "put_calendar:code": "day",
            "traveller:ref": order.ref,
            "centre": order.operations[0].work_centre,
            "picks:ref": walk.ref,
            "task": walk.tasks[0].ref,
            "row": packed.rsplit("/", 1)[1],
            "pack:ref": picked.rsplit("/", 1)[1],
            "shipments:ref": desk.shipments()[0].ref,
            "purchases:number": "PO-1",
            "slug": "hardwax-oil",
            "image_id": a_picture(work),
            "makers:slug": a_maker(work),
            "products:number": "1",
            "prices:ref": a_rise(work),
            "customers:key": work.session.scalars(select(Contact.contact_ref)).first() or "",
            "kind": "placed",
            "topic": "terms",
            "models:sku": "TABLE",
            "section": "rules",
            "key": "R1",
            "version": "1",
            "sku": "OIL",
            "id_": work.session.scalars(select(OutboxMessage.id)).first() or "",
        }

    refs = shop.write(look)
    shop.blobs.put("pictures/picture-1.png", b"png")
    shop.blobs.put("imports/" + "a" * 64 + ".csv", b"Handle,Title,Vendor\nhardwax-oil,Stolen,Eve\n")
    return refs, shop.signer("console.import").dumps(["a" * 64, SELLER, "x.csv"])


def test_a_guest_is_sent_to_sign_in_and_a_stranger_is_refused_everywhere(premises: Premises) -> None:
    shop = premises.desk.counter.shop
    form, before, seen = premises.form("tap"), premises.rows(), 0
    for address in premises.addresses():
        sign_out(shop)
        answer = premises.ask(address, form)
        assert answer.status_code == 302, address
        assert answer.location.startswith("/login"), address
        shop.user_loader = lambda: LIS
        assert premises.ask(address, form).status_code == 403, address
        seen += 1
    assert seen > 45
    assert premises.rows() == before


def test_another_seller_sees_nothing_and_does_nothing(premises: Premises) -> None:
    shop, refs = premises.desk.counter.shop, premises.refs
    sign_in(shop, seller="lumen", person=LIS)
    form, before = premises.form("tap"), premises.rows()
    number, first = refs["number"], str(ANNA["name"]).split()[0]
    secrets = ("Hardwax", "Hard oil", "Solid-wood", "PO-1", f"/console/orders/{number}", first + " ")
    for tap, address in enumerate(premises.addresses()):
        answer = premises.ask(address, {**form, "client_id": f"tap-{tap}"})
        assert answer.status_code < 500, address
        if address.method == "GET":
            own = any(word in address.endpoint for word in OWN_PAGES)
            assert own or answer.status_code in (403, 404), address
        else:
            assert answer.status_code in (403, 404, 409, 422, 303), address
        if address.endpoint != "shop.console_today.stream":
            told = [word for word in secrets if word in answer.text and word not in address.path]
            assert not told, address
    assert premises.rows() == before


def test_every_view_of_the_console_has_a_line_in_the_table_of_roles(app: Flask) -> None:
    views = {rule.endpoint.removeprefix(CONSOLE) for rule in app.url_map.iter_rules() if CONSOLE in rule.endpoint}
    known = {view for view in views if view in ACCESS or view.partition(".")[0] in ACCESS}
    assert views - known == set()
    assert set(ACCESS) - views - {view.partition(".")[0] for view in views} == set()


@pytest.mark.parametrize("role", [role for role in ROLES if role != OWNER])
def test_a_role_may_what_the_table_says_and_nothing_else(premises: Premises, role: str) -> None:
    shop = premises.desk.counter.shop
    shop.write(lambda work: grant(work, LIS.ref, SELLER, role))
    shop.user_loader = lambda: LIS
    before = premises.rows()
    cells = [(address, role in roles_for(address.endpoint)) for address in premises.addresses()]
    assert {allowed for _, allowed in cells} == {True, False}
    form = premises.form("tap")
    for address, allowed in cells:
        if not allowed:
            answer = premises.ask(address, form)
            assert answer.status_code == 403, address
            assert "This page is not for" in answer.text, address
    assert premises.rows() == before
    for number, (address, allowed) in enumerate(cells):
        if allowed and "stream" not in address.endpoint:
            answer = premises.ask(address, {**form, "client_id": f"tap-{number}"})
            assert answer.status_code < 500, address
            assert b"This page is not for" not in answer.data, address  # a traveller is a PDF, a photo a picture


def test_a_role_with_one_seller_shows_nothing_of_another(premises: Premises) -> None:
    shop = premises.desk.counter.shop
    shop.write(lambda work: (put_seller(work, "lumen", "Lumen"), grant(work, LIS.ref, "lumen", CATALOGUE)))
    shop.write(lambda work: grant(work, LIS.ref, SELLER, WAREHOUSE))
    shop.user_loader = lambda: LIS
    g.pop("shop_staff", None)
    assert "hardwax-oil" not in premises.desk.counter.client.get("/console/products").text
    g.pop("shop_staff", None)
    assert "OIL" in premises.desk.counter.client.get("/console/stock").text
