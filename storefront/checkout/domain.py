"""Checkout's decisions on plain values: what a person typed, what is owed when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from foundation.plain.errors import DomainError, Invalid
from storefront.cart.domain import Change, Offer
from storefront.checkout.delivery import known_country
from storefront.payments.domain import ObligationIn

_EMAIL = re.compile(r"[^\s@<>\"(),:;\\]+@[^\s@<>\"(),:;\\.]+(\.[^\s@<>\"(),:;\\.]+)+")
_PHONE = re.compile(r"\+?[\d\s()/.-]{5,30}")
COUNTDOWN = timedelta(minutes=5)
LIFTS = (("", "Choose"), ("none", "No lift"), ("small", "A small lift"), ("large", "A lift that takes the piece"))


class FormErrors(Invalid):
    """Several fields at once: `fields` is {name: sentence}."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__(next(iter(sentences.values())), field=next(iter(sentences)))
        self.fields = dict(sentences)


class OfferChanged(DomainError):
    """The shopper said yes to something else than what holds now. Nothing was charged."""

    def __init__(self, changes: tuple[Change, ...]) -> None:
        super().__init__("Something changed a moment ago. Nothing was charged; please look once more.")
        self.changes = changes


@dataclass(frozen=True)
class ContactIn:
    """Who buys. The e-mail address gets the order's link."""

    email: str
    name: str
    phone: str = ""


@dataclass(frozen=True)
class AddressIn:
    """Where it goes, and for a delivery by two people what they must know."""

    line1: str
    postcode: str
    city: str
    country: str
    line2: str = ""
    phone: str = ""
    floor: str = ""
    lift: str = ""
    notes: str = ""


def read_contact(form: Mapping[str, str]) -> ContactIn:
    """The contact as typed. Raises `FormErrors` with one sentence per field."""
    contact = ContactIn(*(_typed(form, name, 254 if name == "email" else 120) for name in ("email", "name", "phone")))
    wrong: dict[str, str] = {}
    if not _EMAIL.fullmatch(contact.email):
        wrong["email"] = "Write an e-mail address such as anna@example.com; the order's link goes there."
    if not contact.name:
        wrong["name"] = "Write the name that stands on the door."
    if contact.phone and not _PHONE.fullmatch(contact.phone):
        wrong["phone"] = "Write the phone number in digits, such as +49 30 1234567."
    if wrong:
        raise FormErrors(wrong)
    return contact


def read_address(form: Mapping[str, str], *, two_person: bool) -> AddressIn:
    """The address as typed; `two_person` also asks for phone, floor and lift. Raises `FormErrors`."""
    lengths = {"postcode": 16, "floor": 20, "lift": 10, "notes": 500, "country": 2, "phone": 40, "city": 80}
    typed = {f.name: _typed(form, f.name, lengths.get(f.name, 120)) for f in fields(AddressIn)}
    wrong = _address_errors(typed)
    if two_person:
        wrong |= _carrying_errors(typed)
    if wrong:
        raise FormErrors(wrong)
    return AddressIn(**typed)


def _address_errors(typed: Mapping[str, str]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not typed["line1"]:
        wrong["line1"] = "Write the street and the number."
    if not 3 <= len(typed["postcode"]) <= 10 or not re.fullmatch(r"[A-Za-z0-9 -]+", typed["postcode"]):
        wrong["postcode"] = "Write the postcode as it stands on a letter."
    if not typed["city"]:
        wrong["city"] = "Write the town."
    try:
        known_country(typed["country"])
    except Invalid as refused:
        wrong["country"] = refused.sentence
    return wrong


def _carrying_errors(typed: Mapping[str, str]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not _PHONE.fullmatch(typed["phone"]):
        wrong["phone"] = "Two people bring this; they call you before they come. Write a phone number."
    if not typed["floor"]:
        wrong["floor"] = "Write the floor it goes to; 0 is the ground floor."
    if typed["lift"] not in {key for key, _ in LIFTS if key}:
        wrong["lift"] = "Choose whether there is a lift."
    return wrong


def _typed(form: Mapping[str, str], name: str, longest: int) -> str:
    return " ".join(form.get(name, "").split())[:longest]


def obligations(offer: Offer) -> tuple[ObligationIn, ...]:
    """What is owed: each stocked line and the delivery in full today, each made line's deposit today and its balance
    once it has passed inspection. Together they are exactly the offer's total."""
    owed: list[ObligationIn] = []
    for line in offer.lines:
        title = line.good.title if line.quantity == 1 else f"{line.quantity} × {line.good.title}"
        refs = (line.line_ref,)
        if not line.balance.minor:
            owed.append(ObligationIn("full", refs, line.amount, line.tax.amount, "checkout", title))
            continue
        owed.append(ObligationIn("deposit", refs, line.deposit, line.deposit_tax, "checkout", f"Deposit: {title}"))
        owed.append(
            ObligationIn("balance", refs, line.balance, line.balance_tax, "quality_passed", f"Balance: {title}")
        )
    owed.append(ObligationIn("full", (), offer.delivery, offer.delivery_tax.amount, "checkout", "Delivery"))
    return tuple(o for o in owed if o.amount.minor > 0)


def countdown(expires_at: datetime, now: datetime) -> int | None:
    """Whole minutes left, only in the last five; None before, 0 when it is over."""
    left = expires_at - now
    if left > COUNTDOWN:
        return None
    return max(0, -(-int(left.total_seconds()) // 60))
