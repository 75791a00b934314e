"""Verbs on a product's draft: save, throw away, publish, go back to what was published before."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import SellerScope
from storefront.catalogue.models import Product
from storefront.console.products.applying import apply
from storefront.console.products.live import live_sheet
from storefront.console.products.models import ProductDraft, ProductVersion
from storefront.console.products.sheet import Sheet, problems

STALE = "Somebody else has saved this product meanwhile. Reload the page, look, and type yours once more."


@dataclass(frozen=True)
class Where:
    """The shop's own words: its language, its money, the country that days are counted to."""

    locale: str
    currency: str
    country: str


def product(work: Work, scope: SellerScope, slug: str) -> Product:
    """The row, for this folder's own verbs; raises `NotFound` for another seller's."""
    row = work.session.scalars(select(Product).where(Product.slug == slug)).first()
    if row is None or not scope.covers(row.seller_ref):
        raise NotFound("There is no such product.")
    return row


def current(work: Work, row: Product, where: Where) -> tuple[Sheet, int]:
    """The draft and its revision; without one, the product as it stands and 0."""
    draft = work.session.get(ProductDraft, row.id)
    if draft is not None:
        return Sheet.from_json(draft.sheet), draft.rev
    return live_sheet(work, row, where.locale, where.currency), 0


def save(work: Work, row: Product, sheet: Sheet, rev: int, by: str, where: Where) -> int:
    """Keep the sheet, right or wrong; returns the new revision. One that says what stands in the shop makes no draft.

    Raises `Conflict` when `rev` is not the draft's any more.
    """
    draft = work.session.get(ProductDraft, row.id, with_for_update=True)
    if rev != (draft.rev if draft else 0):
        raise Conflict(STALE, field="name")
    if draft is None:
        if sheet == live_sheet(work, row, where.locale, where.currency):
            return 0
        draft = ProductDraft(product_id=row.id, rev=0, sheet={}, saved_by=by, saved_at=work.now())
        work.session.add(draft)
    if not draft.rev or Sheet.from_json(draft.sheet) != sheet:
        draft.sheet, draft.rev, draft.saved_by, draft.saved_at = sheet.to_json(), draft.rev + 1, by, work.now()
    work.session.flush()
    return draft.rev


def discard(work: Work, row: Product) -> None:
    """What was typed is gone; the shop stays as it is. Once more changes nothing."""
    draft = work.session.get(ProductDraft, row.id)
    if draft is not None:
        work.session.delete(draft)
        work.session.flush()


def publish(work: Work, scope: SellerScope, row: Product, rev: int, by: str, where: Where) -> str:
    """The draft becomes what shoppers see; returns the product's address, which may be another now.

    Raises `Conflict` for a draft that was saved again since it was looked at, `Invalid` for one with faults.
    """
    work.session.refresh(row, with_for_update=True)
    sheet, now = current(work, row, where)
    if rev != now:
        raise Conflict(STALE)
    return _publish(work, scope, row, sheet, by, where, note="")


def go_back(work: Work, scope: SellerScope, row: Product, number: int, by: str, where: Where) -> str:
    """Publish an earlier version once more; a draft stays as it is. Raises `NotFound` for a version that never was."""
    work.session.refresh(row, with_for_update=True)
    kept = version(work, row, number)
    return _publish(work, scope, row, kept, by, where, note=f"as version {number}" if number else "as at first")


def version(work: Work, row: Product, number: int) -> Sheet:
    """A sheet as it was published. Raises `NotFound`."""
    found = work.session.scalar(select(ProductVersion).filter_by(product_id=row.id, number=number))
    if found is None:
        raise NotFound("There is no such version of this product.")
    return Sheet.from_json(found.sheet)


def _publish(work: Work, scope: SellerScope, row: Product, sheet: Sheet, by: str, where: Where, *, note: str) -> str:
    wrong = problems(sheet, where.currency, made=row.kind == "configured")
    if wrong:
        field, sentence = next(iter(wrong.items()))
        raise Invalid(sentence, field=field)
    last = work.session.scalar(select(func.max(ProductVersion.number)).where(ProductVersion.product_id == row.id))
    if last is None and row.status == "published":
        _note(work, row, 0, live_sheet(work, row, where.locale, where.currency), "", "as it was")
        last = 0
    apply(work, scope, row, sheet, where.locale, where.currency, where.country)
    _note(work, row, (last or 0) + 1, sheet, by, note)
    if not note:
        discard(work, row)
    return sheet.slug


def _note(work: Work, row: Product, number: int, sheet: Sheet, by: str, note: str) -> None:
    work.session.add(
        ProductVersion(
            id=work.new_id(), product_id=row.id, number=number, sheet=sheet.to_json(), note=note, published_by=by,
            published_at=work.now(),
        )
    )  # fmt: skip
    work.session.flush()
