"""The house hears of material that is short: once a working day, and only while there is something to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fulfilment.api.purchasing import PegView, Shortage
from storefront.notifications import shortages
from tests.storefront.counter import OUTBOX, Counter

TODAY = date(2026, 11, 23)  # a Monday
PEG = PegView("OAK", "l", "1042", "Table", 10, 5, "nothing", "", "", None, TODAY, None, 0, False)
SHORT = Shortage("OAK", "Oak", "cm3", "mill", 5000, 5000, 0, TODAY, ())


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (SHORT, True),
        (replace(SHORT, bites_on=TODAY + timedelta(days=15)), False),
        (replace(SHORT, drafted=5000), False),
        (replace(SHORT, to_buy=0), False),
        (replace(SHORT, to_buy=0, pegs=(PEG,)), True),
        (replace(SHORT, bites_on=TODAY + timedelta(days=30), pegs=(PEG,)), True),
    ],
)
def test_what_breaks_a_promise_or_has_to_be_bought_soon_is_told(row: Shortage, told: bool) -> None:
    assert bool(shortages.worth_telling([row], TODAY)) is told


def letters(counter: Counter) -> list[str]:
    return [name for name in counter.mails() if name.startswith("shortage")]


def test_one_mail_a_working_day_names_what_is_short(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OUTBOX, "tell_shortage", shortages.tell_shortage)
    counter.clock.set(datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert not shortages.look_for_shortages(counter.shop)
    monkeypatch.setattr(shortages.purchasing, "shortages", lambda *_: [SHORT])
    for _ in range(2):
        assert shortages.look_for_shortages(counter.shop)
        counter.work()
    (name,) = letters(counter)
    text = (Path(counter.app.config["SHOP_MAIL_FOLDER"]) / name).read_text()
    assert "OAK" in text
    assert "/console/materials/short" in text
    assert "anna@example.com" not in text, "no word about a customer"
    counter.clock.set(datetime(2026, 11, 28, 9, tzinfo=UTC))
    assert not shortages.look_for_shortages(counter.shop), "a Saturday"


def test_no_mail_leaves_when_all_of_it_came_meanwhile(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OUTBOX, "tell_shortage", shortages.tell_shortage)
    day = {"day": "2026-11-23"}
    counter.shop.write(lambda work: work.enqueue("tell_shortage", day, key="shortage:2026-11-23"))
    counter.work()
    assert letters(counter) == []
