"""Which settings of money fit together. Asked at every start, so nothing of the card company's library is imported."""

from __future__ import annotations

from storefront.mount.config import Settings


def uses_sandbox(settings: Settings) -> bool:
    return not settings.stripe_secret_key


def is_live(settings: Settings) -> bool:
    """Whether real money moves: `sk_live_…` or a restricted `rk_live_…` key."""
    return "_live_" in settings.stripe_secret_key


def check_settings(settings: Settings) -> None:
    """Called when the shop is mounted. Raises `ValueError` for a combination that would lose or fake money."""
    if settings.production and uses_sandbox(settings):
        raise ValueError("A shop in production takes real money: set SHOP_STRIPE_SECRET_KEY (the sandbox takes none).")
    if settings.demo and is_live(settings):
        raise ValueError("A demo shop never runs with a live key: remove SHOP_STRIPE_SECRET_KEY or SHOP_DEMO.")
    if not uses_sandbox(settings) and not settings.stripe_webhook_secret:
        raise ValueError("Set SHOP_STRIPE_WEBHOOK_SECRET too: without it no message from Stripe can be believed.")
