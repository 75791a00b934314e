"""From a message of the outbox to a finished mail: the order is read now, so that the letter is true when it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app

from foundation.data.outbox import Message
from foundation.data.work import Work
from foundation.plain.money import Money
from storefront.checkout.delivery import METHOD_WORDS, country_name
from storefront.messages.models import OrderMessage
from storefront.mount.current import ShopState
from storefront.notifications.domain import LETTERS
from storefront.orders.queries import LineView, OrderView, order_view
from storefront.orders.tokens import order_url
from storefront.timeline.words import CARRIER_NAMES


@dataclass(frozen=True)
class Written:
    """A letter ready for its envelope. `to` is empty when the customer's data was erased."""

    to: str
    subject: str
    text: str
    html: str


def write(shop: ShopState, message: Message) -> Written:
    """Render one mail. Payload: kind, order_ref, line_refs, data."""
    payload = message.payload
    order, words = shop.read(lambda work: _read(work, payload))
    refs = payload["line_refs"]
    lines = tuple(line for line in order.lines if line.line_ref in refs) or order.lines
    data = {name: _value(name, value, payload["data"]) for name, value in payload["data"].items()}
    data |= {"words": words} if words else {}
    url = order_url(shop, order.order_ref, order.link_version)
    return written(shop, payload["kind"], order, lines, data, url)


def written(
    shop: ShopState, kind: str, order: OrderView, lines: tuple[LineView, ...], data: Mapping[str, Any], url: str
) -> Written:
    """One mail of ready values: what the worker sends, and what the settings show of an order that nobody placed."""
    letter = LETTERS[kind]
    context = _context(shop, order, lines, data, url) | {"sheet": letter.sheet}
    # `autoescape` follows the file's ending: the text form holds no mark-up and escapes none.
    environment = current_app.jinja_env
    return Written(
        order.contact.email,
        letter.subject.format(number=order.number),
        environment.get_template(f"shop/mail/{kind}.txt").render(context),
        environment.get_template(f"shop/mail/{kind}.html").render(context),
    )


def _read(work: Work, payload: Mapping[str, Any]) -> tuple[OrderView, str]:
    """The order, and the words of the message that the mail brings, if it brings one: they stand in no payload."""
    ref = payload["data"].get("message")
    row = work.session.get(OrderMessage, ref) if ref else None
    return order_view(work, payload["order_ref"]), row.body if row else ""


def _context(
    shop: ShopState, order: OrderView, lines: tuple[LineView, ...], data: Mapping[str, Any], url: str
) -> dict[str, Any]:
    return {
        "shop": shop.settings,
        "order": order,
        "lines": lines,
        "what": _what(lines),
        "data": data,
        "url": url,
        "methods": METHOD_WORDS,
        "country": country_name(order.contact.country),
        "_": lambda words, **values: words % values if values else words,
    }


def _value(name: str, value: Any, data: Mapping[str, Any]) -> Any:
    if name == "amount":
        return Money(int(value), str(data["currency"]))
    if name in ("due", "at") and value:
        return datetime.fromisoformat(value)
    if name in ("was", "now") and value:
        return date.fromisoformat(value)
    return CARRIER_NAMES.get(value, value) if name == "carrier" else value


def _what(lines: tuple[LineView, ...]) -> str:
    names = [line.title for line in lines]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
