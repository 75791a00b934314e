"""How a setting is told: its value, where it comes from, whether the console may set it. Plain values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from storefront.preferences.queries import Kept

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "name": ("Name of the shop", "It stands on every page, mail and parcel."),
    "legal_address": ("Legal name and address", "For imprint and invoices, a line each."),
    "tax_number": ("Tax number", "VAT number or the like; it stands on invoices."),
    "order_prefix": ("Letters before order numbers", "HT- makes HT-1042. Orders that are there keep theirs."),
    "mail_from": ("Sender", "Name and address that mails come from."),
    "mail_reply_to": ("Answers go to", "Left empty, to the sender."),
    "brand_accent": ("Accent", "A colour such as #2f5d46; buttons and links wear it."),
    "brand_logo": ("Logo", "Stands in place of the name, 32 points high."),
}


@dataclass(frozen=True)
class Told:
    """One setting for its page. `held`: the app was started with it, so that the console cannot set it."""

    name: str
    label: str
    help: str
    value: str
    held: bool
    source: str
    typed: str = ""


def told(name: str, value: str, *, held: bool, kept: Kept | None) -> Told:
    """`value` is the one in force; `typed` what the form shows."""
    label, help_ = WORDS[name]
    if held:
        source = f"Set by SHOP_{name.upper()} where the shop is started; that is in force."
    elif kept is not None:
        source = f"Set here by {kept.by}."
    else:
        source = "Not set yet; this is what the shop came with." if value else ""
    return Told(name, label, help_, value, held, source, value)


def key_state(secret: str) -> tuple[str, str, str]:
    """What may be said of a payment key: (word, tone, sentence), and nothing of the key itself."""
    if not secret:
        return "Sandbox", "info", "No key is set: payments are played, no money moves. Everything else is real."
    if "_live_" in secret:
        return "Live", "ok", "A live key is set. Cards are charged."
    if "_test_" in secret:
        return "Test", "warn", "A test key is set: only test cards work, no money moves."
    return "Set", "neutral", "A key is set. Its kind cannot be told from its form."
