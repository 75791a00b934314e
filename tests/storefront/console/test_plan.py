"""The plan on the wall, the load, the times and the quality plan, over HTTP; the picture's geometry as plain values."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from foundation.plain.clock import FixedClock
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.production import Bar, PlanLine, Schedule, schedule
from storefront.console.production import gantt
from storefront.mount.current import Person, ShopState
from tests.fulfilment.orders.factory import a_table, finish, make_until, start
from tests.storefront.console.house import Tablet, form_of, sign_in, sold

BOARD = "/console/production"
ZONE = ZoneInfo("Europe/Copenhagen")
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def tablet(client: FlaskClient, shop: ShopState) -> Tablet:
    sign_in(shop)
    return Tablet(client)


def a_bar(begins: int, minutes: int, **more: object) -> Bar:
    at = MONDAY + timedelta(minutes=begins)
    told = {"name": "Glue-up", "order_number": "1042", "title": "Table", "lane": "ready", "promised": date(2026, 12, 1)}
    return Bar(at, at + timedelta(minutes=minutes), "op-1", **(told | more), started=False)  # type: ignore[arg-type]


def a_plan(*bars: Bar, zoom: str = "week") -> tuple[Schedule, gantt.Picture]:
    begins, ends = gantt.window(zoom, date(2026, 11, 23), ZONE)
    days = [MONDAY + timedelta(days=n) for n in range(5)]
    shifts = tuple((day, day + timedelta(hours=8)) for day in days)
    line = PlanLine("SAW", "Saw", "kast-oak", 1, bars)
    plan = Schedule(begins, ends, MONDAY, MONDAY + timedelta(hours=8), (line,), {("kast-oak", "SAW"): shifts})
    return plan, gantt.picture(plan, zoom, date(2026, 11, 23), ZONE)


@given(
    spans=st.lists(st.tuples(st.integers(-3_000, 12_000), st.integers(1, 3_000)), max_size=8),
    zoom=st.sampled_from(sorted(gantt.ZOOMS)),
)
def test_every_bar_lies_on_the_picture_and_earlier_is_further_left(spans: list[tuple[int, int]], zoom: str) -> None:
    bars = [a_bar(*span) for span in sorted(spans)]
    _, picture = a_plan(*bars, zoom=zoom)
    boxes = picture.tracks[0].boxes
    assert all(0 <= box.x <= picture.width and box.width >= 3 for box in boxes)
    assert [box.x for box in boxes] == sorted(box.x for box in boxes)


def test_nights_take_no_room_and_the_weekend_is_closed() -> None:
    _, picture = a_plan(a_bar(7 * 60, 18 * 60))
    (box,) = picture.tracks[0].boxes
    day = gantt.ZOOMS["week"][1]
    assert (box.x, box.width) == (day * 7 / 8, day / 4)
    assert picture.tracks[0].closed == ((day * 5.0, day * 2.0),)
    assert (picture.now, picture.frozen) == (0, day)


def test_what_ends_after_its_promise_is_late_and_a_held_one_is_nobodys() -> None:
    held = Bar(MONDAY, MONDAY + timedelta(hours=1), "", "", "", "", None, None, started=False)
    late = a_bar(60, 60, promised=date(2026, 11, 22))
    done = a_bar(120, 60, promised=date(2026, 11, 22), lane="done")
    _, picture = a_plan(held, late, done)
    assert [(box.tone, box.late) for box in picture.tracks[0].boxes] == [
        ("held", False),
        ("ready", True),
        ("done", False),
    ]


def test_the_plan_shows_what_is_booked_and_leads_to_it(tablet: Tablet, shop: ShopState) -> None:
    ops = sold(shop)
    for zoom in ("", "week", "day", "month"):
        page = tablet.open(f"{BOARD}/plan?zoom={zoom}")
        assert page.status_code == 200
        assert f'href="/console/floor/op/{ops["Cut boards"]}"' in page.text
        assert 'class="g-frozen"' in page.text
        assert " style=" not in page.text
    assert tablet.open(f"{BOARD}/plan?zoom=week&day=never").status_code == 200
    assert tablet.open(f"{BOARD}/plan?day=9999-12-31").status_code == 200
    assert ops["Cut boards"] not in tablet.open(f"{BOARD}/plan?day=2026-12-21").text


def test_the_plan_asks_the_database_as_often_however_full_it_is(shop: ShopState) -> None:
    asked: list[str] = []
    event.listen(shop.db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for n in (1, 4):
        sold(shop, a_table(f"line-{n}"), ref=f"order-{n}")
        asked.clear()
        shop.read(lambda work: schedule(work, EVERY_SELLER, MONDAY, MONDAY + timedelta(days=7)))
        counts.append(len([text for text in asked if text.startswith("SELECT")]))
    assert counts[0] == counts[1] == 3


def test_the_load_is_booked_against_available(tablet: Tablet, shop: ShopState) -> None:
    sold(shop)
    page = tablet.open(f"{BOARD}/load").text
    assert re.search(r"Saw: Mon 23 0\.7 of [4-8](\.\d)? h", page)
    assert re.findall(r'id="load-1"[^>]*><a[^>]*>(\w+)', page) == ["Bench"]  # three steps of one order, one place


def worked(shop: ShopState, clock: FixedClock) -> str:
    ref = sold(shop)["Cut boards"]
    start(shop.runner, ref)
    clock.advance(timedelta(minutes=25))
    finish(shop.runner, ref)
    return ref


def test_minutes_are_listed_corrected_with_a_reason_and_taken_along(
    tablet: Tablet, shop: ShopState, clock: FixedClock
) -> None:
    worked(shop, clock)
    page = tablet.open(f"{BOARD}/times")
    (action,) = set(re.findall(rf'action="({BOARD}/times/[0-9a-z]+)"', page.text))
    assert re.search(r'strong">25</span>', page.text)
    for wrong in ({"minutes": "soon", "reason": "x"}, {"minutes": "9", "reason": ""}):
        answer = tablet.send(page, action, client_id=f"a{wrong['minutes']}", **wrong)
        assert answer.status_code == 422
        assert f'value="{wrong["minutes"]}"' in answer.text
    form = form_of(page, action) | {"minutes": "1:05", "reason": "=Forgot, the tap"}
    answer = tablet.client.post(action, data=form)
    assert (answer.status_code, answer.location.split("?")[0]) == (303, f"{BOARD}/times")
    assert tablet.client.post(action, data=form).status_code == 303
    after = tablet.open(f"{BOARD}/times").text
    assert re.search(r'class="was">25</span> <span class="strong">65<', after)
    rows = list(csv.DictReader(io.StringIO(tablet.open(f"{BOARD}/times.csv").text)))
    (row,) = rows
    assert (row["minutes"], row["measured_minutes"], row["person"], row["order"]) == ("65", "25", "anna", "0001")
    assert row["reason"] == "'=Forgot, the tap"
    assert "Nothing was logged" in tablet.open(f"{BOARD}/times?person=nobody").text
    assert "Nothing was logged" in tablet.open(f"{BOARD}/times?since=2026-01-01&until=2026-01-02").text


def test_minutes_of_another_seller_are_not_there(tablet: Tablet, shop: ShopState, clock: FixedClock) -> None:
    worked(shop, clock)
    page = tablet.open(f"{BOARD}/times")
    (action,) = set(re.findall(rf'action="({BOARD}/times/[0-9a-z]+)"', page.text))
    form = form_of(page, action) | {"minutes": "1", "reason": "mine now"}
    sign_in(shop, seller="lumen", person=Person("person-b", "b@lumen.example", "Bo"))
    assert tablet.client.post(action, data=form).status_code == 404
    assert "Cut boards" not in tablet.open(f"{BOARD}/times").text
    assert len(tablet.open(f"{BOARD}/times.csv").text.splitlines()) == 1


def test_a_plan_is_written_and_asked_for_at_the_inspection(tablet: Tablet, shop: ShopState, clock: FixedClock) -> None:
    sold(shop)
    page = tablet.open(f"{BOARD}/quality")
    wrong = tablet.send(page, f"{BOARD}/quality", seller="kast-oak", sku="TABLE", points="Flat, 2..1 mm")
    assert wrong.status_code == 422
    assert "Line 1: the smaller number comes first." in wrong.text
    plan = "Top flat, 0..2 mm\nJoints closed"
    assert tablet.send(page, f"{BOARD}/quality", seller="kast-oak", sku="TABLE", points=plan).status_code == 303
    assert tablet.send(page, f"{BOARD}/quality", seller="lumen", sku="TABLE", points=plan).status_code == 404
    assert "Joints closed" in tablet.open(f"{BOARD}/quality?seller=kast-oak&sku=TABLE").text
    op = f"/console/floor/op/{make_until(shop.runner, clock, 'Inspect')['Inspect']}"
    form = tablet.open(f"{op}/inspect")
    assert "0 to 2 mm" in form.text
    told = {"verdict": "pass", "note": "", "point-0": "2.5", "point-1": "1"}
    refused = tablet.send(form, f"{op}/inspect", **told)
    assert refused.status_code == 422
    assert "Top flat: 2.5 mm is outside 0 to 2 mm" in refused.text
    assert 'name="point-1" value="1" checked' in refused.text
    assert tablet.send(form, f"{op}/inspect", **(told | {"point-0": "1,5"})).status_code == 303


def a_photo() -> bytes:
    exif = b"\xff\xe1\x00\x1aExif\0\0" + b"GPS 55.1 N, 9.5 E"[:18].ljust(18)
    frame = b"\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00?\x00\x12\x34"
    return b"\xff\xd8" + exif + frame + scan + b"\xff\xd9"


def test_a_photo_stays_with_the_verdict_without_what_the_camera_noted(
    tablet: Tablet, shop: ShopState, clock: FixedClock
) -> None:
    sold(shop)
    op = f"/console/floor/op/{make_until(shop.runner, clock, 'Inspect')['Inspect']}"
    page = tablet.open(f"{op}/inspect")
    told = {"verdict": "rework", "note": "A scratch"}
    for wrong in (b"%PDF-1.4 no photo", b"<svg/>", a_photo()[:30]):
        answer = tablet.send(page, f"{op}/inspect", photo=(io.BytesIO(wrong), "x.jpg"), **told)
        assert answer.status_code == 422
        assert "A scratch" in answer.text
    assert tablet.send(page, f"{op}/inspect", photo=(io.BytesIO(a_photo()), "x.jpg"), **told).status_code == 303
    (ref,) = set(re.findall(r'src="/console/floor/photo/([0-9a-f]{26})"', tablet.open(op).text))
    photo = tablet.open(f"/console/floor/photo/{ref}")
    assert (photo.status_code, photo.mimetype) == (200, "image/jpeg")
    assert b"GPS" not in photo.data
    assert "sandbox" in photo.headers["Content-Security-Policy"]
    sign_in(shop, seller="lumen", person=Person("person-b", "b@lumen.example", "Bo"))
    assert tablet.open(f"/console/floor/photo/{ref}").status_code == 404
