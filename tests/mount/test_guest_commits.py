"""In a host's session: what the shop writes stays when the shop serves, and is the host's when the host does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from foundation.data.work import Work
from storefront.accounts.models import Membership
from storefront.accounts.service import OPERATOR, grant
from storefront.mount.current import ShopState

Host = tuple[Flask, ShopState]


@pytest.fixture
def host(make_host: Callable[..., Host]) -> Host:
    return make_host()


def _hire(work: Work) -> None:
    grant(work, "bo", OPERATOR, name="Bo Ravn", email="bo@havkajak.example")


def _asks_who_it_is(shop: ShopState) -> None:
    """As a host's sign-in does before any view: a SELECT in the session that is everybody's."""
    shop.db.session.execute(sa.text("SELECT count(*) FROM host_note"))


def _people(host: Host) -> int:
    app, shop = host
    with app.app_context():
        return int(shop.db.session.scalar(sa.select(sa.func.count()).select_from(Membership)) or 0)


def test_what_is_written_after_reading_is_kept(host: Host) -> None:
    app, shop = host
    with app.app_context():  # a worker, a command
        shop.read(lambda work: work.session.scalar(sa.select(Membership)))
        shop.write(_hire)
    assert _people(host) == 1


def test_on_a_page_of_ours_a_host_that_asked_who_it_is_keeps_nothing_from_being_written(host: Host) -> None:
    app, shop = host
    with app.test_request_context("/shop/cart"):
        _asks_who_it_is(shop)
        shop.write(_hire)
    assert _people(host) == 1


def test_on_a_page_of_the_hosts_the_shops_rows_go_when_the_host_takes_its_own_back(host: Host) -> None:
    app, shop = host
    with app.test_request_context("/hello"):
        _asks_who_it_is(shop)
        shop.write(_hire)
        shop.db.session.rollback()
    assert _people(host) == 0


def test_a_read_leaves_the_hosts_own_transaction_as_it_was(host: Host) -> None:
    app, shop = host
    with app.app_context():
        shop.db.session.execute(sa.text("INSERT INTO host_note (text) VALUES ('half way')"))
        shop.read(lambda work: work.session.scalar(sa.select(Membership)))
        assert shop.db.session.scalar(sa.text("SELECT count(*) FROM host_note")) == 1
        shop.db.session.rollback()
