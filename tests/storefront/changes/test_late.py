"""A change that comes after its freeze: the seller says yes for a fee, or no with a reason, and never undoes work."""

from __future__ import annotations

from dataclasses import replace

from tests.storefront.changes.desk import Desk
from tests.storefront.console.house import sign_in


def asked(desk: Desk) -> str:
    """A table on an idle floor: its legs are about to be cut, and its customer wants them longer."""
    desk.furnish(busy=False)
    desk.buy()
    shown = desk.look(length="250").get_data(as_text=True)
    assert "Ask whether it still can be done" in shown
    assert "“Cut legs” begins any moment now." in shown
    assert "A fee of €50 is in it." in shown
    assert desk.hold({"length": 2500}).status_code == 409
    answer = desk.ask({"length": 2500})
    assert answer.status_code == 303
    assert "We are looking whether it can still be done" in desk.counter.get(answer.location)
    sign_in(desk.counter.shop)
    return answer.location


def test_a_yes_for_a_smaller_fee_changes_the_piece(desk: Desk) -> None:
    asked(desk)
    listed = desk.counter.get("/console/changes")
    assert "Solid-wood table" in listed
    assert "200 cm" in listed
    assert "250 cm" in listed
    ref = desk.price().ref
    dear = desk.counter.post(f"/console/changes/{ref}/grant", fee="50.01")
    assert (dear.status_code, "at most 50" in dear.get_data(as_text=True)) == (422, True)
    assert desk.counter.post(f"/console/changes/{ref}/grant", fee="much").status_code == 422
    assert desk.counter.post(f"/console/changes/{ref}/grant", fee="20").status_code == 303
    desk.counter.work()
    assert desk.states() == ["applied"]
    assert (desk.row().fee_minor, desk.row().amount_minor) == (2_000, 152_000)
    desk.conserved()
    assert "Changed today" in desk.counter.get(desk.at())
    again = desk.counter.post(f"/console/changes/{ref}/grant", fee="20")
    assert again.status_code == 409
    assert desk.states() == ["applied"]


def test_a_no_is_read_by_the_customer(desk: Desk) -> None:
    asked(desk)
    ref = desk.price().ref
    assert desk.counter.post(f"/console/changes/{ref}/refuse", sentence=" ").status_code == 422
    answer = desk.counter.post(f"/console/changes/{ref}/refuse", sentence="The boards are on the bench already.")
    assert answer.status_code == 303
    desk.counter.work()
    assert desk.states() == ["refused"]
    assert "The boards are on the bench already." in desk.counter.get(desk.at())
    assert any(name.startswith("change_not_made-") for name in desk.counter.mails())
    assert desk.counter.post(f"/console/changes/{ref}/grant", fee="0").status_code == 409
    assert desk.row().amount_minor == 120_000


def test_a_yes_that_comes_after_the_saw_is_a_no(desk: Desk) -> None:
    asked(desk)
    desk.start("Cut legs")
    answer = desk.counter.post(f"/console/changes/{desk.price().ref}/grant", fee="0")
    assert answer.status_code == 409
    assert "The workshop was faster" in answer.get_data(as_text=True)
    assert desk.states() == ["refused"]
    assert "“Cut legs” is running since" in desk.counter.get(desk.at())
    desk.counter.work()
    desk.conserved()


def test_a_yes_that_costs_at_once_waits_for_the_money(desk: Desk) -> None:
    review = asked(desk)
    desk.counter.shop.settings = replace(desk.counter.shop.settings, change_top_up=True)
    assert desk.counter.post(f"/console/changes/{desk.price().ref}/grant", fee="0").status_code == 303
    desk.counter.work()
    assert desk.states() == ["reserved"]
    assert any(name.startswith("change_granted-") for name in desk.counter.mails())
    answer = desk.yes(review)
    assert desk.states() == ["awaiting_payment"]
    desk.counter.choose_card(answer)
    desk.counter.work()
    assert desk.states() == ["applied"]
    desk.conserved()


def test_without_a_word_it_stays_as_it_was(desk: Desk) -> None:
    asked(desk)
    desk.counter.later(hours=49)
    assert desk.expire() == 1
    desk.counter.work()
    assert desk.states() == ["expired"]
    assert desk.counter.kinds()[-1] == "change_not_made"


def test_what_is_free_is_not_asked_for_and_what_has_begun_cannot_be(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    free = desk.ask({"length": 2500})
    assert (free.status_code, "no need to ask" in free.get_data(as_text=True)) == (409, True)
    assert desk.states() == []


def test_a_customer_may_think_better_of_it(desk: Desk) -> None:
    review = asked(desk)
    desk.counter.post(f"{review}/drop")
    assert desk.states() == ["expired"]
    assert desk.counter.kinds()[-1] == "change_asked"
    assert desk.counter.post(f"/console/changes/{desk.price().ref}/grant", fee="0").status_code == 409
