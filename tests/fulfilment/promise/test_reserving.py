"""Reserve, renew, release, commit: on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from foundation.plain.errors import Conflict, Gone, Invalid
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.promise import (
    Destination,
    WantedMade,
    WantedStock,
    promises,
    quote,
    release,
    release_expired,
    reservation,
    reserve,
)
from fulfilment.api.setup import TransitIn, put_transit
from fulfilment.api.stock import availability, levels, receive
from fulfilment.capacity.service import bookings
from fulfilment.promise.service import commit
from fulfilment.stock.service import allocations
from tests.fulfilment.house import HOME, LATER, a_table, furnished, tins


def hold(run: Runner, checkout: str, *wanted: WantedStock | WantedMade, kind: str = "each") -> object:
    return run.write(lambda w: reserve(w, checkout, wanted, HOME, kind, w.now() + timedelta(minutes=35)))  # type: ignore[arg-type]


def saleable(run: Runner, sku: str = "OIL") -> int:
    return run.read(lambda w: availability(w, [sku])[sku].saleable)


def test_a_mixed_cart_is_quoted_held_and_committed(run: Runner) -> None:
    furnished(run)
    wanted = [tins(quantity=2), a_table()]
    quoted = run.read(lambda w: quote(w, wanted, HOME))
    held = hold(run, "c1", *wanted)
    assert [line.promised for line in held.lines] == [line.promised for line in quoted.lines]  # type: ignore[attr-defined]
    assert saleable(run) == 3
    assert run.read(lambda w: reservation(w, "c1")) == held
    views = run.write(lambda w: commit(w, "c1", "order-1", wanted, HOME, "each"))
    assert {view.state for view in views.values()} == {"committed"}
    assert run.read(lambda w: reservation(w, "c1")) is None
    assert saleable(run) == 3
    assert run.read(lambda w: promises(w, "order-1")) == sorted(views.values(), key=lambda v: v.line_ref)
    booked = run.read(lambda w: bookings(w, ["line-table"]))
    assert {(op, b.state) for (_, op), b in booked.items()} == {(10, "firm"), (20, "firm"), (30, "firm")}
    kept = run.read(lambda w: allocations(w, ["line-oil", "line-table"]))
    assert [(a.sku, a.quantity, a.state) for a in kept] == [("OIL", 2, "allocated"), ("OAK", 1_000, "allocated")]


def test_the_same_wish_renews_and_another_replaces(run: Runner, clock: FixedClock) -> None:
    furnished(run)
    first = hold(run, "c1", tins(quantity=5))
    clock.advance(timedelta(minutes=10))
    again = hold(run, "c1", tins(quantity=5))
    assert again.expires_at == first.expires_at + timedelta(minutes=10)  # type: ignore[attr-defined]
    assert saleable(run) == 0
    hold(run, "c1", tins(quantity=1))
    assert saleable(run) == 4


def test_released_and_expired_reservations_give_everything_back(run: Runner, clock: FixedClock) -> None:
    furnished(run)
    before = run.read(lambda w: levels(w, EVERY_SELLER))
    hold(run, "c1", tins(quantity=2), a_table())
    run.write(lambda w: release(w, "c1"))
    assert run.read(lambda w: levels(w, EVERY_SELLER)) == before
    hold(run, "c2", tins(quantity=2), a_table())
    clock.advance(timedelta(minutes=36))
    assert run.read(lambda w: reservation(w, "c2")) is None
    assert run.write(release_expired) == 1
    assert run.write(release_expired) == 0
    assert run.read(lambda w: levels(w, EVERY_SELLER)) == before
    assert run.read(lambda w: bookings(w, ["line-table"])) == {}


def test_an_expired_reservation_does_not_stand_in_the_way(run: Runner, clock: FixedClock) -> None:
    furnished(run)
    hold(run, "c1", tins("a", 5), a_table("b"))
    clock.advance(timedelta(minutes=36))
    held = hold(run, "c2", tins("c", 5), a_table("d"))
    assert held.lines[0].promised is not None  # type: ignore[attr-defined]
    with pytest.raises(Conflict, match=r"Someone bought the last tin of oil a moment ago\. Nothing was charged\."):
        hold(run, "c3", tins("e", 1))


def test_two_lines_of_one_item_are_summed(run: Runner) -> None:
    furnished(run)
    with pytest.raises(Conflict, match="only two are left for you"):
        hold(run, "c1", tins("a", 3), tins("b", 3))
    assert saleable(run) == 5


def test_every_location_is_tried(run: Runner) -> None:
    furnished(run)
    run.write(lambda w: receive(w, EVERY_SELLER, "OIL", "HALL", 4, reference="found"))
    hold(run, "c1", tins("a", 9))
    assert saleable(run) == 0


def test_a_payment_after_the_reservation_ended_is_planned_anew_or_refused(run: Runner, clock: FixedClock) -> None:
    furnished(run)
    hold(run, "c1", tins(quantity=5))
    clock.advance(timedelta(minutes=36))
    run.write(release_expired)
    views = run.write(lambda w: commit(w, "c1", "o1", [tins(quantity=5)], HOME, "each"))
    assert views["line-oil"].state == "committed"
    hold_two = run.write(lambda w: commit(w, "c1", "o1", [tins(quantity=5)], HOME, "each"))
    assert hold_two == views
    with pytest.raises(Conflict, match="Nothing was charged"):
        run.write(lambda w: commit(w, "c9", "o9", [tins("z")], HOME, "each"))


def test_bad_wishes_are_refused_in_words(run: Runner) -> None:
    furnished(run)
    with pytest.raises(Invalid):
        hold(run, "c1", tins(quantity=0))
    with pytest.raises(Invalid):
        hold(run, "c1", tins(quantity=-3))
    with pytest.raises(Invalid):
        hold(run, "c1", tins("a"), tins("a"))
    with pytest.raises(Gone):
        run.write(lambda w: reserve(w, "c1", [tins()], HOME, "each", LATER - timedelta(hours=2)))


def test_a_later_day_than_shown_asks_and_an_earlier_one_is_silent(run: Runner) -> None:
    furnished(run)
    seen = run.read(lambda w: quote(w, [a_table("x")], HOME)).lines[0].promised
    assert seen is not None
    hold(run, "c1", a_table("big", quantity=20))
    end = run.read(lambda w: w.now()) + timedelta(minutes=35)
    with pytest.raises(Conflict, match="Go on with the new day"):
        run.write(lambda w: reserve(w, "c2", [a_table("x")], HOME, "each", end, shown={"x": seen}))
    late = seen + timedelta(days=60)
    run.write(lambda w: reserve(w, "c2", [a_table("x")], HOME, "each", end, shown={"x": late}))


def test_an_empty_cart_and_a_place_without_a_van_are_refused(run: Runner) -> None:
    furnished(run)
    with pytest.raises(Invalid):
        hold(run, "c1")
    for kind, country in (("parcel", "*"), ("two_person", "DK")):
        run.write(lambda w, k=kind, c=country: put_transit(w, TransitIn(k, c, "", 2)))  # type: ignore[misc]
    end = run.read(lambda w: w.now()) + timedelta(minutes=35)
    chair = WantedStock("chair", "CHAIR", 1)
    run.write(lambda w: receive(w, EVERY_SELLER, "CHAIR", "WH", 1, reference="r"))
    with pytest.raises(Conflict, match="We do not deliver this to SE yet"):
        run.write(lambda w: reserve(w, "c2", [tins(), chair], Destination("SE"), "together", end))
    held = run.write(lambda w: reserve(w, "c3", [tins(), chair], HOME, "together", end))
    assert {line.method for line in held.lines} == {"two_person"}
    assert run.read(lambda w: reservation(w, "c3")) == held
