"""Builds the one `StripeClient` of a shop: pinned version, short time-outs, no call inside a transaction.

With `SHOP_STRIPE_SECRET_KEY` it talks to Stripe; without, the same client talks to the embedded sandbox.
"""

from __future__ import annotations

from typing import Any, cast

import stripe

from foundation.data.runner import forbid_network_in_transaction
from storefront.mount.current import ShopState
from storefront.payments.sandbox.transport import SandboxTransport
from storefront.payments.settings import check_settings, uses_sandbox
from storefront.payments.wire.calls import API_VERSION

TIMEOUT_S = (3.05, 10.0)
RETRIES = 2
SANDBOX_KEY = "sk_test_embedded_sandbox"
_PLACE = "payments.client"


class GuardedTransport(stripe.RequestsClient):
    """The library's own transport, which refuses to talk while one of our transactions is open."""

    def request(self, *args: Any, **kwargs: Any) -> Any:
        forbid_network_in_transaction()
        return super().request(*args, **kwargs)


def client_of(shop: ShopState) -> stripe.StripeClient:
    """The shop's client, made once a process and mount."""
    client = shop.places.get(_PLACE)
    if client is None:
        check_settings(shop.settings)
        sandboxed = uses_sandbox(shop.settings)
        client = shop.places[_PLACE] = stripe.StripeClient(
            SANDBOX_KEY if sandboxed else shop.settings.stripe_secret_key,
            stripe_version=API_VERSION,
            max_network_retries=RETRIES,
            http_client=SandboxTransport(shop) if sandboxed else GuardedTransport(timeout=TIMEOUT_S),
        )
    return cast(stripe.StripeClient, client)


def read_ahead() -> None:
    """Import what the library imports at its first call and first answer: with several workers each would do so for
    itself, and keep it for itself."""
    _ = stripe.StripeClient, stripe.StripeContext, stripe.Event, stripe.PaymentIntent, stripe.PaymentMethod
    _ = stripe.PaymentIntentService, stripe.RefundService, stripe.checkout.Session, stripe.checkout.SessionService
