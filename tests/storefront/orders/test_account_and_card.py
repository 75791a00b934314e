"""A guest's order comes into the account it belongs to and into no other; the card for the rest is named."""

from __future__ import annotations

import re

import pytest

from storefront.accounts.mine.into_account import SAID, standing
from storefront.accounts.mine.models import PersonOrder
from storefront.mount.current import Person
from tests.storefront.counter import Counter
from tests.storefront.orders.test_aftercare import link, rows

ANNA = Person("p-anna", "Anna@Example.com", "Anna", email_verified=True)
EVE = Person("p-eve", "eve@example.com", "Eve", email_verified=True)


@pytest.mark.parametrize(
    ("owner", "person", "email", "state", "told"),
    [
        (None, None, "anna@example.com", "placed", "guest"),
        (None, ANNA, "anna@example.com", "placed", "free"),
        (None, ANNA, "anna@example.com", "cancelled", "free"),
        (None, ANNA, "anna@example.com", "awaiting_payment", "not_placed"),
        ("p-anna", ANNA, "", "placed", "mine"),
        ("p-eve", ANNA, "anna@example.com", "placed", "taken"),
        (None, EVE, "anna@example.com", "placed", "other"),
        (None, ANNA, "", "placed", "other"),
        (None, Person("p", "anna@example.com", "Anna"), "anna@example.com", "placed", "unverified"),
    ],
)
def test_an_order_is_kept_by_the_address_it_was_made_with(
    owner: str | None, person: Person | None, email: str, state: str, told: str
) -> None:
    assert standing(owner, person, email, state) == told


def owners(counter: Counter) -> list[str]:
    return [row.person_ref for row in rows(counter, PersonOrder)]  # type: ignore[attr-defined]


def test_it_comes_into_the_account_once_and_the_link_goes_on_working(counter: Counter) -> None:
    counter.bought(tables=0)
    page = link(counter, "/account")
    assert "/login" in counter.get(page)
    assert counter.post(page).status_code == 303
    assert owners(counter) == [], "nobody was signed in"
    counter.shop.user_loader = lambda: EVE
    assert SAID["other"] in counter.get(page)
    assert counter.post(page).status_code == 409
    assert owners(counter) == []
    counter.shop.user_loader = lambda: ANNA
    assert "Put it there" in counter.get(page)
    for _ in range(2):
        assert counter.post(page).status_code == 303
    assert owners(counter) == ["p-anna"]
    assert "It is there already." in counter.get(page)
    counter.shop.user_loader = lambda: EVE
    assert counter.post(page).status_code == 409
    assert owners(counter) == ["p-anna"]
    assert counter.client.get(link(counter)).status_code == 200
    assert counter.client.get("/o/forged/account").status_code == 404


def test_the_card_that_pays_the_rest_is_named_and_another_one_can_pay_it(counter: Counter) -> None:
    counter.bought()
    page = counter.get(link(counter, "/card"))
    assert "988.80" in page
    assert "ending" in page, "the card by its name"
    assert re.search(r'action="/o/[^"/]+/pay"', page)  # a link says when it was made: none is the same a second later
    assert re.search(r'href="/o/[^"/]+/card"', counter.get(link(counter, "")))


def test_where_nothing_is_owed_no_card_is_asked_for(counter: Counter) -> None:
    counter.bought(tables=0)
    page = counter.get(link(counter, "/card"))
    assert "Nothing is left to pay" in page
    assert "with another card" not in page
    assert not re.search(r'href="/o/[^"/]+/card"', counter.get(link(counter, "")))
