"""Webhook endpoints. They answer within milliseconds: verify, store, 2xx; the worker does the rest."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.exceptions import RequestEntityTooLarge

from foundation.plain.errors import TooLarge
from storefront.hooks import service
from storefront.mount.current import current_shop

blueprint = Blueprint("hooks", __name__)

LARGEST = 512 * 1024  # Stripe's events stay far below; nobody fills our memory with one
_TOO_LARGE = "This message is larger than any that a partner sends."


def _raw() -> bytes:
    """The body as it came, never more than we would keep, even when its length is not said or not true."""
    request.max_content_length = LARGEST
    try:
        raw = request.get_data(cache=False, parse_form_data=False)
    except RequestEntityTooLarge:
        raise TooLarge(_TOO_LARGE) from None
    if len(raw) > LARGEST:
        raise TooLarge(_TOO_LARGE)
    return raw


@blueprint.post("/hooks/stripe")
def stripe() -> tuple[dict[str, str], int]:
    new = service.receive_stripe(current_shop(), dict(request.headers), _raw())
    return {"received": "new" if new else "again"}, 200


@blueprint.post("/hooks/carriers/<code>")
def carrier(code: str) -> tuple[dict[str, str], int]:
    new = service.receive_carrier(current_shop(), code, dict(request.headers), _raw())
    return {"received": "new" if new else "again"}, 200
