"""What the checkout's pages read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from foundation.data.work import Work
from foundation.plain.money import Money
from storefront.cart.domain import ArrivalGroup, Change, Offer, Terms, by_arrival, changes, digest, shown
from storefront.cart.queries import cart_page
from storefront.checkout import service
from storefront.checkout.domain import countdown
from storefront.checkout.opening import opened
from storefront.orders.models import Contact, Order
from storefront.orders.queries import order_view


@dataclass(frozen=True)
class Summary:
    """The order at the side of the forms, and what is known of the person so far."""

    offer: Offer | None
    groups: tuple[ArrivalGroup, ...]
    contact: Mapping[str, str]

    @property
    def two_person(self) -> bool:
        return self.offer is not None and self.offer.two_person


@dataclass(frozen=True)
class ReviewPage:
    """The offer to say yes to. `offer` None: nothing is held any more, or, with `held_until`, what is held is for
    another cart than there is by now. `minutes_left` only in the last five."""

    contact: Mapping[str, str]
    offer: Offer | None
    groups: tuple[ArrivalGroup, ...]
    digest: str
    changes: tuple[Change, ...]
    held_until: datetime | None
    minutes_left: int | None


@dataclass(frozen=True)
class Done:
    """After the payment page: `waiting` while the payment is not known, `paid` once the order is placed."""

    number: str
    paid: bool
    waiting: bool
    email: str
    later: Money
    made: bool


def summary(work: Work, cart_ref: str, terms: Terms) -> Summary:
    """The cart's chosen offer and the contact typed so far."""
    found = opened(work, cart_ref)
    known = _known(found.contact) if found else {}
    page = cart_page(work, cart_ref, terms, postcode=known.get("postcode", ""))
    if page is None or not page.offers:
        return Summary(None, (), known)
    return Summary(page.chosen, page.groups, known | {"country": known.get("country") or page.head.country})


def review(work: Work, cart_ref: str, terms: Terms) -> ReviewPage | None:
    """Prices as of now on the days that are held; None without a checkout."""
    reviewed = service.review(work, cart_ref, terms)
    if reviewed is None:
        return None
    checkout, offer, held = reviewed.found.checkout, reviewed.offer, reviewed.held
    contact = _known(reviewed.found.contact)
    if offer is None or held is None:
        return ReviewPage(contact, None, (), "", (), held.expires_at if held else None, None)
    different = changes(checkout.shown, shown(offer)) if checkout.shown else ()
    return ReviewPage(
        contact,
        offer,
        by_arrival(offer),
        digest(offer),
        different,
        held.expires_at,
        countdown(held.expires_at, work.now()),
    )


def awaited(order: Order) -> str | None:
    """The payment that an order waits for."""
    return order.payment_ref if order.state == "awaiting_payment" else None


def done(work: Work, order: Order) -> Done:
    """What became of the payment, from our own rows."""
    view = order_view(work, order.order_ref)
    return Done(
        number=view.number,
        paid=view.state in ("placed", "cancelled"),
        waiting=view.state == "awaiting_payment",
        email=view.contact.email,
        later=view.later,
        made=any(line.made for line in view.lines),
    )


def _known(row: Contact) -> dict[str, str]:
    names = ("email", "name", "phone", "line1", "line2", "postcode", "city", "country", "floor", "lift", "notes")
    return {name: getattr(row, name) for name in names}
