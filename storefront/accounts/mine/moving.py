"""Cart and kept designs move with somebody: into their account when they sign in, out of the browser when they leave.

Both live in signed cookies of the browser; the account remembers the same refs and codes, so that another browser finds
them. Moving in twice moves once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import Response
from sqlalchemy import delete, select

from foundation.data.sql import insert_into
from foundation.data.work import Work
from storefront.accounts.mine.models import PersonCart, PersonDesign
from storefront.cart import cookie as cart_cookie
from storefront.cart.domain import MAX_LINES, MAX_QUANTITY
from storefront.cart.models import Cart, CartLineRow
from storefront.checkout.models import Checkout
from storefront.designs import cookie as design_cookie
from storefront.designs.domain import REMEMBERED
from storefront.mount.current import Person, ShopState


def move_in(shop: ShopState, person: Person, answer: Response) -> Response:
    """What this browser held is theirs now, and what was theirs is in this browser. Writes only what is news."""
    cart, codes = cart_cookie.cart_ref(), design_cookie.remembered()
    mine, kept = shop.read(lambda work: (_cart_of(work, person.ref), codes_of(work, person.ref)))
    if (cart and cart != mine) or set(codes) - set(kept):
        mine, kept = shop.write(lambda work: _move(work, person.ref, cart, codes))
    if mine and mine != cart:
        cart_cookie.remember(answer, mine)
    if kept and tuple(kept) != codes:
        design_cookie.remember(answer, kept)
    return answer


def move_out(shop: ShopState, person: Person, answer: Response) -> Response:
    """They leave: all of it stays with them, and the next person at this browser finds it empty."""
    move_in(shop, person, answer)
    return forget_browser(answer)


def forget_browser(answer: Response) -> Response:
    """No cart and no designs in this browser any more."""
    for one in (cart_cookie.COOKIE, design_cookie.COOKIE):
        answer.delete_cookie(one.name)
    return answer


def codes_of(work: Work, person_ref: str) -> list[str]:
    """The codes of their designs, newest first, as many as a browser remembers."""
    newest = select(PersonDesign.code).filter_by(person_ref=person_ref).order_by(PersonDesign.kept_at.desc())
    return list(work.session.scalars(newest.limit(REMEMBERED)))


def keep_designs(work: Work, person_ref: str, codes: Sequence[str]) -> None:
    """Put these into their list, newest first; those that are there stay where they are."""
    for place, code in enumerate(codes):
        row = {"person_ref": person_ref, "code": code, "kept_at": work.now() - timedelta(milliseconds=place)}
        work.session.execute(insert_into(work.session, PersonDesign).values(**row).on_conflict_do_nothing())


def forget_design(work: Work, person_ref: str, code: str) -> None:
    """Out of their list; the link goes on working for whoever has it."""
    work.session.execute(delete(PersonDesign).where(PersonDesign.person_ref == person_ref, PersonDesign.code == code))


def _move(work: Work, person_ref: str, cart: str | None, codes: Sequence[str]) -> tuple[str | None, list[str]]:
    keep_designs(work, person_ref, codes)
    if cart and work.session.get(Cart, cart):
        _take_cart(work, person_ref, cart)
    work.session.flush()
    return _cart_of(work, person_ref), codes_of(work, person_ref)


def _take_cart(work: Work, person_ref: str, cart: str) -> None:
    """The cart in this browser becomes theirs, for its checkout may be under way; what lay in the other joins it. An
    empty one gives way: so two browsers come to hold the same."""
    row = work.session.get(PersonCart, person_ref)
    if row is not None and row.cart_ref != cart and not _lines(work, cart):
        return
    if row is None:
        row = PersonCart(person_ref=person_ref, cart_ref=cart)
        work.session.add(row)
    elif row.cart_ref != cart and not _being_paid(work, row.cart_ref):
        _pour(work, row.cart_ref, cart)
    row.cart_ref = cart


def _being_paid(work: Work, cart: str) -> bool:
    """Whether its lines stand in an order already: they are not to be bought twice."""
    waiting = select(Checkout.order_ref).where(
        Checkout.cart_ref == cart, Checkout.is_open, Checkout.order_ref.is_not(None)
    )
    return work.session.scalar(waiting.limit(1)) is not None


def _pour(work: Work, source: str, target: str) -> None:
    there = {(row.sku, row.snapshot_ref): row for row in _lines(work, target)}
    for row in _lines(work, source):
        same = there.get((row.sku, row.snapshot_ref))
        if same is not None:
            same.quantity = min(max(same.quantity, row.quantity), MAX_QUANTITY)
        elif len(there) < MAX_LINES:
            there[row.sku, row.snapshot_ref] = fresh = CartLineRow(
                line_ref=work.new_id(), cart_ref=target, sku=row.sku, snapshot_ref=row.snapshot_ref,
                quantity=row.quantity, added_at=row.added_at,
            )  # fmt: skip
            work.session.add(fresh)
        row.removed_at = work.now()


def _lines(work: Work, cart: str) -> Sequence[CartLineRow]:
    return work.session.scalars(
        select(CartLineRow).filter_by(cart_ref=cart).where(CartLineRow.removed_at.is_(None))
    ).all()


def _cart_of(work: Work, person_ref: str) -> str | None:
    return work.session.scalar(select(PersonCart.cart_ref).filter_by(person_ref=person_ref))
