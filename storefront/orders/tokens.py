"""The signed link to an order: whoever holds it may see it, for as long as the shop says. It names no person."""

from __future__ import annotations

from dataclasses import dataclass

from itsdangerous import BadSignature, SignatureExpired

from foundation.data.work import Work
from foundation.plain.errors import Gone, NotFound
from storefront.mount.current import ShopState
from storefront.orders.models import Order
from storefront.running.logs import of_order

_PURPOSE = "order"
_DAY = 86_400


@dataclass(frozen=True)
class Claim:
    """What a good link says: the order and the version of its links."""

    order_ref: str
    version: int


def make_token(shop: ShopState, order_ref: str, version: int = 1) -> str:
    """The path part of an order's link."""
    return str(shop.timed_signer(_PURPOSE).dumps([order_ref, version]))


def read_token(shop: ShopState, token: str) -> Claim:
    """What a link says. Raises `NotFound` for a forged one and `Gone` for one that has run out."""
    try:
        claim = shop.timed_signer(_PURPOSE).loads(token, max_age=shop.settings.order_link_days * _DAY)
    except SignatureExpired:
        raise Gone("This link has run out. We mail you a fresh one.") from None
    except BadSignature:
        raise NotFound("There is no order behind this link. Look at the address in our mail once more.") from None
    if not (isinstance(claim, list) and len(claim) == 2 and isinstance(claim[0], str) and isinstance(claim[1], int)):
        raise NotFound("There is no order behind this link. Look at the address in our mail once more.")
    of_order(claim[0])
    return Claim(claim[0], claim[1])


def order_of(work: Work, claim: Claim) -> Order:
    """The order of a link. Raises `NotFound` when there is none, `Gone` when its links were called back."""
    order = work.session.get(Order, claim.order_ref)
    if order is None:
        raise NotFound("There is no order behind this link. Look at the address in our mail once more.")
    if order.link_version != claim.version:
        raise Gone("This link was called back. We mail you a fresh one.")
    return order


def order_url(shop: ShopState, order_ref: str, version: int = 1, tail: str = "") -> str:
    """The whole address, for mails and the payment page: made from settings, because a worker has no request."""
    base = shop.settings.public_url.rstrip("/") + shop.settings.url_prefix
    return f"{base}/o/{make_token(shop, order_ref, version)}{tail}"
