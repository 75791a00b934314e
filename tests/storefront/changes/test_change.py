"""A customer changes an order: price, day and balance follow, and nothing is ever half done."""

from __future__ import annotations

from dataclasses import replace

from foundation.plain.clock import FixedClock
from tests.storefront.changes.desk import Desk


def test_the_page_shows_the_sold_piece_and_what_another_choice_would_mean(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    at_first = desk.look().get_data(as_text=True)
    assert "This is what you ordered." in at_first
    assert "As ordered" in at_first

    shown = desk.look(finish="lacquer").get_data(as_text=True)
    assert "+€250" in shown
    assert "Look at this change" in shown
    assert desk.states() == []


def test_a_dearer_finish_joins_the_balance(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    assert (desk.row().amount_minor, desk.row().deposit_minor) == (120_000, 48_000)

    review = desk.held(finish="lacquer")
    page = desk.counter.get(review)
    assert "Nothing to pay now: the difference joins what you pay when it is ready." in page
    assert desk.row().amount_minor == 120_000
    assert desk.yes(review).status_code == 303
    desk.counter.work()

    row = desk.row()
    assert (row.amount_minor, row.deposit_minor, row.balance_minor) == (145_000, 48_000, 97_000)
    assert ["Finish", "Lacquer"] in row.summary
    assert desk.owed()[1:] == [("full", 8900, "paid"), ("balance", 97_000, "open")] or desk.owed()[-1] == (
        "balance", 97_000, "open"
    )  # fmt: skip
    assert desk.states() == ["applied"]
    desk.conserved()
    assert "changed" in desk.counter.kinds()
    assert any(name.startswith("changed-") for name in desk.counter.mails())
    assert "changed as you wished (Finish)" in desk.counter.get(desk.at())


def test_a_cheaper_piece_lowers_the_balance_and_the_rest_goes_back(desk: Desk) -> None:
    desk.furnish()
    desk.buy(species="walnut", finish="lacquer")
    assert desk.row().amount_minor == 205_000

    desk.change(finish="soap", species="oak")
    row = desk.row()
    assert (row.amount_minor, row.deposit_minor, row.balance_minor) == (110_000, 82_000, 28_000)
    desk.conserved()

    desk.change({"length": 1200})
    row = desk.row()
    assert (row.amount_minor, row.balance_minor) == (62_000, 0)
    assert desk.money().refunded.minor == 20_000
    assert desk.money().due.minor == 0
    desk.conserved()


def test_a_change_and_its_way_back_leave_the_order_as_it_was(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    before = desk.row()
    desk.change(finish="lacquer")
    desk.change(finish="oil")
    after = desk.row()
    assert after.snapshot_ref == before.snapshot_ref
    assert (after.amount_minor, after.balance_minor) == (before.amount_minor, before.balance_minor)
    desk.conserved()


def test_once_work_has_begun_a_change_of_what_is_free_costs_the_fee(desk: Desk) -> None:
    desk.furnish(busy=False)
    desk.buy()
    desk.do("Cut legs", "Glue-up")
    shown = desk.look(finish="lacquer").get_data(as_text=True)
    assert "A fee of €25 is in it." in shown
    assert "“Cut legs” is done since" in shown

    desk.change(finish="lacquer")
    row = desk.row()
    assert (row.amount_minor, row.fee_minor) == (147_500, 2_500)
    desk.conserved()
    desk.counter.later(hours=13)
    desk.do("First coat")
    desk.passes()
    desk.counter.later(hours=25)
    desk.counter.work()
    assert desk.money().due.minor == 0
    assert desk.money().paid.minor == desk.order().total_minor
    desk.conserved()


def test_what_is_frozen_is_refused_with_the_reason_and_nothing_is_half_done(desk: Desk) -> None:
    desk.furnish(busy=False)
    desk.buy()
    desk.do("Cut legs")
    answer = desk.hold(species="walnut")
    assert answer.status_code == 409
    assert "“Cut legs” is done since" in answer.get_data(as_text=True)
    assert desk.states() == []
    assert desk.row().amount_minor == 120_000


def test_a_way_out_that_is_frozen_is_not_offered(desk: Desk) -> None:
    desk.furnish(busy=False)
    desk.buy(species="walnut")
    way_out = "Change wood to Oak"
    desk.counter.shop.settings = replace(desk.counter.shop.settings, change_fence_minutes=-1)
    assert way_out in desk.look().get_data(as_text=True)
    desk.do("Cut legs")
    shown = desk.look().get_data(as_text=True)
    assert "Soap is for light woods only." in shown
    assert way_out not in shown


def test_the_same_choices_and_impossible_ones_are_said(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    same = desk.hold()
    assert (same.status_code, "what you have ordered already" in same.get_data(as_text=True)) == (422, True)
    odd = desk.hold(species="walnut", finish="soap")
    assert (odd.status_code, "Soap is for light woods only." in odd.get_data(as_text=True)) == (422, True)
    assert desk.counter.post(desk.at(f"/change/{desk.line}/hold"), choices="{").status_code == 422
    assert desk.states() == []


def test_a_yes_to_something_else_changes_nothing(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    review = desk.held(finish="lacquer")
    assert desk.yes(review, "0" * 64).status_code == 409
    assert desk.states() == ["reserved"]
    assert desk.yes(review).status_code == 303


def test_of_two_tabs_the_newer_wish_holds_and_the_older_yes_says_so(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    older = desk.held(finish="lacquer")
    mark = desk.seen(older)
    newer = desk.held(species="walnut")
    answer = desk.yes(older, mark)
    assert answer.status_code == 410
    assert "A newer wish for the same piece took its place." in answer.get_data(as_text=True)
    assert desk.yes(newer).status_code == 303
    assert desk.yes(newer, "f" * 64).status_code == 303
    desk.counter.work()
    assert ["Wood", "Walnut"] in desk.row().summary
    assert sorted(desk.states()) == ["applied", "expired"]
    desk.conserved()


def test_a_change_whose_time_is_over_is_gone_and_holds_nothing(desk: Desk, clock: FixedClock) -> None:
    desk.furnish()
    desk.buy()
    review = desk.held(finish="lacquer")
    mark = desk.seen(review)
    desk.counter.later(minutes=16)
    assert desk.yes(review, mark).status_code == 410
    assert desk.expire() == 1
    desk.counter.work()
    assert desk.states() == ["expired"]
    assert desk.row().amount_minor == 120_000
    assert "change_not_made" not in desk.counter.kinds()


def test_a_cancelled_order_and_a_strangers_link_change_nothing(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    review = desk.held(finish="lacquer")
    desk.counter.post(desk.at(f"/cancel/{desk.line}"))
    desk.counter.work()
    assert desk.counter.client.get(desk.at(f"/change/{desk.line}")).status_code == 409
    assert desk.yes(review).status_code == 409
    desk.counter.work()
    assert desk.states() == ["refused"]
    assert desk.counter.client.get("/o/forged/change").status_code == 404
    assert desk.counter.client.get(desk.at("/change/nothing")).status_code == 404
    assert desk.counter.client.get(desk.at("/changes/nothing")).status_code == 404
    assert desk.money().paid == desk.money().refunded


def test_one_made_line_is_led_to_at_once(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    assert desk.counter.client.get(desk.at("/change")).location.endswith(f"/change/{desk.line}")


def test_whatever_stands_in_the_address_is_a_page_with_words(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    hostile = "<script>alert(1)</script>"
    for fields in ({"length": "abc"}, {"length": "-5"}, {"species": hostile}, {"repair": f"~species.{hostile}~x"}):
        answer = desk.look(**fields)
        shown = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert hostile not in shown
        assert "Look at this change" not in shown
    assert desk.states() == []


def test_a_line_from_the_shelf_is_cancelled_not_changed(desk: Desk) -> None:
    desk.furnish()
    desk.counter.bought(tables=0)
    line = desk.counter.line_of("OIL")
    assert desk.counter.client.get(desk.at(f"/change/{line}")).status_code == 404
    assert desk.counter.client.get(desk.at("/change")).status_code == 404
