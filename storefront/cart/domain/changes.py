"""What the shopper was shown, and what is different now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.plain.money import Money
from storefront.cart.domain.values import Offer, PricedLine


def digest(offer: Offer) -> str:
    """A fingerprint of every sum and day: the pay button says yes to exactly this."""
    told = shown(offer)
    # Without the lines' references: a cart that begins anew after an unpaid order is still the same yes.
    told["lines"] = list(told["lines"].values())
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def shown(offer: Offer) -> dict[str, Any]:
    """What the shopper was shown, as plain JSON: kept with the checkout to say later what is different."""
    return {
        "plan": offer.plan_kind,
        "country": offer.country,
        "lines": {
            line.line_ref: {
                "title": line.good.title,
                "snapshot": line.snapshot_ref,
                "quantity": line.quantity,
                "amount": line.amount.minor,
                "deposit": line.deposit.minor,
                "tax": line.tax.amount.minor,
                "day": _iso(offer.days.get(line.line_ref)),
            }
            for line in offer.lines
        },
        "delivery": offer.delivery.minor,
        "total": offer.total.minor,
        "today": offer.today.minor,
        "currency": offer.delivery.currency,
    }


def same_goods(before: Mapping[str, Any], lines: Sequence[PricedLine]) -> bool:
    """Whether these lines are the goods of a result of `shown`: the same pieces, in the same number."""
    was = {(ref, line["snapshot"], line["quantity"]) for ref, line in before.get("lines", {}).items()}
    return was == {(line.line_ref, line.snapshot_ref, line.quantity) for line in lines}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@dataclass(frozen=True)
class Change:
    """One thing that is different from what was shown. `kind`: price, day, gone, added, quantity, delivery, total."""

    kind: str
    title: str = ""
    was: Money | date | int | None = None
    now: Money | date | int | None = None


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """What differs between two results of `shown`, in the order a shopper would ask."""
    found: list[Change] = []
    was, now = before["lines"], after["lines"]
    currency = after["currency"]
    for ref in was.keys() - now.keys():
        found.append(Change("gone", was[ref]["title"]))
    for ref, line in now.items():
        old = was.get(ref)
        if old is None:
            found.append(Change("added", line["title"]))
            continue
        found += _line_changes(old, line, currency)
    if before["delivery"] != after["delivery"]:
        found.append(Change("delivery", "", Money(before["delivery"], currency), Money(after["delivery"], currency)))
    if not found and before["today"] != after["today"]:
        found.append(Change("total", "", Money(before["today"], currency), Money(after["today"], currency)))
    return tuple(found)


def _line_changes(old: Mapping[str, Any], new: Mapping[str, Any], currency: str) -> list[Change]:
    found = []
    title = new["title"]
    if old["quantity"] != new["quantity"]:
        found.append(Change("quantity", title, old["quantity"], new["quantity"]))
    elif old["amount"] != new["amount"]:
        found.append(Change("price", title, Money(old["amount"], currency), Money(new["amount"], currency)))
    if old["day"] != new["day"]:
        found.append(Change("day", title, _day(old["day"]), _day(new["day"])))
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
