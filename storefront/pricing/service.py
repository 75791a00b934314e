"""Verbs on price books. They flush and never commit; each real change moves the catalogue's version on."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from storefront.catalogue.version import bump_version
from storefront.pricing.domain import PriceBookIn, PriceIn, check_book, check_price, standard_book
from storefront.pricing.models import PriceBook, PriceEntry


def put_price_book(work: Work, scope: SellerScope, book: PriceBookIn) -> bool:
    """Create or rename a price book; True if anything changed.

    Raises `Invalid` for bad input, `Conflict` when its currency would change under standing prices.
    """
    scope.require(book.seller_ref, "price book")
    check_book(book)
    row = work.session.get(PriceBook, book.code)
    if row is None:
        work.session.add(PriceBook(code=book.code, name=book.name, currency=book.currency, seller_ref=book.seller_ref))
        work.session.flush()
        return True
    scope.require(row.seller_ref, "price book")
    if row.currency != book.currency:
        raise Conflict(f"“{row.name}” is in {row.currency}. Make a new price book for {book.currency}.")
    if row.name == book.name:
        return False
    row.name = book.name
    work.session.flush()
    return True


def put_price(work: Work, scope: SellerScope, price: PriceIn) -> bool:
    """Set what `price.sku` costs from `price.valid_from` on; True if anything changed.

    Raises `NotFound` for an unknown book, `Invalid` for a negative amount, a foreign currency or a reversed validity.
    """
    book = work.session.get(PriceBook, price.book)
    if book is None or not scope.covers(book.seller_ref):
        raise NotFound("There is no such price book.")
    check_price(price, book.currency)
    row = work.session.scalars(
        select(PriceEntry).where(
            PriceEntry.book == price.book,
            PriceEntry.sku == price.sku,
            PriceEntry.valid_from.is_(None) if price.valid_from is None else PriceEntry.valid_from == price.valid_from,
        )
    ).first()
    if row is None:
        row = PriceEntry(id=work.new_id(), book=price.book, sku=price.sku, valid_from=price.valid_from)
        work.session.add(row)
    return _fill(work, row, price, book.currency)


def put_everyday_price(
    work: Work, scope: SellerScope, seller_ref: str, sku: str, amount: Money, was: Money | None
) -> bool:
    """Set the price of `sku` that has no beginning, where it stands: else in the seller's standard book of that
    currency, which is made if there is none. True if anything changed; raises what `put_price` raises."""
    entry, currency = PriceEntry, amount.currency
    standing = (entry.sku == sku, entry.currency == currency, entry.valid_from.is_(None))
    book = work.session.scalars(select(entry.book).where(*standing).order_by(entry.id)).first()
    if book is None:
        book = standard_book(seller_ref, currency)
        put_price_book(work, scope, PriceBookIn(book, f"Standard ({currency})", currency, seller_ref))
    return put_price(work, scope, PriceIn(book, sku, amount, was))


def _fill(work: Work, row: PriceEntry, price: PriceIn, currency: str) -> bool:
    compare_at = price.compare_at.minor if price.compare_at else None
    if (row.amount_minor, row.compare_at_minor, row.valid_to) == (price.amount.minor, compare_at, price.valid_to):
        return False
    row.currency, row.amount_minor, row.compare_at_minor = currency, price.amount.minor, compare_at
    row.valid_to = price.valid_to
    bump_version(work)
    work.session.flush()
    return True


def end_price(work: Work, scope: SellerScope, book: str, sku: str) -> None:
    """Stop selling `sku` from this book now: its open entries end at this instant. Raises `NotFound`."""
    row = work.session.get(PriceBook, book)
    if row is None or not scope.covers(row.seller_ref):
        raise NotFound("There is no such price book.")
    now = work.now()
    for entry in work.session.scalars(select(PriceEntry).where(PriceEntry.book == book, PriceEntry.sku == sku)):
        if entry.valid_from is not None and entry.valid_from >= now:
            work.session.delete(entry)
        elif entry.valid_to is None or entry.valid_to > now:
            entry.valid_to = now
    bump_version(work)
    work.session.flush()
