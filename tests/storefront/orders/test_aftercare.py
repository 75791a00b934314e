"""What a customer does from the order's link after buying: withdraw, arrange the day, write, choose mails."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from fulfilment.api import events as made
from fulfilment.api.setup import put_holidays
from storefront.arranging.models import DeliveryDay
from storefront.messages.models import OrderMessage
from storefront.orders.models import Contact
from storefront.orders.tokens import make_token
from storefront.withdrawal.models import Withdrawal
from tests.storefront.counter import Counter


def link(counter: Counter, page: str = "") -> str:
    order = counter.order()
    return f"/o/{make_token(counter.shop, order.order_ref, order.link_version)}{page}"


def rows(counter: Counter, kind: type) -> list[object]:
    return counter.shop.read(lambda work: list(work.session.scalars(select(kind))))


def mail(counter: Counter, name: str) -> str:
    found = [one for one in counter.mails() if one.startswith(name)]
    assert found, (name, counter.mails())
    return (Path(counter.app.config["SHOP_MAIL_FOLDER"]) / found[-1]).read_text(errors="replace")


def arrived(counter: Counter, sku: str) -> None:
    now = counter.clock.now()
    scan = ("shipment-1", "ups", "1Z1", "delivered", "Delivered", "Aarhus", now)
    counter.emit(made.ShipmentDelivered(counter.order().order_ref, (counter.line_of(sku),), now, *scan))


def test_withdrawing_takes_two_steps_and_is_confirmed_by_mail(counter: Counter) -> None:
    counter.bought()
    page, oil, table = link(counter, "/withdraw"), counter.line_of("OIL"), counter.line_of("TABLE")
    first = counter.get(page)
    assert f'value="{oil}"' in first
    assert f'value="{table}"' not in first
    assert "Made to your choices" in first
    asked = counter.post(page, line=oil)
    assert asked.status_code == 200
    assert "Confirm withdrawal" in asked.text
    assert rows(counter, Withdrawal) == [], "the first step declares nothing"
    for _ in range(2):
        assert counter.post(page, line=[oil, table], sure=1).status_code in (303, 422)
    assert len(rows(counter, Withdrawal)) == 1
    counter.work()
    told = mail(counter, "withdrawal_received")
    assert "We have your withdrawal" in told
    assert "Hardwax oil" in told
    assert "cancelled" in counter.kinds(), "what had not left stays here"
    assert "You have withdrawn from this" in counter.get(page)


def test_nothing_chosen_declares_nothing(counter: Counter) -> None:
    counter.bought(tables=0)
    assert counter.post(link(counter, "/withdraw"), sure=1).status_code == 422
    assert counter.post(link(counter, "/withdraw"), sure=1, line="stranger").status_code == 422
    assert rows(counter, Withdrawal) == []


def test_a_link_that_is_none_opens_none_of_these_pages(counter: Counter) -> None:
    counter.bought(tables=0)
    for page in ("withdraw", "delivery", "message", "notifications", "invoice.pdf", "calendar.ics"):
        assert counter.client.get(f"/o/forged/{page}").status_code == 404, page


def test_the_way_to_the_room_can_be_told_at_once_and_the_day_once_it_has_passed(counter: Counter) -> None:
    counter.bought(oil=0)
    page = link(counter, "/delivery")
    assert 'name="day"' not in counter.get(page)
    way = {"phone": "+45 1", "floor": "3", "lift": "small", "notes": "Dog"}
    early = counter.post(page, **way, day=(counter.clock.now().date() + timedelta(days=4)).isoformat())
    assert early.status_code == 409, "no day before it has passed"
    assert counter.post(page, **way).status_code == 303
    (contact,) = rows(counter, Contact)
    assert (contact.floor, contact.lift, contact.notes) == ("3", "small", "Dog")  # type: ignore[attr-defined]
    assert counter.post(page, **{**way, "phone": ""}).status_code == 422
    assert rows(counter, DeliveryDay) == []


def test_no_day_is_offered_on_which_nobody_drives_here_or_there(counter: Counter) -> None:
    counter.bought(oil=0)
    now = counter.clock.now()
    counter.emit(made.InspectionPassed(counter.order().order_ref, (counter.line_of("TABLE"),), now, "i-1", now))
    page = link(counter, "/delivery")
    first, second, *_ = re.findall(r'value="(\d{4}-\d\d-\d\d)"', counter.get(page))
    counter.shop.write(lambda work: put_holidays(work, "DK", [date.fromisoformat(first)]))
    counter.shop.write(lambda work: put_holidays(work, counter.shop.settings.country, [date.fromisoformat(second)]))
    offered = re.findall(r'value="(\d{4}-\d\d-\d\d)"', counter.get(page))
    assert offered
    assert first not in offered, "a holiday at the door"
    assert second not in offered, "a holiday here"
    way = {"phone": "+45 1", "floor": "3", "lift": "small", "notes": ""}
    assert counter.post(page, **way, day=first).status_code == 409


def test_messages_go_both_ways_and_a_second_press_is_no_second_message(counter: Counter) -> None:
    counter.bought(tables=0)
    page = link(counter, "/message")
    client_id = re.findall(r'name="client_id" value="([^"]+)"', counter.get(page))[0]
    for _ in range(2):
        assert counter.post(page, body="Is it <b>heavy</b>?", client_id=client_id).status_code == 303
    assert len(rows(counter, OrderMessage)) == 1
    assert "Is it &lt;b&gt;heavy&lt;/b&gt;?" in counter.get(page)
    counter.work()
    told = mail(counter, "message")
    assert "Is it" in told
    assert "Reply-To: anna@example.com" in told
    assert counter.post(page, body=" ", client_id="another000").status_code == 422
    assert counter.post(page, body="x" * 4001, client_id="another000").status_code == 422


def test_a_mail_that_was_switched_off_is_not_sent(counter: Counter) -> None:
    counter.bought(tables=0)
    page = link(counter, "/notifications")
    assert 'value="delivered" checked' in counter.get(page)
    assert counter.post(page, kind=["shipped", "placed", "nonsense"]).status_code == 303
    assert 'value="delivered" checked' not in counter.get(page)
    arrived(counter, "OIL")
    counter.work()
    assert not [one for one in counter.mails() if one.startswith("delivered")]


def test_the_invoice_is_a_pdf_and_the_days_are_a_calendar(counter: Counter) -> None:
    counter.bought()
    paper = counter.client.get(link(counter, "/invoice.pdf"))
    assert paper.mimetype == "application/pdf"
    assert paper.data.startswith(b"%PDF")
    days = counter.client.get(link(counter, "/calendar.ics"))
    assert days.mimetype == "text/calendar"
    assert days.text.count("BEGIN:VEVENT") == 2
