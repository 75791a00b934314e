"""Where pictures stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from storefront.catalogue.models import Image, Product
from storefront.console.media.domain import DRAFT, EARLIER, LIVE, Use
from storefront.console.products.models import ProductDraft, ProductVersion
from storefront.mount.filters import text


def uses(work: Work, scope: SellerScope, locale: str) -> list[Use]:
    """Every place of every picture, by product: as it is shown, in the draft, in earlier versions, the newest first.
    Three statements."""
    mine = [] if scope.sellers is None else [Product.seller_ref.in_(sorted(scope.sellers))]
    live = work.session.execute(
        select(Image, Product.slug, Product.name)
        .join(Product, Product.id == Image.product_id)
        .where(*mine)
        .order_by(Product.slug, Image.position, Image.id)
    )
    found = [
        Use(image.id, image.blob_key or "", slug, text(name, locale), LIVE, place, text(image.alt, locale))
        for place, (image, slug, name) in _placed(live)
    ]
    drafts = work.session.execute(
        select(ProductDraft.sheet, Product.slug, Product.name)
        .join(Product, Product.id == ProductDraft.product_id)
        .where(*mine)
        .order_by(Product.slug)
    )
    versions = work.session.execute(
        select(ProductVersion.sheet, Product.slug, Product.name)
        .join(Product, Product.id == ProductVersion.product_id)
        .where(*mine)
        .order_by(Product.slug, ProductVersion.number.desc())
    )
    for where, rows in ((DRAFT, drafts), (EARLIER, versions)):
        for sheet, slug, name in rows:
            found += _in_sheet(sheet, slug, text(name, locale), where)
    return found


def _placed(rows: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """With the place among the pictures of the same product."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row[1]] = counts.get(row[1], 0) + 1
        yield counts[row[1]], row


def _in_sheet(sheet: Mapping[str, Any], slug: str, name: str, where: str) -> list[Use]:
    return [
        Use(str(one["id"]), str(one.get("key", "")), slug, name, where, place, str(one.get("alt", "")))
        for place, one in enumerate(sheet.get("pictures", ()), start=1)
    ]
