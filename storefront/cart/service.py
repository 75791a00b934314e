"""Verbs of the cart. They flush and never commit; each takes the cart's own reference, read from its signed cookie."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, delete, select, update

from foundation.data.sql import changed
from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from storefront.cart.domain import MAX_LINES, MAX_QUANTITY, known_plan, whole_quantity
from storefront.cart.goods import sold_as
from storefront.cart.models import Cart, CartLineRow
from storefront.checkout.delivery import known_country

_EMPTY = "This cart is empty. The shop's front page leads everywhere."
_GONE = "That line is not in your cart any more."


def open_cart(work: Work, cart_ref: str | None, *, country: str) -> str:
    """The cart of a cookie, or a new one; returns its reference, which the view puts back into the cookie."""
    if cart_ref and work.session.get(Cart, cart_ref):
        return cart_ref
    ref = work.new_id()
    work.session.add(
        Cart(cart_ref=ref, country=country, plan_kind="each", created_at=work.now(), updated_at=work.now())
    )
    work.session.flush()
    return ref


def put_in(
    work: Work,
    cart_ref: str | None,
    sku: str,
    quantity: int,
    *,
    country: str,
    currency: str,
    snapshot_ref: str | None = None,
) -> str:
    """`add_line` to the cart of a cookie, or to a new one, which is known to be empty; returns the cart's reference."""
    ref = open_cart(work, cart_ref, country=country)
    if ref == cart_ref:
        add_line(work, ref, sku, quantity, currency=currency, snapshot_ref=snapshot_ref)
        return ref
    whole_quantity(str(quantity))
    sold_as(work, sku, snapshot_ref, currency=currency)
    _new_line(work, ref, sku, quantity, snapshot_ref)
    work.session.flush()
    return ref


def add_line(
    work: Work,
    cart_ref: str,
    sku: str,
    quantity: int,
    *,
    currency: str,
    snapshot_ref: str | None = None,
) -> str:
    """Put a good into the cart and return its `line_ref`. The same good again adds to its line.

    Raises `NotFound` for a SKU that is not sold, `Invalid` for a quantity or a cart beyond the limits.
    """
    whole_quantity(str(quantity))
    sold_as(work, sku, snapshot_ref, currency=currency)
    lines = work.session.scalars(_live(cart_ref)).all()
    row = next((line for line in lines if (line.sku, line.snapshot_ref) == (sku, snapshot_ref)), None)
    if row is not None:
        _set(row, row.quantity + quantity)
        _touch(work, cart_ref)
        return row.line_ref
    if len(lines) >= MAX_LINES:
        raise Conflict(f"A cart holds up to {MAX_LINES} lines. Please order these first.")
    row = _new_line(work, cart_ref, sku, quantity, snapshot_ref)
    _touch(work, cart_ref)
    return row.line_ref


def _new_line(work: Work, cart_ref: str, sku: str, quantity: int, snapshot_ref: str | None) -> CartLineRow:
    row = CartLineRow(
        line_ref=work.new_id(),
        cart_ref=cart_ref,
        sku=sku,
        snapshot_ref=snapshot_ref,
        quantity=quantity,
        added_at=work.now(),
    )
    work.session.add(row)
    return row


def change_quantity(work: Work, cart_ref: str, line_ref: str, quantity: int) -> None:
    """Set a line's quantity. Raises `NotFound` for a line of another cart, `Invalid` beyond 1 to 99."""
    row = _line(work, cart_ref, line_ref)
    _set(row, whole_quantity(str(quantity)))
    _touch(work, cart_ref)


def remove_line(work: Work, cart_ref: str, line_ref: str) -> None:
    """Take a line out; `restore_line` puts it back. Taking it out twice is once."""
    row = _line(work, cart_ref, line_ref)
    row.removed_at = row.removed_at or work.now()
    _touch(work, cart_ref)


def restore_line(work: Work, cart_ref: str, line_ref: str) -> None:
    """Undo a removal."""
    _line(work, cart_ref, line_ref).removed_at = None
    _touch(work, cart_ref)


def choose(work: Work, cart_ref: str, *, plan_kind: str, country: str) -> None:
    """Keep the shopper's plan and country. Raises `Invalid` for unknown ones."""
    cart = _cart(work, cart_ref)
    cart.plan_kind, cart.country = known_plan(plan_kind), known_country(country)
    _touch(work, cart_ref)


def move_to(work: Work, cart_ref: str, country: str) -> str:
    """The cart goes to `country`; returns its plan. Raises `Invalid` where nothing is delivered."""
    cart = _cart(work, cart_ref)
    cart.country, cart.updated_at = known_country(country), work.now()
    return cart.plan_kind


def mint_anew(work: Work, cart_ref: str) -> None:
    """Give every line a new `line_ref`: the old ones belong to an order that was not paid."""
    rows = work.session.scalars(_live(cart_ref)).all()
    for row in rows:
        work.session.execute(
            update(CartLineRow).where(CartLineRow.line_ref == row.line_ref).values(line_ref=work.new_id())
        )
    work.session.expire_all()


def take_out(work: Work, line_refs: Sequence[str]) -> None:
    """Remove lines for good: they have become an order."""
    work.session.execute(delete(CartLineRow).where(CartLineRow.line_ref.in_(list(line_refs))))


def _live(cart_ref: str) -> Select[CartLineRow]:
    return (
        select(CartLineRow)
        .where(CartLineRow.cart_ref == cart_ref, CartLineRow.removed_at.is_(None))
        .order_by(CartLineRow.added_at, CartLineRow.line_ref)
    )


def _cart(work: Work, cart_ref: str) -> Cart:
    cart = work.session.get(Cart, cart_ref)
    if cart is None:
        raise NotFound(_EMPTY)
    return cart


def _line(work: Work, cart_ref: str, line_ref: str) -> CartLineRow:
    row = work.session.get(CartLineRow, line_ref)
    if row is None or row.cart_ref != cart_ref:
        raise NotFound(_GONE)
    return row


def _set(row: CartLineRow, quantity: int) -> None:
    if quantity > MAX_QUANTITY:
        raise Invalid(f"That is more than {MAX_QUANTITY}. Write to us and we make you an offer.", field="quantity")
    row.quantity = quantity


def _touch(work: Work, cart_ref: str) -> None:
    work.session.flush()
    touched = update(Cart).where(Cart.cart_ref == cart_ref).values(updated_at=work.now())
    if not changed(work.session.execute(touched)):
        raise NotFound(_EMPTY)
