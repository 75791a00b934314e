"""What a change costs at once, money that comes late, races that are lost: every cent is somewhere, once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.plain.money import Money
from fulfilment.api.orders import release_hold
from storefront.changes.domain import (
    Cost,
    LineSold,
    asked_at_once,
    changed_pairs,
    digest,
    fee_of,
    halves,
    new_sum,
    stage_of,
)
from storefront.payments.domain import settled
from storefront.payments.sandbox import paying
from tests.storefront.changes.desk import Desk
from tests.storefront.counter import eur


def paid_up(desk: Desk) -> None:
    """The customer pays the balance by hand, long before it is due."""
    answer = desk.counter.post(desk.at("/pay"))
    desk.counter.choose_card(answer)
    desk.counter.work()
    assert desk.money().due.minor == 0


def test_after_the_balance_is_paid_the_difference_is_paid_first(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    paid_up(desk)
    review = desk.held(finish="lacquer")
    assert "Pay €250 and change it" in desk.counter.get(review)
    answer = desk.yes(review)
    assert desk.states() == ["awaiting_payment"]
    assert desk.row().amount_minor == 120_000
    assert desk.yes(review, "a" * 64).location == answer.location

    desk.counter.choose_card(answer)
    desk.counter.work()
    assert desk.states() == ["applied"]
    assert desk.row().amount_minor == 145_000
    assert (desk.money().due.minor, desk.money().refunded.minor) == (0, 0)
    desk.conserved()

    desk.change(finish="soap")
    assert desk.money().refunded.minor == 35_000
    desk.conserved()


def test_a_seller_who_wants_the_difference_at_once_gets_it(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    desk.counter.shop.settings = replace(desk.counter.shop.settings, change_top_up=True)
    answer = desk.yes(desk.held(finish="lacquer"))
    desk.counter.choose_card(answer)
    desk.counter.work()
    row = desk.row()
    assert (row.amount_minor, row.deposit_minor, row.balance_minor) == (145_000, 73_000, 72_000)
    desk.conserved()


def test_nobody_pays_in_time_and_the_piece_stays_as_it_was(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    paid_up(desk)
    answer = desk.yes(desk.held(finish="lacquer"))
    desk.counter.later(minutes=36)
    assert desk.expire() == 1
    desk.counter.work()
    assert desk.states() == ["expired"]
    assert desk.owed()[-1] == ("adjustment", 25_000, "dropped")
    assert desk.money().due.minor == 0
    assert desk.counter.kinds()[-1] == "change_not_made"
    desk.conserved()
    assert answer.status_code == 303


def test_money_that_comes_after_the_end_goes_back(desk: Desk) -> None:
    """The card company takes it in the last second, and its word reaches us when the change is over."""
    desk.furnish()
    desk.buy()
    paid_up(desk)
    answer = desk.yes(desk.held(finish="lacquer"))
    session = answer.location.rsplit("/", 1)[1]
    desk.counter.shop.write(lambda work: paying.choose_card(work, session, "approve"))
    desk.counter.later(minutes=36)
    assert desk.expire() == 1
    desk.counter.work()
    desk.counter.work()
    assert desk.states() == ["expired"]
    assert desk.money().refunded.minor == 25_000
    assert desk.row().amount_minor == 120_000
    desk.conserved()


def test_a_race_that_is_lost_after_paying_refunds_and_says_why(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    paid_up(desk)
    answer = desk.yes(desk.held({"length": 2500}))
    assert answer.status_code == 303
    desk.counter.shop.write(lambda work: release_hold(work, desk.ref, [desk.line], "change_pending"))
    desk.start("Cut legs")
    desk.counter.choose_card(answer)
    desk.counter.work()
    assert desk.states() == ["refused"]
    assert desk.row().amount_minor == 120_000
    assert desk.money().refunded.minor == 30_000
    told = desk.counter.told()
    said = next(entry.data["sentence"] for entry in told if entry.kind == "change_not_made")
    assert "“Cut legs” is running since" in said
    assert "on its way back" in said
    assert any(name.startswith("change_not_made-") for name in desk.counter.mails())
    desk.conserved()


def test_a_card_that_says_no_leaves_the_change_waiting_for_another(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    paid_up(desk)
    answer = desk.yes(desk.held(finish="lacquer"))
    desk.counter.choose_card(answer, "declined")
    desk.counter.work()
    assert desk.states() == ["awaiting_payment"]
    desk.counter.choose_card(answer)
    desk.counter.work()
    assert desk.states() == ["applied"]
    desk.conserved()


def test_a_balance_that_is_paid_while_the_change_is_looked_at_holds_the_piece_until_the_rest_is(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    review = desk.held(finish="lacquer")
    mark = desk.seen(review)
    paid_up(desk)
    assert desk.yes(review, mark).status_code == 303
    desk.counter.work()
    assert desk.money().due.minor == 25_000
    desk.conserved()
    paid_up(desk)
    desk.conserved()


def test_a_cancelled_line_gets_back_what_it_paid_at_its_new_price(desk: Desk) -> None:
    desk.furnish()
    desk.buy()
    desk.change(finish="lacquer")
    paid_up(desk)
    desk.counter.post(desk.at(f"/cancel/{desk.line}"))
    desk.counter.work()
    assert desk.money().refunded == desk.money().paid
    assert desk.money().paid.minor == desk.order().total_minor


MINOR = st.integers(1, 5_000_000)


@given(MINOR, MINOR)
def test_paid_and_balance_less_refund_are_the_price(paid: int, price: int) -> None:
    now = settled(eur(paid), eur(price))
    assert paid + now.balance.minor - now.refund.minor == price
    assert min(now.balance.minor, now.refund.minor) == 0


@given(MINOR, st.integers(1, 20), st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 3_000), st.booleans())
def test_the_new_sum_holds_the_price_and_every_fee(
    unit: int, quantity: int, earlier: int, fee: int, rate: int, inclusive: bool
) -> None:
    line = LineSold(quantity, eur(1), eur(earlier), rate, inclusive)
    now = new_sum(line, eur(unit), eur(fee))
    goods = unit * quantity + earlier + fee
    assert now.amount.minor == (goods if inclusive else goods + now.tax.minor)
    assert now.fee.minor == earlier + fee
    assert 0 <= now.tax.minor < max(now.amount.minor, 1)


@given(MINOR, st.data())
def test_the_halves_are_the_whole_with_their_tax(amount: int, data: st.DataObject) -> None:
    balance, tax = data.draw(st.integers(0, amount)), data.draw(st.integers(0, amount // 2))
    deposit, deposit_tax, balance_tax = halves(eur(amount), eur(balance), eur(tax))
    assert deposit.minor + balance == amount
    assert deposit_tax.minor + balance_tax.minor == tax
    assert min(deposit_tax.minor, balance_tax.minor) >= 0


def test_the_fee_goes_by_stage_and_is_free_after_we_have_moved_the_day() -> None:
    fees = {"begun": 2_500, "late": 5_000}
    assert fee_of(stage_of(begun=False, late=False, revised=False), fees, "EUR") == eur(0)
    assert fee_of(stage_of(begun=True, late=False, revised=False), fees, "EUR") == eur(2_500)
    assert fee_of(stage_of(begun=True, late=True, revised=False), fees, "EUR") == eur(5_000)
    assert fee_of(stage_of(begun=True, late=True, revised=True), fees, "EUR") == eur(0)


def test_only_a_dearer_piece_without_an_open_balance_is_paid_at_once() -> None:
    dearer, cheaper = Cost(eur(100), eur(150), eur(0)), Cost(eur(150), eur(100), eur(0))
    assert asked_at_once(dearer, balance_open=True, demanded=False) == eur(0)
    assert asked_at_once(dearer, balance_open=False, demanded=False) == eur(50)
    assert asked_at_once(dearer, balance_open=True, demanded=True) == eur(50)
    assert asked_at_once(cheaper, balance_open=False, demanded=True) == eur(0)


def test_the_digest_is_of_everything_that_was_shown() -> None:
    from datetime import date

    cost, day = Cost(eur(100), eur(150), eur(5)), date(2026, 12, 18)
    mark = digest("c", "s", cost, day, eur(0))
    others = [
        digest("d", "s", cost, day, eur(0)),
        digest("c", "t", cost, day, eur(0)),
        digest("c", "s", replace(cost, amount=eur(151)), day, eur(0)),
        digest("c", "s", replace(cost, fee=eur(6)), day, eur(0)),
        digest("c", "s", cost, date(2026, 12, 19), eur(0)),
        digest("c", "s", cost, day, eur(50)),
    ]
    assert mark not in others
    assert len(set(others)) == len(others)


def test_what_differs_is_told_in_pairs() -> None:
    before, after = [("Wood", "Oak"), ("Text", "“A”")], [("Wood", "Walnut"), ("Legs", "Steel")]
    assert changed_pairs(before, after) == [("Wood", "Oak", "Walnut"), ("Legs", "", "Steel"), ("Text", "“A”", "")]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["change", "hold", "pay", "expire", "work"]),
        st.sampled_from(["oil", "soap", "lacquer"]),
        st.sampled_from([1200, 2000, 3000]),
    ),
    min_size=2,
    max_size=6,
)


@pytest.mark.parametrize("top_up", [False, True])
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_changed_and_paid_the_money_is_the_price(desk: Desk, top_up: bool, steps: list) -> None:  # type: ignore[type-arg]
    """One order after another in one shop; each walk ends with nothing under way."""
    if not desk.counter.shop.read(lambda work: desk.counter.waiting("nothing")) and not desk.counter.orders():
        desk.furnish()
    desk.counter.shop.settings = replace(desk.counter.shop.settings, change_top_up=top_up)
    desk.buy()
    for verb, finish, length in steps:
        _step(desk, verb, finish, length)
    desk.counter.later(minutes=40)
    desk.expire()
    desk.counter.work()
    desk.conserved()


def _step(desk: Desk, verb: str, finish: str, length: int) -> None:
    if verb in ("change", "hold"):
        answer = desk.hold({"length": length}, finish=finish)
        if answer.status_code == 303 and verb == "change":
            paid = desk.yes(answer.location)
            if "/pay/" in paid.location:
                desk.counter.choose_card(paid)
            desk.counter.work()
    elif verb == "pay" and desk.money().due.minor:
        answer = desk.counter.post(desk.at("/pay"))
        if answer.status_code == 303 and "/pay/" in answer.location:
            desk.counter.choose_card(answer)
    elif verb == "expire":
        desk.counter.later(minutes=16)
        desk.expire()
    else:
        desk.counter.work()


def test_money_is_never_a_float() -> None:
    assert isinstance(fee_of("late", {"late": 5_000}, "EUR"), Money)
