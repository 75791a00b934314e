"""The workshop over HTTP: people, machines, shifts; what was typed wrong is said beside it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import crews
from fulfilment.api.promise import quote
from storefront.console.workshop import forms
from storefront.mount.current import ShopState
from tests.fulfilment.crews.shop import id_of, staffed
from tests.fulfilment.house import HOME, SELLER, a_table, operation
from tests.servers.kept import wrote
from tests.storefront.console.house import Tablet, sign_in

WORKSHOP = "/console/workshop"


@pytest.fixture
def tablet(client: FlaskClient, shop: ShopState) -> Tablet:
    sign_in(shop)
    wrote(shop.runner, staffed)
    return Tablet(client)


def anna(shop: ShopState) -> crews.MemberView:
    return next(one for one in shop.read(lambda work: crews.people(work, EVERY_SELLER)) if one.name == "Anna")


def test_one_tap_says_that_anna_is_away_and_the_next_quote_is_later(tablet: Tablet, shop: ShopState) -> None:
    def ready() -> object:
        wanted = [a_table("q", operations=(operation(10, "SAW", 60),))]
        return shop.read(lambda work: quote(work, wanted, HOME)).lines[0].ready_at

    page, before = tablet.open(WORKSHOP), ready()
    assert "Anna" in page.text
    away = f"{WORKSHOP}/people/{anna(shop).id}/away"
    assert tablet.send(page, away).status_code == 303
    assert anna(shop).away_today
    later = ready()
    assert str(later) > str(before)
    page = tablet.open(WORKSHOP)
    assert "Away today" in page.text
    tablet.send(page, f"{WORKSHOP}/people/{anna(shop).id}/back")
    assert ready() == before


def test_days_away_are_typed_and_said_again_when_they_run_backwards(tablet: Tablet, shop: ShopState) -> None:
    path = f"{WORKSHOP}/people/{anna(shop).id}"
    page = tablet.open(path)
    wrong = tablet.send(page, f"{path}/away", first="2026-12-09", last="2026-12-07")
    assert wrong.status_code == 422
    assert "comes before the first" in wrong.text
    assert tablet.send(page, f"{path}/away", first="2026-12-07", last="2026-12-09").status_code == 303
    assert [day.day for day in anna(shop).away] == [7, 8, 9]
    assert "Away on" in tablet.open(path).text


def test_somebody_new_is_written_and_found_on_the_page(tablet: Tablet, shop: ShopState) -> None:
    page = tablet.open(f"{WORKSHOP}/people/new")
    form = {"name": "Di Vang", "calendar": "day", "skills": "Saw, planing ,saw", "crew": "Night"}
    assert tablet.send(page, f"{WORKSHOP}/people/new", **form).status_code == 303
    found = shop.read(lambda work: crews.people(work, EVERY_SELLER))
    assert next(one for one in found if one.name == "Di Vang").skills == ("planing", "saw")
    assert "Di Vang" in tablet.open(WORKSHOP).text


def test_a_person_without_a_name_is_refused_beside_the_field(tablet: Tablet) -> None:
    page = tablet.open(f"{WORKSHOP}/people/new")
    answer = tablet.send(page, f"{WORKSHOP}/people/new", name=" ", calendar="day", skills="saw", crew="")
    assert answer.status_code == 422
    assert "Give a name" in answer.text
    assert "saw" in answer.text


def test_who_leaves_is_off_the_list(tablet: Tablet, shop: ShopState) -> None:
    path = f"{WORKSHOP}/people/{anna(shop).id}"
    tablet.send(tablet.open(path), f"{path}/leave")
    assert path not in tablet.open(WORKSHOP).text
    assert tablet.open(path).status_code == 404


def test_a_machine_gets_somebody_beside_it_and_pieces_at_once(tablet: Tablet, shop: ShopState) -> None:
    path = f"{WORKSHOP}/centres/{SELLER}/PRESS"
    form = {"name": "Press", "units": "2", "rate": "50", "calendar": "day", "skill": "Press", "batch": "4", "wip": ""}
    page = tablet.open(path)
    assert tablet.send(page, path, **form, attended="setup").status_code == 303
    found = {one.code: one for one in shop.read(lambda work: crews.work_centres(work, EVERY_SELLER))}["PRESS"]
    assert (found.skill, found.attended, found.batch_max) == ("press", "setup", 4)
    assert "Nobody has the skill" in tablet.open(path).text
    assert "nobody can" in tablet.open(WORKSHOP).text
    wrong = tablet.send(page, path, **{**form, "units": "none"})
    assert wrong.status_code == 422
    assert "whole number" in wrong.text
    narrow = tablet.send(page, path, **{**form, "wip": "1"})
    assert narrow.status_code == 422
    assert "With 2 places, 2 orders are in work at once" in narrow.text


def test_shifts_are_typed_as_people_write_them(tablet: Tablet, shop: ShopState) -> None:
    path = f"{WORKSHOP}/calendars/day"
    page = tablet.open(path)
    assert "07:00–12:00, 12:30–15:30" in page.text
    form = {"tz": "Europe/Copenhagen", "day-0": "06:00-14:00", "exceptions": "2026-12-24\n2026-12-23 07:00-11:00"}
    assert tablet.send(page, path, **form).status_code == 303
    found = {one.calendar.code: one for one in shop.read(lambda work: crews.calendars(work, EVERY_SELLER))}["day"]
    assert found.calendar.weekly == {0: (("06:00", "14:00"),)}
    assert [day.day for day, _ in found.calendar.exceptions] == [23, 24]
    assert "2026-12-23 07:00–11:00" in tablet.open(path).text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"day-0": "7-12"}, "is not a shift"),
        ({"day-0": "12:00-07:00"}, "follow each other"),
        ({"day-0": "07:00-12:00, 11:00-13:00"}, "follow each other"),
        ({}, "at least one shift"),
        ({"day-0": "07:00-12:00", "tz": "Mars/Base"}, "is not a time zone"),
        ({"day-0": "07:00-12:00", "exceptions": "Christmas"}, "is not a day"),
    ],
)
def test_shifts_that_make_no_sense_are_refused_in_a_sentence(
    tablet: Tablet, form: dict[str, str], sentence: str
) -> None:
    path = f"{WORKSHOP}/calendars/day"
    answer = tablet.send(tablet.open(path), path, **{"tz": "Europe/Copenhagen", "exceptions": "", **form})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_calendar_of_that_name_is_not_written_over(tablet: Tablet) -> None:
    page = tablet.open(f"{WORKSHOP}/calendars/new")
    form = {"code": "day", "tz": "UTC", "day-0": "07:00-12:00", "exceptions": ""}
    assert tablet.send(page, f"{WORKSHOP}/calendars/new", **form).status_code == 409
    form["code"] = "short"
    assert tablet.send(page, f"{WORKSHOP}/calendars/new", **form).status_code == 303


def test_spans_and_days_are_written_as_they_are_read() -> None:
    spans = forms.spans_of("07:00–12:00 12:30-24:00", "day-0")
    assert spans == (("07:00", "12:00"), ("12:30", "24:00"))
    assert forms.spans_of(forms.written(spans), "day-0") == spans
    days = forms.exceptions_of("2026-12-24\n\n2026-12-23 07:00-11:00")
    assert forms.exceptions_of(forms.lines_of(days)) == days


def test_nothing_is_stored_for_another_sellers_person(tablet: Tablet, shop: ShopState) -> None:
    assert tablet.open(f"{WORKSHOP}/people/{shop.read(lambda w: id_of(w, 'Bo')) + 99}").status_code == 404
