"""Less capacity under existing bookings: who comes later is shown before it is written, nothing is broken silently."""

from __future__ import annotations

from collections import Counter

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.data.runner import Runner
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import crews
from fulfilment.api.orders import accept_order
from fulfilment.api.promise import promises
from fulfilment.api.whatif import foretell_calendar, foretell_units
from fulfilment.capacity.domain import CalendarIn
from fulfilment.capacity.models import Booking
from fulfilment.keeping.models import Repair
from fulfilment.keeping.service.improving import improve_plan
from fulfilment.keeping.service.repairing import repair
from fulfilment.promise.models import Promise, PromiseRevision
from storefront.mount.current import ShopState
from tests.fulfilment.crews.shop import staffed
from tests.fulfilment.house import SELLER
from tests.fulfilment.keeping.shop import LONG
from tests.fulfilment.orders.factory import a_table, an_order, table_spec
from tests.servers.kept import wrote
from tests.storefront.console.house import Tablet, sign_in

DAY, SAW = "/console/workshop/calendars/day", f"/console/workshop/centres/{SELLER}/SAW"
ORDERS = 6
SHORT = {"tz": "Europe/Copenhagen", "day-3": "07:00-09:00", "exceptions": ""}


@pytest.fixture
def tablet(client: FlaskClient, shop: ShopState) -> Tablet:
    """Six orders on the floor, two saws and one person who can saw."""
    sign_in(shop)
    wrote(shop.runner, staffed)
    for n in range(1, ORDERS + 1):
        line = a_table(f"line-{n}", quantity=4, spec=table_spec(LONG))
        quiet(shop, lambda w, line=line, n=n: accept_order(w, an_order(line, ref=f"order-{n}")))
    return Tablet(client)


def quiet(shop: ShopState, verb: object) -> None:
    """As if no order of ours: the storefront's handlers do not hear of it."""
    run(shop).write(verb)  # type: ignore[arg-type]


def run(shop: ShopState) -> Runner:
    return Runner(lambda: shop.db.session(), shop.clock)  # type: ignore[arg-type, return-value]


def state(shop: ShopState) -> tuple[list[str], list[object], int]:
    def read(work: object) -> tuple[list[str], list[object], int]:
        session = work.session  # type: ignore[attr-defined]
        bookings = [repr((row.id, row.starts_at, row.state)) for row in session.scalars(select(Booking))]
        days = [promises(work, f"order-{n}")[0].promised for n in range(1, ORDERS + 1)]  # type: ignore[arg-type]
        return sorted(bookings), days, len(session.scalars(select(Repair)).all())

    return shop.read(read)


def repaired(shop: ShopState) -> list[object]:
    def waiting(work: object, name: str) -> list[str]:
        return list(work.session.scalars(select(Repair.id).where(Repair.state == name)))  # type: ignore[attr-defined]

    for ref in shop.read(lambda w: waiting(w, "waiting")):
        quiet(shop, lambda w, r=ref: repair(w, r))
    for ref in shop.read(lambda w: waiting(w, "improving")):
        improve_plan(run(shop), ref, seconds=0.5)
    return [shop.read(lambda w, n=n: promises(w, f"order-{n}")[0]) for n in range(1, ORDERS + 1)]


def test_shorter_shifts_say_who_comes_later_and_are_written_by_a_second_yes(tablet: Tablet, shop: ShopState) -> None:
    before = state(shop)
    page = tablet.send(tablet.open(DAY), DAY, **SHORT)
    assert page.status_code == 200
    assert "This is not written yet" in page.text
    assert "Save all the same" in page.text
    assert 'value="07:00-09:00"' in page.text
    assert state(shop) == before

    assert tablet.send(page, DAY, **SHORT, sure="1").status_code == 303
    assert state(shop)[2] > 0
    (found,) = [one for one in shop.read(lambda w: crews.calendars(w, EVERY_SELLER)) if one.calendar.code == "day"]
    assert found.calendar.weekly == {3: (("07:00", "09:00"),)}
    told = repaired(shop)
    moved = [one for one in told if one.state == "revised"]
    assert moved
    assert {one.reason for one in moved} == {"Our working hours have changed."}
    assert revisions(shop) == dict.fromkeys((one.line_ref for one in moved), 1)


def revisions(shop: ShopState) -> dict[str, int]:
    """By line, how often its day has moved."""
    rows = select(Promise.line_ref).join(PromiseRevision, PromiseRevision.promise_id == Promise.id)
    return dict(Counter(shop.read(lambda w: list(w.session.scalars(rows)))))


def test_longer_shifts_are_written_at_once(tablet: Tablet, shop: ShopState) -> None:
    form = {f"day-{n}": "06:00-18:00" for n in range(6)} | {"tz": "Europe/Copenhagen", "exceptions": ""}
    assert tablet.send(tablet.open(DAY), DAY, **form).status_code == 303


def test_a_machine_less_says_who_comes_later_and_leaves_its_work_to_the_others(tablet: Tablet, shop: ShopState) -> None:
    form = {"name": "Saw", "units": "1", "rate": "46", "calendar": "day", "skill": "", "batch": "1", "wip": ""}
    page = tablet.send(tablet.open(SAW), SAW, **form, attended="all")
    if page.status_code == 200:  # somebody comes later by it
        assert "This is not written yet" in page.text
        page = tablet.send(page, SAW, **form, attended="all", sure="1")
    assert page.status_code == 303
    found = {one.code: one for one in shop.read(lambda w: crews.work_centres(w, EVERY_SELLER))}["SAW"]
    assert found.units == 1
    told = repaired(shop)
    assert "displaced" not in "".join(state(shop)[0])
    assert all(one.state in ("committed", "at_risk", "revised") for one in told)


def test_what_is_foretold_is_read_and_nothing_is_written(tablet: Tablet, shop: ShopState) -> None:
    before = state(shop)
    short = CalendarIn("day", "Europe/Copenhagen", {3: (("07:00", "09:00"),)})
    told = shop.read(lambda w: foretell_calendar(w, EVERY_SELLER, short))
    assert {one.order_number for one in told.worse} <= {str(n).zfill(4) for n in range(1, ORDERS + 1)}
    assert not told.harmless
    assert shop.read(lambda w: foretell_units(w, EVERY_SELLER, (SELLER, "SAW"), 2)).harmless
    assert state(shop) == before
