"""Machine down at the console, and what the customer's page makes of it."""

from __future__ import annotations

import re
from datetime import timedelta

from storefront.orders.tokens import make_token
from tests.storefront.console.desk import Desk


def customers_page(desk: Desk, tail: str = "") -> str:
    counter = desk.counter
    return f"/o/{make_token(counter.shop, counter.order().order_ref)}{tail}"


def tap_down(desk: Desk, **form: object) -> None:
    answer = desk.post("/console/promises-at-risk/machine/SAW/down", **{"client_id": "t1", "for": "week"} | form)
    assert answer.status_code == 303, answer.text


def test_a_machine_down_for_long_gives_the_customer_a_new_day_a_reason_and_a_choice(desk: Desk) -> None:
    counter = desk.counter
    counter.bought(oil=0)
    line, before = counter.line_of("TABLE"), counter.get(customers_page(desk))
    assert "instead of" not in before

    until = (counter.clock.now() + timedelta(days=21)).date().isoformat()
    tap_down(desk, **{"for": "", "until": f"{until}T08:00", "reason": "Blade broke"})
    counter.work()

    shown = counter.get(customers_page(desk))
    assert "A machine in our workshop (Saw) is out of order until" in shown
    assert "Blade broke" not in shown
    assert "The new day is fine" in shown
    assert "promise_revised" in counter.kinds()
    assert [name for name in counter.mails() if "date_moved" in name]
    choice = counter.get(customers_page(desk, f"/new-day/{line}"))
    assert "Cancel it free of charge" in choice
    risks = desk.open("/console/promises-at-risk").text
    assert "Moved, waiting for an answer" in risks
    assert "Blade broke" in risks

    assert counter.post(customers_page(desk, f"/new-day/{line}/accept")).status_code == 303
    assert counter.post(customers_page(desk, f"/new-day/{line}/accept")).status_code == 303
    assert counter.kinds().count("day_accepted") == 1
    shown = counter.get(customers_page(desk))
    assert "You agreed to the new day" in shown
    assert "The new day is fine" not in shown


def test_a_short_breakdown_is_nobodys_business_outside(desk: Desk) -> None:
    counter = desk.counter
    counter.bought(oil=0)
    tap_down(desk, **{"for": "hour"})
    counter.work()
    assert "promise_revised" not in counter.kinds()
    assert "instead of" not in counter.get(customers_page(desk))
    page = desk.open("/console/promises-at-risk/machine/SAW").text
    assert "Down until" in page
    action = re.findall(r'action="(/console/promises-at-risk/machine/SAW/back/[^"]+)"', page)[0]
    assert desk.post(action, **{"from": "risks"}).status_code == 303
    assert desk.post(action).status_code == 303
    assert "Running" in desk.open("/console/promises-at-risk/machine/SAW").text


def test_times_that_make_no_sense_are_answered_on_the_page(desk: Desk) -> None:
    for typed, said in (
        ("", "Choose when it will be back"),
        ("yesterday", "Choose when it will be back"),
        ("2026-11-01T08:00", "It must be back later than it went down"),
        ("2126-11-01T08:00", "The plan does not reach that far"),
    ):
        answer = desk.post("/console/promises-at-risk/machine/SAW/down", client_id="t", until=typed, **{"for": ""})
        assert answer.status_code == 422
        assert said in answer.text
    assert desk.post("/console/promises-at-risk/machine/NIX/down", client_id="t", **{"for": "hour"}).status_code == 404
    answer = desk.post("/console/promises-at-risk/machine/SAW/down", client_id="t", unit=9, **{"for": "hour"})
    assert answer.status_code == 404
