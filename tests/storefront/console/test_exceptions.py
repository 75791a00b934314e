"""The queue of what went wrong: what is in it, in which order, who sees what, and how something leaves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import purchasing, shipping
from fulfilment.api.shipping import Trouble
from storefront.accounts.access import OWNER, PRODUCTION, WAREHOUSE
from storefront.accounts.service import grant
from storefront.console.exceptions import domain, queries
from storefront.console.exceptions.domain import Mark
from storefront.mount.current import Person
from storefront.payments.models import Obligation, Payment, PaymentShare
from storefront.timeline.service import append
from tests.fulfilment.house import SELLER
from tests.fulfilment.shipping.fakes import scan, told
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import sign_in

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
PARCEL = Trouble("ship-1", "1042", SELLER, "ups", "1Z9", "attempt_failed", "Nobody in.", "Hamburg", NOW)


def test_what_changed_since_is_back_in_the_queue() -> None:
    row = domain.of_parcel(PARCEL)
    mark = {row.key: Mark(row.stamp, "Called them", "Anna", NOW)}
    assert domain.standing([row], mark) == ([], [(row, mark[row.key])])
    again = domain.of_parcel(replace(PARCEL, since=NOW + timedelta(days=1)))
    assert domain.standing([again], mark) == ([again], [])


@given(st.lists(st.tuples(st.sampled_from(sorted(domain.KINDS)), st.integers(0, 40)), max_size=12))
def test_the_gravest_and_then_the_oldest_comes_first(said: list[tuple[str, int]]) -> None:
    rows = [
        domain.Row(str(n), "", domain.KINDS[kind], {}, "1", "x", "y", since=NOW + timedelta(days=days))
        for n, (kind, days) in enumerate(said)
    ]
    found, _ = domain.standing(rows, {})
    order = [(row.kind.rank, row.since) for row in found]
    assert order == sorted(order, key=lambda pair: (pair[0], pair[1].date() if pair[1] else date.max))


def test_silence_tells_the_last_word_and_a_label_the_carriers_reason() -> None:
    assert "Nobody in in Hamburg." in domain.of_parcel(replace(PARCEL, kind="silent")).why
    assert domain.of_parcel(replace(PARCEL, kind="silent", said="")).why.startswith("No scan since it left")
    assert domain.of_parcel(replace(PARCEL, kind="label", said="No such postcode.")).why == "No such postcode."


def trouble(desk: Desk) -> str:
    """A parcel that nobody took in, a purchase order that is late, an alert about money; the order's number."""
    shop = desk.counter.shop
    order = desk.counter.bought(tables=0)
    sent = desk.packed()
    desk.post("/console/ship/labels", row=sent, client_id="sent", **{f"carrier-{sent}": "fake"})
    desk.book()
    number = desk.shipments()[0].tracking_number
    missed = told(number, scan(number, "attempt_failed", 10, "Nobody was in"))
    shop.write(lambda work: shipping.ingest(work, "fake", [missed], "poll"))
    late = shop.clock.now().date() - timedelta(days=3)
    wanted = purchasing.PurchaseOrderIn("PO-9", "mill", (("OAK", 9000, late),), "HALL")
    shop.write(lambda work: purchasing.place_purchase_order(work, EVERY_SELLER, wanted))
    said = {"sentence": "A payment came twice."}
    shop.write(lambda work: append(work, order, (), "money_alert", shop.clock.now(), said))
    return desk.number()


def test_the_queue_names_parcel_supply_and_money_with_the_way_to_each(desk: Desk) -> None:
    number = trouble(desk)
    page = desk.open("/console/exceptions").text
    for words in ("Nobody was in", "PO-9", "A payment came twice.", f"/console/orders/{number}", "/console/shipments/"):
        assert words in page
    assert page.index("A payment came twice.") < page.index("Nobody was in"), "money first"
    only = desk.open("/console/exceptions?show=supply").text
    assert "PO-9" in only
    assert "Nobody was in" not in only


def test_dealt_with_is_off_the_queue_until_something_about_it_changes(desk: Desk) -> None:
    trouble(desk)
    shop = desk.counter.shop

    def waiting() -> dict[str, domain.Row]:
        found = shop.read(
            lambda work: queries.queue(work, EVERY_SELLER, frozenset({OWNER}), shop.settings.zone)
        ).waiting
        return {row.key.partition(":")[0]: row for row in found}

    row = waiting()["parcel"]
    assert desk.post("/console/exceptions/done", key=row.key, stamp="another", note="x").status_code == 409
    assert "parcel" in waiting(), "what they read was of before"
    for _ in range(2):
        done = desk.post("/console/exceptions/done", key=row.key, stamp=row.stamp, note="Rang them up")
        assert done.status_code == 303
    assert "parcel" not in waiting()
    page = desk.open("/console/exceptions").text
    assert "Rang them up" in page
    assert "Anna" in page
    assert desk.post("/console/exceptions/back", key=row.key).status_code == 303
    assert "parcel" in waiting()
    assert desk.post("/console/exceptions/back", key=row.key).status_code == 404
    assert desk.post("/console/exceptions/done", key="parcel:nothing", stamp="x").status_code == 404
    long = desk.post("/console/exceptions/done", key=row.key, stamp=row.stamp, note="x" * 301)
    assert long.status_code == 422
    assert "Keep this under 300" in long.text


def test_each_sees_what_they_could_mend_and_no_other_seller_sees_any(desk: Desk) -> None:
    trouble(desk)
    shop = desk.counter.shop

    def kinds(role: str) -> set[str]:
        found = shop.read(lambda work: queries.queue(work, EVERY_SELLER, frozenset({role}), shop.settings.zone))
        return {row.key.partition(":")[0] for row in found.waiting}

    assert "parcel" in kinds(WAREHOUSE)
    assert "parcel" not in kinds(PRODUCTION)
    assert "supply" in kinds(PRODUCTION)
    lis = Person("p2", "l@example.com", "Lis")
    sign_in(shop, seller="lumen", person=lis)
    page = desk.open("/console/exceptions").text
    assert "Nothing went wrong here." in page
    shop.write(lambda work: grant(work, lis.ref, "lumen"))
    assert "PO-9" not in page


def test_the_queue_takes_as_many_statements_however_long_it_is(desk: Desk) -> None:
    trouble(desk)
    shop = desk.counter.shop
    seen: list[str] = []
    engine: Any = shop.read(lambda work: work.session.get_bind())

    def count() -> int:
        seen.clear()
        shop.read(lambda work: queries.queue(work, EVERY_SELLER, frozenset({OWNER}), shop.settings.zone))
        return len(seen)

    event.listen(engine, "before_cursor_execute", lambda _c, _cur, sql, *_: seen.append(sql))
    few = count()
    for n in range(3):
        late = shop.clock.now().date() - timedelta(days=3)
        wanted = purchasing.PurchaseOrderIn(f"PO-M{n}", "mill", (("OAK", 9000, late),), "HALL")
        shop.write(lambda work, wanted=wanted: purchasing.place_purchase_order(work, EVERY_SELLER, wanted))
    assert count() == few <= 13


def tried(desk: Desk, state: str) -> None:
    """A try to take the balance of the order that ended (or stands) in `state`, after those before it."""
    desk.counter.later(minutes=5)

    def put(work: Work) -> None:
        owed = work.session.scalars(select(Obligation).where(Obligation.state == "open")).one()
        ref = work.new_id()
        work.session.add(
            Payment(
                ref=ref, order_ref=owed.order_ref, order_number="x", contact_ref="x", kind="balance", currency="EUR",
                channel="off_session", state=state, amount_minor=owed.amount_minor, success_url="", cancel_url="",
                livemode=False, created_at=work.now(), sentence="Not enough money on this card.",
            )
        )  # fmt: skip
        work.session.flush()
        share = {"payment_ref": ref, "obligation_ref": owed.ref, "amount_minor": owed.amount_minor, "live": False}
        work.session.add(PaymentShare(**share))
        work.session.flush()

    desk.counter.shop.write(put)


def test_a_card_that_said_no_waits_until_another_try_is_under_way(desk: Desk) -> None:
    desk.counter.bought(oil=0)
    said = "Not enough money on this card."
    assert said not in desk.open("/console/exceptions?show=money").text
    for state, there in (("failed", True), ("expired", True), ("processing", False), ("requires_customer", True)):
        tried(desk, state)
        assert (said in desk.open("/console/exceptions?show=money").text) is there, state
    sign_in(desk.counter.shop, seller="lumen", person=Person("p2", "l@example.com", "Lis"))
    assert said not in desk.open("/console/exceptions").text
