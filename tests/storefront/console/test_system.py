"""The operator's page."""

from __future__ import annotations

from sqlalchemy import select, update

from foundation.data.outbox import OutboxMessage
from storefront.mount.current import Person
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import form_of, sign_in


def operator(desk: Desk) -> None:
    sign_in(desk.counter.shop, seller="*", person=Person("boss", "b@example.com", "Bo"))


def dead_letter(desk: Desk) -> str:
    def kill(work: object) -> str:
        work.enqueue("book_label", {}, key="s1:1")  # type: ignore[attr-defined]
        work.session.flush()  # type: ignore[attr-defined]
        change = update(OutboxMessage).where(OutboxMessage.key == "s1:1").values(state="dead", last_error="No <answer>")
        work.session.execute(change)  # type: ignore[attr-defined]
        return str(work.session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == "s1:1")))  # type: ignore[attr-defined]

    return desk.counter.shop.write(kill)


def test_a_seller_does_not_see_everybodys_messages(desk: Desk) -> None:
    assert desk.open("/console/system").status_code == 403
    assert "/console/system" not in desk.open("/console/orders").text
    assert desk.post("/console/system/outbox/x/retry").status_code == 403


def test_what_was_given_up_is_shown_and_tried_again_once(desk: Desk) -> None:
    operator(desk)
    ref = dead_letter(desk)
    page = desk.open("/console/system")
    assert "Book a label" in page.text
    assert "No &lt;answer&gt;" in page.text
    form = form_of(page, f"/console/system/outbox/{ref}/retry")
    for _ in range(2):
        assert desk.counter.client.post(f"/console/system/outbox/{ref}/retry", data=form).status_code == 303
    state = desk.counter.shop.read(lambda work: work.session.get_one(OutboxMessage, ref).state)
    assert state == "waiting"
    assert desk.post("/console/system/outbox/nothing/retry").status_code == 404


def test_webhooks_carriers_and_health_are_on_the_page(desk: Desk) -> None:
    operator(desk)
    desk.counter.bought(tables=0)
    page = desk.open("/console/system").text
    assert "stripe" in page
    assert "Processed" in page
    assert "Fake parcels" in page
