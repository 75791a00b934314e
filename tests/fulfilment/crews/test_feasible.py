"""What can never be done is told to the seller by its name, before anybody is promised a day."""

from __future__ import annotations

import pytest

from foundation.data.runner import Runner
from foundation.plain.errors import NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.crews import Asked, retire_member, troubles
from tests.fulfilment.crews.shop import id_of, staffed
from tests.fulfilment.house import SELLER
from tests.servers.kept import wrote


def told(run: Runner, *steps: Asked) -> list[tuple[int, str]]:
    found = run.read(lambda work: troubles(work, EVERY_SELLER, SELLER, steps))
    return [(one.number, one.sentence) for one in found]


def test_work_longer_than_any_shift_that_cannot_be_left_is_named(run: Runner) -> None:
    wrote(run, staffed)
    whole = Asked(20, "Glue up", ("PRESS",), 301, True)
    ((number, sentence),) = told(run, whole, Asked(30, "Glue slowly", ("PRESS",), 301, False))
    assert number == 20
    assert "Glue up" in sentence
    assert "301 minutes without a break" in sentence
    assert "Press has 300" in sentence


def test_a_shift_that_is_just_long_enough_is_enough(run: Runner) -> None:
    wrote(run, staffed)
    assert told(run, Asked(20, "Glue up", ("PRESS",), 300, True)) == []


def test_another_work_centre_that_can_is_enough(run: Runner) -> None:
    wrote(run, staffed)
    run.write(lambda w: retire_member(w, EVERY_SELLER, id_of(w, "Anna")))
    assert told(run, Asked(10, "Saw", ("SAW", "PRESS"), 30, False)) == []
    ((number, sentence),) = told(run, Asked(10, "Saw", ("SAW",), 30, False))
    assert number == 10
    assert "who can saw" in sentence


def test_more_than_two_months_of_work_is_said_at_once(run: Runner) -> None:
    wrote(run, staffed)
    ((_, sentence),) = told(run, Asked(10, "Carve", ("SAW",), 60 * 24 * 30, False))
    assert "in the next two months" in sentence


def test_what_somebody_else_must_tell_is_not_told_here(run: Runner) -> None:
    wrote(run, staffed)
    assert told(run, Asked(10, "Fly", ("MOON",), 30, False), Asked(20, "Look", ("PRESS",), 0, True)) == []


def test_another_sellers_workshop_is_nobodys_business(run: Runner) -> None:
    wrote(run, staffed)
    with pytest.raises(NotFound):
        run.read(lambda work: troubles(work, SellerScope(frozenset({"x"})), SELLER, []))
