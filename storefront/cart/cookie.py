"""The cart's cookie: its reference, signed, for ninety days. A forged one is no cart at all."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, request

from storefront.cart.domain import Terms
from storefront.mount.cookies import SignedCookie
from storefront.mount.current import ShopState

COOKIE = SignedCookie("shop_cart", "cart", timedelta(days=90))
_REF = "shop.cart_ref"


def cart_ref() -> str | None:
    """The reference in this request's cookie, None where there is none or it is not ours."""
    if _REF not in request.environ:
        ref = COOKIE.read()
        request.environ[_REF] = ref if isinstance(ref, str) else None
    known: str | None = request.environ[_REF]
    return known


def remember(response: Response, ref: str) -> Response:
    """Put the cart's reference into the answer's cookie."""
    return COOKIE.write(response, ref)


def terms(shop: ShopState) -> Terms:
    """How this shop sells, from its settings."""
    return Terms(shop.settings.currency, shop.settings.zone)
