"""A workshop with a paid table in it, and somebody signed in who works there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from foundation.data.work import Work
from fulfilment.api.orders import AcceptLine, accept_order
from storefront.accounts.service import grant, put_seller
from storefront.mount.current import Person, ShopState
from storefront.orders.models import Contact, Order
from tests.fulfilment.house import SELLER, furnished
from tests.fulfilment.orders import factory
from tests.servers.kept import wrote

ANNA = Person("person-anna", "anna@hall-three.example", "Anna Holm")
_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
_CLIENT = re.compile(r'name="client_id" value="([^"]+)"')


@dataclass(frozen=True)
class Always:
    """Whoever asks, it is this person."""

    person: Person

    def __call__(self) -> Person:
        return self.person


def sign_in(shop: ShopState, *, seller: str = SELLER, person: Person = ANNA) -> None:
    """From now on every request is this person's, who works for `seller`."""

    def hired(work: Work) -> None:
        put_seller(work, seller, seller.title())
        grant(work, person.ref, seller)

    wrote(shop.runner, hired, seller, person.ref)
    shop.user_loader = Always(person)
    g.pop("shop_staff", None)  # the app fixture's context, and so its `g`, outlives the requests of a test


def sign_out(shop: ShopState) -> None:
    shop.user_loader = lambda: None
    g.pop("shop_staff", None)


def sold(shop: ShopState, *lines: AcceptLine, ref: str = "order-1", **house: int) -> dict[str, str]:
    """Set the house up (for the first order) and hand a paid order to the floor; its operations' refs by name."""
    if ref == "order-1":
        furnished(shop.runner, **house)
    order = factory.an_order(*(lines or (factory.a_table(),)), ref=ref)

    def agree_and_accept(work: Work) -> None:
        _agree(work, order.order_ref, order.order_number, order.checkout_id)
        accept_order(work, order)

    wrote(shop.runner, agree_and_accept, repr(order))
    return factory.operations(shop.runner, ref)


def _agree(work: Work, ref: str, number: str, checkout_id: str) -> None:
    contact = Contact(contact_ref=f"contact-{ref}", created_at=work.now())
    work.session.add(contact)
    work.session.flush()
    values: dict[str, Any] = {
        "state": "placed",
        "payment_status": "paid",
        "fulfilment_status": "unfulfilled",
        "plan_kind": "each",
        "currency": "EUR",
        "country": "DK",
        "delivery_minor": 0,
        "delivery_tax_minor": 0,
        "delivery_tax_rate": 0,
        "total_minor": 0,
        "digest": "",
    }
    work.session.add(
        Order(
            order_ref=ref,
            number=number,
            checkout_id=checkout_id,
            contact_ref=contact.contact_ref,
            created_at=work.now(),
            placed_at=work.now(),
            **values,
        )
    )
    work.session.flush()


@dataclass
class Tablet:
    """A browser without JavaScript: opens a page, and sends its forms with what the page put into them."""

    client: FlaskClient

    def open(self, path: str) -> TestResponse:
        return self.client.get(path)

    def token(self, page: TestResponse) -> str:
        return _CSRF.search(page.text).group(1)  # type: ignore[union-attr]

    def send(self, page: TestResponse, action: str, **fields: Any) -> TestResponse:
        """Post to `action` with the csrf token of `page` and, unless given, a client id of it."""
        found = _CLIENT.search(page.text)
        form = {"csrf_token": self.token(page), "client_id": found.group(1) if found else "tap"} | fields
        return self.client.post(action, data=form)


def form_of(page: TestResponse, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes to `action`."""
    body = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page.text, re.S)
    assert body, f"no form for {action}"
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', body.group(1)))
