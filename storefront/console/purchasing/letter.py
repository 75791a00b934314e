"""What a purchase order says to its supplier: a mail in two forms with the lines as CSV beside it, and sending it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from foundation.data.outbox import Message
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import purchasing
from storefront.catalogue.importing.sheet import protect
from storefront.console.purchasing import domain
from storefront.console.quantities import unit_word, written
from storefront.mount.current import ShopState
from storefront.notifications.domain import compose
from storefront.notifications.post import post_of

COLUMNS = (
    "order", "line", "your_number", "our_number", "name", "quantity", "unit", "price", "price_for", "currency",
    "expected", "deliver_to",
)  # fmt: skip
MAIL = "send_purchase_order"


@dataclass(frozen=True)
class Letter:
    """A purchase order ready for its envelope."""

    to: str
    subject: str
    text: str
    html: str
    csv: str


def letter(shop: ShopState, order: purchasing.PurchaseOrderView) -> Letter:
    """The order as the supplier reads it."""
    context: dict[str, Any] = {
        "shop": shop.settings,
        "order": order,
        "deliver_to": shop.settings.ship_from,
        "written": written,
        "unit_word": unit_word,
        "price_text": domain.price_text,
        "total": domain.cost(order),
        "_": lambda words, **values: words % values if values else words,
    }
    environment = current_app.jinja_env
    return Letter(
        to=order.email,
        subject=f"Purchase order {order.number} from {shop.settings.name}",
        text=environment.get_template("shop/mail/purchase_order.txt").render(context),
        html=environment.get_template("shop/mail/purchase_order.html").render(context),
        csv=sheet(order),
    )


def sheet(order: purchasing.PurchaseOrderView) -> str:
    """The lines as CSV (RFC 4180), header first; a cell that a spreadsheet would run as a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for number, line in enumerate(order.lines, start=1):
        cells = (
            order.number,
            str(number),
            line.their_sku,
            line.sku,
            line.name,
            written(line.wanted, line.unit),
            unit_word(line.unit),
            domain.price_text(line.price) if line.price else "",
            written(line.price_per, line.unit) if line.price else "",
            line.price.currency if line.price else "",
            line.expected.isoformat() if order.state != "draft" else "",
            order.location_name,
        )
        writer.writerow([protect(cell) for cell in cells])
    return out.getvalue()


def send_purchase_order(shop: ShopState, message: Message) -> None:
    """Mail one order. Payload: number. It is read now, so that the letter is true when it leaves; a cancelled one stays
    here."""
    page = shop.read(lambda work: purchasing.purchase_order(work, EVERY_SELLER, message.payload["number"]))
    if page.order.state in ("draft", "cancelled") or not page.order.email:
        return
    written_letter = letter(shop, page.order)
    mail = compose(
        sender=shop.settings.mail_from,
        to=written_letter.to,
        subject=written_letter.subject,
        text=written_letter.text,
        html=written_letter.html,
        key=message.key,
        timestamp=shop.clock.now().timestamp(),
    )
    mail.add_attachment(written_letter.csv, subtype="csv", filename=f"{page.order.number}.csv")
    post_of(shop.settings).send(mail, message.key)


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {MAIL: send_purchase_order}
