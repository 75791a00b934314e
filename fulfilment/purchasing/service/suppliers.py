"""Suppliers and their price lists."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_, select

from foundation.data.work import Work
from foundation.plain.errors import Invalid, NotFound
from foundation.plain.quantity import whole_positive
from foundation.plain.scope import SellerScope
from fulfilment.items.models import Item
from fulfilment.items.service import item_id
from fulfilment.purchasing.domain import SupplierIn, TermIn
from fulfilment.purchasing.models import Supplier, SupplierTerm


def supplier_of(work: Work, scope: SellerScope, code: str) -> Supplier:
    """A supplier of the sellers in view: one of their items comes from there, or nobody's does yet.

    Raises `NotFound`, for somebody else's supplier too.
    """
    row = work.session.scalar(
        select(Supplier).where(Supplier.code == code, in_view(scope)).execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound(f"There is no supplier {code}.")
    return row


def in_view(scope: SellerScope) -> ColumnElement[bool]:
    """Suppliers are the shop's, shared by its sellers; a seller sees those that their own items come from."""
    comes = exists().where(Item.supplier == Supplier.code)
    if scope.sellers is None:
        return Supplier.id.is_not(None)
    return or_(comes.where(Item.seller_ref.in_(scope.sellers)), ~comes)


def put_supplier(work: Work, scope: SellerScope, supplier: SupplierIn) -> None:
    """Write a supplier over what is there under its code. Raises `Invalid` for an empty code or name and a negative
    lead time, `NotFound` for somebody else's."""
    if not supplier.code or "/" in supplier.code or len(supplier.code) > 40:
        raise Invalid("Give the supplier a short code without a slash.", field="code")
    if not supplier.name.strip():
        raise Invalid("Give the supplier a name.", field="name")
    if supplier.lead_days is not None and not 0 <= supplier.lead_days <= 500:
        raise Invalid("A lead time is zero or more working days.", field="lead_days")
    if supplier.email and ("@" not in supplier.email or any(c.isspace() for c in supplier.email)):
        raise Invalid("That is no e-mail address. Write it like orders@mill.example.", field="email")
    known = work.session.scalar(select(Supplier.id).where(Supplier.code == supplier.code))
    row = Supplier(code=supplier.code) if known is None else supplier_of(work, scope, supplier.code)
    row.name, row.lead_days, row.email = supplier.name.strip(), supplier.lead_days, supplier.email.strip()
    work.session.add(row)
    work.session.flush()


def put_term(work: Work, scope: SellerScope, term: TermIn) -> None:
    """A new line of a price list; the old ones stay as history. Raises `Invalid` for a pack of nothing, a negative
    minimum or price, `NotFound` for an unknown item or supplier."""
    row, item = supplier_of(work, scope, term.supplier), item_id(work, scope, term.sku)
    if type(term.pack) is not int or term.pack < 1:
        raise Invalid("A pack holds at least one. Write 1 where they sell any quantity.", field="pack")
    if type(term.minimum) is not int or term.minimum < 0:
        raise Invalid("The least they sell is zero or more.", field="minimum")
    if term.price.minor < 0:
        raise Invalid("A price is zero or more.", field="price")
    work.session.add(
        SupplierTerm(
            supplier_id=row.id,
            item_id=item,
            valid_from=term.valid_from,
            their_sku=term.their_sku[:80],
            pack=term.pack,
            minimum=term.minimum,
            price_minor=term.price.minor,
            price_per=whole_positive(term.price_per, "price_per"),
            currency=term.price.currency,
            made_at=work.now(),
        )
    )
    work.session.flush()


def choose_supplier(work: Work, scope: SellerScope, sku: str, code: str) -> None:
    """From now on the item comes from there. Raises `NotFound` for an unknown item or supplier."""
    item, supplier = item_id(work, scope, sku), supplier_of(work, scope, code)
    work.session.get_one(Item, item).supplier = supplier.code
    work.session.flush()
