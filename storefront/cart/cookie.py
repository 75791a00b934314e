"""The cart's cookie: its reference, signed, for ninety days. A forged one is no cart at all."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, g, request
from itsdangerous import BadSignature

from storefront.cart.domain import Terms
from storefront.mount.current import ShopState, current_shop

NAME = "shop_cart"
AGE = timedelta(days=90)


def cart_ref() -> str | None:
    """The reference in this request's cookie, None where there is none or it is not ours."""
    value = request.cookies.get(NAME)
    if not value:
        return None
    try:
        ref = current_shop().signer("cart").loads(value)
    except BadSignature:
        return None
    return ref if isinstance(ref, str) else None


def remember(response: Response, ref: str) -> Response:
    """Put the cart's reference into the answer's cookie."""
    g.pop("shop_cart_count", None)
    response.set_cookie(
        NAME,
        str(current_shop().signer("cart").dumps(ref)),
        max_age=AGE,
        httponly=True,
        secure=request.is_secure,
        samesite="Lax",
    )
    return response


def terms(shop: ShopState) -> Terms:
    """How this shop sells, from its settings."""
    return Terms(shop.settings.currency, shop.settings.zone)
