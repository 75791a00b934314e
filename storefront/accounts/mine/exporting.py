"""All that the shop knows of somebody, as one file: pages to read, and the same as JSON. Packed by the worker, fetched
by a link from a mail, gone after a week."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from flask import current_app
from sqlalchemy import delete, select

from foundation.data.outbox import Message
from foundation.data.work import Work
from foundation.plain.errors import Gone, NotFound
from foundation.plain.money import Money
from storefront.accounts.mine import addresses, letters, moving, orders
from storefront.accounts.mine.models import DataExport, PersonCart
from storefront.cart.models import CartLineRow
from storefront.claims.queries import claims_of, photo_keys
from storefront.designs.queries import kept
from storefront.messages.models import OrderMessage
from storefront.mount.current import Person, ShopState
from storefront.orders.queries import order_view
from storefront.payments.queries import money_of
from storefront.timeline.queries import entries
from storefront.timeline.words import label

AGAIN_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Export:
    """The last one they asked for: `ready_at` None while it is being packed."""

    asked_at: datetime
    ready_at: datetime | None
    expires_at: datetime
    size: int


def ask(work: Work, person: Person) -> None:
    """Have it packed, unless it was asked for a moment ago."""
    recent = select(DataExport.ref).where(
        DataExport.person_ref == person.ref, DataExport.asked_at > work.now() - AGAIN_AFTER
    )
    if work.session.scalar(recent.limit(1)):
        return
    ref = work.new_id()
    work.session.add(
        DataExport(
            ref=ref, person_ref=person.ref, email=person.email, name=person.name, asked_at=work.now(),
            expires_at=work.now() + timedelta(days=1), size=0,
        )
    )  # fmt: skip
    work.session.flush()
    work.enqueue("export_data", {"export": ref}, key=ref)


def latest(work: Work, person_ref: str) -> Export | None:
    """What became of the last wish."""
    newest = select(DataExport).where(DataExport.person_ref == person_ref, DataExport.expires_at > work.now())
    row = work.session.scalar(newest.order_by(DataExport.asked_at.desc()).limit(1))
    return Export(row.asked_at, row.ready_at, row.expires_at, row.size) if row else None


def export_data(shop: ShopState, message: Message) -> None:
    """Pack the file, then leave the mail. Payload: export. Packed again, it is the same file anew."""
    ref = message.payload["export"]
    found = shop.read(lambda work: _all_of(work, ref))
    if found is None:
        return
    data = packed(shop, found)
    shop.blobs.put(f"exports/{ref}.zip", data)
    shop.write(lambda work: _ready(work, ref, len(data), timedelta(days=shop.settings.export_days)))


def fetch(shop: ShopState, ref: str) -> bytes:
    """The file. Raises `Gone`."""
    try:
        return shop.blobs.get(f"exports/{ref}.zip")
    except NotFound:
        raise Gone("This file is not kept any longer. Ask for a new one in your account.") from None


def forget_exports(shop: ShopState) -> int:
    """Files whose link is over, and their rows."""
    old = shop.read(
        lambda work: list(work.session.scalars(select(DataExport.ref).where(DataExport.expires_at <= work.now())))
    )
    for ref in old:
        shop.blobs.delete(f"exports/{ref}.zip")
    if old:
        gone = delete(DataExport).where(DataExport.ref.in_(old))
        shop.write(lambda work: work.session.execute(gone) and None)
    return len(old)


def packed(shop: ShopState, found: Mapping[str, Any]) -> bytes:
    """The archive: `my-data.html` to read, `my-data.json` for programs, and the photos that both name."""
    page = current_app.jinja_env.get_template("shop/accounts/export.html").render(
        data=found, shop=shop.settings, _=lambda words, **values: words % values if values else words
    )
    with BytesIO() as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            archive.writestr("my-data.html", page)
            archive.writestr("my-data.json", json.dumps(found, indent=2, ensure_ascii=False, default=_plain))
            for photo in [one for order in found["orders"] for claim in order["claims"] for one in claim["photos"]]:
                archive.writestr(photo, shop.blobs.get(photo), compress_type=ZIP_STORED)
        return file.getvalue()


def _ready(work: Work, ref: str, size: int, lasts: timedelta) -> None:
    row = work.session.get(DataExport, ref)
    if row is None or row.ready_at is not None:
        return  # erased meanwhile, or packed twice
    row.ready_at, row.size, row.expires_at = work.now(), size, work.now() + lasts
    letters.write_letter(work, "export", row.email, row.name, person_ref=row.person_ref, about=ref, lasts=lasts)


def _all_of(work: Work, ref: str) -> dict[str, Any] | None:
    row = work.session.get(DataExport, ref)
    if row is None:
        return None
    person = row.person_ref
    cart = select(CartLineRow).join(PersonCart, PersonCart.cart_ref == CartLineRow.cart_ref)
    lines = work.session.scalars(cart.where(PersonCart.person_ref == person, CartLineRow.removed_at.is_(None)))
    return {
        "asked_at": row.asked_at,
        "person": {"name": row.name, "email": row.email},
        "addresses": [{"usual": one.usual, **one.form} for one in addresses.book(work, person)],
        "orders": [_order(work, one) for one in sorted(orders.refs_of(work, person), reverse=True)],
        "designs": [
            {
                "name": one.name,
                "kept_at": one.kept_at,
                "link": f"/d/{one.code}",
                "choices": {r.label: r.words for r in one.rows},
            }
            for one in kept(work, moving.codes_of(work, person))
        ],
        "cart": [{"article": one.sku, "quantity": one.quantity, "added_at": one.added_at} for one in lines],
    }


def _order(work: Work, ref: str) -> dict[str, Any]:
    order, money = order_view(work, ref), money_of(work, ref)
    contact = {name: value for name, value in vars(order.contact).items() if value}
    return {
        "number": order.number,
        "ordered_at": order.created_at,
        "payment": order.payment_status,
        "delivery": order.fulfilment_status,
        "total": order.total,
        "contact": contact,
        "lines": [
            {"title": one.title, "quantity": one.quantity, "amount": one.amount, "choices": dict(one.summary)}
            for one in order.lines
        ],
        "paid": money.paid if money else Money.zero(order.currency),
        "refunded": money.refunded if money else Money.zero(order.currency),
        "messages": [
            {"at": one.sent_at, "from": one.name or one.writer, "words": one.body}
            for one in work.session.scalars(select(OrderMessage).filter_by(order_ref=ref).order_by(OrderMessage.id))
        ],
        "claims": _claims(work, ref),
        "history": [{"at": one.at, "what": label(one)} for one in entries(work, ref, audience="customer")],
    }


def _claims(work: Work, ref: str) -> list[dict[str, Any]]:
    photos = photo_keys(work, ref)
    return [
        {
            "at": one.asked_at,
            "title": one.title,
            "pieces": one.pieces,
            "state": one.state.label,
            "paid_back": one.refund,
            "made_good_by": one.replacement,
            "photos": photos.get(one.ref, []),
        }
        for one in claims_of(work, ref)
    ]


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Money):
        return f"{value.decimal} {value.currency}"
    raise TypeError(f"{value!r} is not meant for a file")


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {"export_data": export_data}
