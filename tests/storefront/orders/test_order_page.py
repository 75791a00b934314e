"""The customer's page: opened by a signed link, true at every step, closed to everybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import events as made
from fulfilment.api.orders import fulfilment_of
from storefront.orders.tokens import make_token
from storefront.payments import events as money
from storefront.payments.queries import money_of
from storefront.payments.sandbox.models import SandboxObject
from storefront.payments.sandbox.returns import close_dispute
from tests.storefront.counter import Counter, eur


def page(counter: Counter, tail: str = "") -> str:
    return f"/o/{make_token(counter.shop, counter.order().order_ref)}{tail}"


def test_the_page_shows_each_line_its_day_and_the_sums(counter: Counter) -> None:
    counter.bought()

    shown = counter.get(page(counter))

    assert "Solid-wood table" in shown
    assert "Hardwax oil" in shown
    assert "Anna &lt;Berg&gt;" in shown
    assert "€988.80" in shown
    assert "Cancel this line" in shown
    assert "Still to pay when it is ready" in shown


def test_somebody_elses_forged_and_expired_links_open_nothing(counter: Counter) -> None:
    counter.bought(tables=0)
    good = page(counter)

    assert counter.client.get(good[:-3] + "abc").status_code == 404
    assert counter.client.get("/o/not-a-token").status_code == 404
    stranger = f"/o/{make_token(counter.shop, 'somebody-else')}"
    assert counter.client.get(stranger).status_code == 404
    assert counter.client.get(f"/o/{counter.shop.signer('order').dumps(['x', 1])}").status_code == 404


def test_making_is_told_step_by_step_with_waiting_as_progress(counter: Counter) -> None:
    counter.bought(oil=0)
    order, line = counter.order().order_ref, counter.line_of("TABLE")
    now = counter.clock.now()
    counter.emit(made.OperationStarted(order, (line,), now, "op1", "saw", "In the workshop", 1, 3))
    assert counter.order().fulfilment_status == "in_production"
    assert "Step 1 of 3" in counter.get(page(counter))

    rest = now + timedelta(hours=5)
    counter.emit(made.OperationFinished(order, (line,), now, "op1", "saw", "In the workshop", 1, 3, rest))
    assert "Resting until" in counter.get(page(counter))

    counter.emit(made.OperationUndone(order, (line,), now, "op1", "saw", "In the workshop", 1, 3, "ready"))
    assert counter.order().fulfilment_status == "unfulfilled"


def test_the_balance_is_announced_taken_back_and_taken(counter: Counter) -> None:
    counter.bought(oil=0)
    order, line = counter.order().order_ref, counter.line_of("TABLE")
    settles = counter.clock.now() + timedelta(minutes=5)

    counter.emit(made.InspectionPassed(order, (line,), counter.clock.now(), "insp1", settles))
    assert "Pay €988.80 now" in counter.get(page(counter))
    counter.emit(made.InspectionUndone(order, (line,), counter.clock.now(), "insp1"))
    assert "Pay €988.80 now" not in counter.get(page(counter))
    counter.later(hours=30)
    counter.work()
    assert counter.order().payment_status == "partially_paid"
    assert not any("balance" in name for name in counter.mails())

    again = counter.clock.now()
    counter.emit(made.InspectionPassed(order, (line,), again, "insp2", again))
    counter.later(hours=25)
    counter.work()
    assert counter.order().payment_status == "paid"
    assert "Balance paid" in counter.get(page(counter))
    assert any(name.startswith("balance_notice") for name in counter.mails())
    assert any(name.startswith("balance_paid") for name in counter.mails())


def test_the_balance_can_be_paid_now_with_any_card(counter: Counter) -> None:
    counter.bought(oil=0)
    order, line = counter.order().order_ref, counter.line_of("TABLE")
    now = counter.clock.now()
    counter.emit(made.InspectionPassed(order, (line,), now, "insp1", now))

    answer = counter.post(page(counter, "/pay"))
    assert "/pay/" in answer.location
    counter.choose_card(answer)
    counter.work()

    assert counter.order().payment_status == "paid"
    assert counter.waiting("take_balance") == 0


def test_a_balance_that_is_paid_already_is_not_announced_again_by_a_second_verdict(counter: Counter) -> None:
    counter.bought(oil=0)
    order, line, now = counter.order().order_ref, counter.line_of("TABLE"), counter.clock.now()
    counter.emit(made.InspectionPassed(order, (line,), now, "insp1", now + timedelta(minutes=5)))
    counter.choose_card(counter.post(page(counter, "/pay")))
    counter.work()
    counter.emit(made.InspectionUndone(order, (line,), now, "insp1"))
    counter.emit(made.InspectionPassed(order, (line,), now, "insp2", now))
    counter.later(hours=48)
    counter.work()

    assert counter.kinds().count("balance_due") == 1
    assert counter.order().payment_status == "paid"
    assert not any(name.startswith("balance_notice") for name in counter.mails())


def test_parcels_branch_with_their_scans_until_delivered(counter: Counter) -> None:
    counter.bought(tables=0)
    order, line, now = counter.order().order_ref, counter.line_of("OIL"), counter.clock.now()
    counter.emit(made.LinePicked(order, (line,), now))
    counter.emit(made.LinePacked(order, (line,), now))
    counter.emit(made.ShipmentHandedOver(order, (line,), now, "ship1", "ups", "1Z999"))
    assert counter.order().fulfilment_status == "shipped"
    scan = ("ship1", "ups", "1Z999", "in_transit", "Departed facility", "Hamburg", now)
    counter.emit(made.ShipmentScanned(order, (line,), now, *scan))
    shown = counter.get(page(counter))
    assert "UPS 1Z999" in shown
    assert "Departed facility" in shown
    assert "Hamburg" in shown

    done = ("ship1", "ups", "1Z999", "delivered", "Delivered", "Aarhus", now)
    counter.emit(made.ShipmentDelivered(order, (line,), now, *done))
    counter.work()
    assert counter.order().fulfilment_status == "delivered"
    assert {"placed", "shipped", "delivered"} <= {name.split("-")[0] for name in counter.mails()}


def test_a_later_day_is_said_once_with_its_reason(counter: Counter) -> None:
    counter.bought(oil=0)
    order, line, now = counter.order().order_ref, counter.line_of("TABLE"), counter.clock.now()
    was, later = now.date(), (now + timedelta(days=30)).date()
    counter.emit(made.PromiseRevised(order, (line,), now, was, later, "One board cracked while drying."))
    counter.work()

    assert "Wednesday 23 December" in counter.get(page(counter))
    assert sum(name.startswith("date_moved") for name in counter.mails()) == 1


def test_a_line_is_cancelled_in_two_steps_and_its_money_goes_back(counter: Counter) -> None:
    counter.bought()
    line = counter.line_of("TABLE")

    asked = counter.get(page(counter, f"/cancel/{line}"))
    assert "€659.20" in asked
    for _ in range(2):
        assert counter.post(page(counter, f"/cancel/{line}")).status_code == 303
    counter.work()

    order = counter.order()
    assert (order.state, order.payment_status, order.fulfilment_status) == (
        "placed",
        "partially_refunded",
        "unfulfilled",
    )
    shown = counter.get(page(counter))
    assert "€659.20 goes back to your card" in shown
    assert [kind for kind in counter.kinds() if kind == "cancelled"] == ["cancelled"]


def test_the_last_cancelled_line_takes_the_delivery_back_too(counter: Counter) -> None:
    counter.bought(tables=0)
    counter.post(page(counter, f"/cancel/{counter.line_of('OIL')}"))
    counter.work()

    order = counter.order()
    assert (order.state, order.payment_status, order.fulfilment_status) == ("cancelled", "refunded", "cancelled")


def test_lines_cancelled_at_the_same_moment_bring_the_delivery_back_once(counter: Counter) -> None:
    counter.bought()
    order = counter.order()
    for sku in ("OIL", "TABLE"):
        counter.post(page(counter, f"/cancel/{counter.line_of(sku)}"))
    counter.work()  # both are cancelled in one batch, before either refund is made

    purse = counter.shop.read(lambda work: money_of(work, order.order_ref))
    assert purse is not None
    assert purse.refunded == purse.paid
    assert (counter.order().state, counter.order().payment_status) == ("cancelled", "refunded")
    assert counter.waiting("refund_line") == 0


def test_too_late_to_cancel_is_a_sentence_and_changes_nothing(counter: Counter) -> None:
    counter.bought(oil=0)
    order, line = counter.order().order_ref, counter.line_of("TABLE")
    counter.shop.write(lambda work: _begin_first_operation(work, order))

    counter.post(page(counter, f"/cancel/{line}"))
    counter.work()

    assert "cancel_refused" in counter.kinds()
    assert counter.order().payment_status == "partially_paid"


def _begin_first_operation(work, order_ref):  # type: ignore[no-untyped-def]
    from foundation.plain.scope import EVERY_SELLER
    from fulfilment.api.orders import fulfilment_of
    from fulfilment.api.production import start_operation

    [group] = fulfilment_of(work, EVERY_SELLER, order_ref).fulfilment_orders
    first = group.production[0].operations[0]
    start_operation(work, EVERY_SELLER, first.ref, client_id="tap-1", person="mette", undo_window=timedelta(0))


def test_money_that_came_too_late_for_the_stock_goes_back_at_once(counter: Counter) -> None:
    counter.add_oil(5)
    counter.to_review()
    counter.choose_card(counter.yes())
    counter.later(minutes=45)  # the card company's message was late
    counter.shop.write(lambda work: _sell_everything(work))
    counter.work()

    order = counter.order()
    assert "sold_out" in counter.kinds()
    assert (order.state, order.payment_status) == ("cancelled", "refunded")
    assert any(name.startswith("sold_out") for name in counter.mails())


def _sell_everything(work):  # type: ignore[no-untyped-def]
    from foundation.plain.scope import EVERY_SELLER
    from fulfilment.api.promise import release_expired
    from fulfilment.api.stock import adjust

    release_expired(work)
    adjust(work, EVERY_SELLER, "OIL", "WH", 0, reason="sold in the showroom")


def test_a_fresh_link_is_mailed_and_the_answer_tells_nothing(counter: Counter) -> None:
    counter.bought(tables=0)
    number = counter.order().number

    right = counter.post("/orders/find", number=number, email="ANNA@example.com")
    wrong = counter.post("/orders/find", number=number, email="eve@example.com")
    nobody = counter.post("/orders/find", number="999999", email="anna@example.com")
    counter.work()

    sentence = "a fresh link is on its way"
    assert all(sentence in answer.get_data(as_text=True) for answer in (right, wrong, nobody))
    assert sum(name.startswith("fresh_link") for name in counter.mails()) == 1


def test_a_dispute_is_kept_from_the_customer(counter: Counter) -> None:
    counter.bought(tables=0)
    order = counter.order()
    counter.emit(money.DisputeOpened(order.order_ref, counter.clock.now(), order.payment_ref or "", eur(2490)))

    assert "dispute_opened" in counter.kinds()
    assert "Disputed" not in counter.get(page(counter))


def holds(counter: Counter) -> set[tuple[str, str]]:
    found = counter.shop.read(lambda work: fulfilment_of(work, EVERY_SELLER, counter.order().order_ref))
    return {(hold.kind, hold.gate) for part in found.fulfilment_orders for hold in part.holds}


HELD = {("dispute", "start"), ("dispute", "dispatch")}


@pytest.mark.parametrize(("verdict", "after"), [("won", set()), ("lost", HELD)])
def test_a_disputed_order_is_held_at_both_gates_until_it_is_won(
    counter: Counter, verdict: str, after: set[tuple[str, str]]
) -> None:
    counter.bought(tables=0, card="disputed")
    counter.later(seconds=30)
    counter.work()
    assert holds(counter) == HELD

    query = select(SandboxObject.id).where(SandboxObject.kind == "dispute")
    counter.shop.write(lambda work: close_dispute(work, work.session.scalars(query).one(), verdict))
    counter.work()

    assert holds(counter) == after
    assert counter.waiting("follow_dispute") == 0
