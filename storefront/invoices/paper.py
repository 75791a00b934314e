"""The invoice on paper, as PDF by typst: everything that is said comes in as data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from foundation.plain.money import Money
from storefront.checkout.delivery import country_name
from storefront.drawing.pdf import fonts
from storefront.invoices.domain import Position, taxes
from storefront.mount.blueprint import ROOT
from storefront.mount.config import Settings
from storefront.orders.queries import OrderPage

_HEADS: Final = ["", "Quantity", "Each", "Tax", "Amount"]
Say = Callable[[Any], str]


def positions(page: OrderPage) -> tuple[Position, ...]:
    """The order's lines and its delivery, without what was cancelled."""
    gone = {ref for ref, one in page.cancelled.items() if one.state == "done"}
    lines = [
        Position(
            line.title, line.quantity, line.unit_price, line.amount, line.tax, line.tax_rate,
            ", ".join(f"{label} {value}" for label, value in line.summary),
        )
        for line in page.order.lines
        if line.line_ref not in gone
    ]  # fmt: skip
    order = page.order
    if lines and order.delivery.minor:
        rate = max((one.rate for one in lines), default=0)
        lines.append(Position("Delivery", 1, order.delivery, order.delivery, order.delivery_tax, rate))
    return tuple(lines)


def invoice_pdf(
    page: OrderPage, settings: Settings, money: Say, day: Say, party: Mapping[str, str] | None = None
) -> bytes:
    """A4, one page or as many as the lines need. `party` is whose invoice it is where the contact was erased."""
    import typst  # noqa: PLC0415 - heavy: 40 MB of compiler, needed for a download only

    made: bytes = typst.compile(
        _source(),
        format="pdf",
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"said": json.dumps(_said(page, settings, money, day, party))},
    )
    return made


@lru_cache(maxsize=1)
def _source() -> bytes:
    return (ROOT / "templates" / "shop" / "invoices" / "invoice.typ").read_bytes()


def _said(
    page: OrderPage, settings: Settings, money: Say, day: Say, party: Mapping[str, str] | None = None
) -> dict[str, Any]:
    order, lines = page.order, positions(page)
    total = _total((one.amount for one in lines), order.currency)
    moved = page.money.entries if page.money else ()
    due = page.money.due if page.money else Money.zero(order.currency)
    return {
        "title": f"Invoice {order.number}",
        "lang": settings.locale[:2],
        "shop": settings.name,
        "seller": _seller(settings),
        "tax_number": settings.tax_number,
        "customer": customer_lines(party or vars(page.order.contact)),
        "facts": [["Order", order.number], ["Date", day(order.placed_at or order.created_at)]],
        "heads": _HEADS,
        "lines": [
            {"title": one.title, "note": one.note, "quantity": str(one.quantity), "each": money(one.unit),
             "rate": _percent(one.rate), "amount": money(one.amount)}
            for one in lines
        ],
        "sums": [
            *([f"Net at {_percent(one.rate)}", money(one.net)] for one in taxes(lines)),
            *([f"Tax of {_percent(one.rate)}", money(one.tax)] for one in taxes(lines)),
        ],
        "total": ["Total", money(total)],
        "moved": [[f"{one.word}, {day(one.at)}", money(one.amount)] for one in moved],
        "due": ["Still to pay when it is ready", money(due)] if due.minor else [],
        "foot": f"{settings.name} · Invoice {order.number}",
    }  # fmt: skip


def _total(amounts: Iterable[Money], currency: str) -> Money:
    found = Money.zero(currency)
    for one in amounts:
        found += one
    return found


def _percent(rate: int) -> str:
    return f"{rate / 100:g} %"


def _seller(settings: Settings) -> list[str]:
    if settings.legal_address:
        return settings.legal_address.splitlines()
    given = settings.ship_from
    place = f"{given.get('postal_code', given.get('postcode', ''))} {given.get('city', '')}".strip()
    return [part for part in (settings.name, given.get("line1", ""), place) if part]


def customer_lines(party: Mapping[str, Any]) -> list[str]:
    """Name and address as they stand on the paper."""

    def said(name: str) -> str:
        return str(party.get(name) or "")

    country = said("country")
    place = f"{said('postcode')} {said('city')}".strip()
    lines = (said("name"), said("line1"), said("line2"), place, country_name(country) if country else "")
    return [line for line in lines if line]
