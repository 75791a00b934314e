"""An order that nobody placed, for looking at mails: a table that is made and a tin of oil."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from foundation.plain.money import Money
from storefront.mount.config import Settings
from storefront.orders.queries import LineView, OrderView
from storefront.orders.queries.book import ContactView, Stage

_PICKS: Final = (("Length", "210 cm"), ("Wood", "Oak"), ("Finish", "Hardwax oil"))


def sample(kind: str, now: datetime, settings: Settings) -> tuple[OrderView, dict[str, Any]]:
    """The order, and what the event behind a mail of `kind` would say."""
    money, day = settings.currency, now.date() + timedelta(days=25)
    table = _line("line-1", "Solid-wood table", 164_800, 65_920, money, day, "two_person", _PICKS)
    oil = _line("line-2", "Hardwax oil, 0.5 l", 2_490, 2_490, money, now.date() + timedelta(days=2), "parcel", ())
    delivery = Money(8_900, money)
    order = OrderView(
        order_ref="sample",
        number=f"{settings.order_prefix}1042",
        state="placed",
        payment_status="partially_paid",
        fulfilment_status="in_production",
        plan_kind="each",
        currency=money,
        locale=settings.locale,
        payment_ref=None,
        link_version=1,
        delivery=delivery,
        delivery_tax=delivery.share(20, 120),
        total=table.amount + oil.amount + delivery,
        created_at=now,
        placed_at=now,
        contact=ContactView("anna@example.com", "Anna Berg", "+45 20 30 40 50", "Møllevej 4", "", "8000", "Aarhus",
                            settings.country, "2", "none", ""),
        lines=(table, oil),
    )  # fmt: skip
    return order, _said(kind, now, money)


def _line(
    ref: str, title: str, amount: int, deposit: int, currency: str, day: Any, method: str, picks: tuple[Any, ...]
) -> LineView:
    whole = Money(amount, currency)
    return LineView(
        line_ref=ref, sku=ref.upper(), title=title, slug="", quantity=1, made=bool(picks), amount=whole,
        unit_price=whole, tax=whole.share(20, 120), tax_rate=2_000, deposit=Money(deposit, currency),
        balance=Money(amount - deposit, currency), summary=picks, drawing=None, promised=day, method=method,
        stages=(Stage(10, "Saw", "In the workshop", 0),) if picks else (),
    )  # fmt: skip


def _said(kind: str, now: datetime, currency: str) -> dict[str, Any]:
    day = now.date() + timedelta(days=25)
    return {
        "sentence": "Your bank said no, and nothing was charged. Try again or use another card.",
        "amount": Money(98_880, currency),
        "currency": currency,
        "due": now + timedelta(days=1),
        "at": now,
        "carrier": "UPS" if kind != "delivered" else "our own van",
        "number": "1Z999AA10123456784",
        "was": day,
        "now": day + timedelta(days=5),
        "reason": "One board cracked while drying and we are gluing a new top.",
        "labels": "Wood, Finish",
        "fee": Money(2_500, currency),
        "words": "We can still change the oil to soap. Shall we?",
        "lines": ["Hardwax oil, 0.5 l"],
        "day": day,
    }
