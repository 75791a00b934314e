"""A new product: a place in the catalogue that nobody sees yet, and a draft with one variant."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from foundation.plain.scope import SellerScope
from storefront.catalogue.domain.inputs import NAME_LENGTH, ProductIn, generated_sku, slugify
from storefront.catalogue.models import Product, Variant
from storefront.catalogue.service import put_product
from storefront.console.products import drafts
from storefront.console.products.drafts import Where
from storefront.console.products.queries import sellers
from storefront.console.products.sheet import Sheet, SheetVariant


def begin(work: Work, scope: SellerScope, form: Mapping[str, str], by: str, where: Where) -> str:
    """Make it; returns its address. Raises `Invalid` beside the field."""
    name = form.get("name", "").strip()
    if not name or len(name) > NAME_LENGTH:
        raise Invalid("Give the product a name." if not name else "Choose a shorter name.", field="name")
    slug = _free(work, slugify(name))
    sku = form.get("sku", "").strip()[:80] or _free_sku(work, generated_sku(slug, ()))
    product = ProductIn(
        slug,
        {where.locale: name},
        _seller(work, scope, form.get("seller", "")),
        maker=form.get("maker") or None,
        category=form.get("category") or None,
    )
    put_product(work, scope, product)
    row = drafts.product(work, scope, slug)
    sheet = Sheet(
        slug=slug,
        name=name,
        category=product.category or "",
        maker=product.maker or "",
        variants=(SheetVariant(sku=sku, price=form.get("price", "").strip()[:80]),),
    )
    drafts.save(work, row, sheet, 0, by, where)
    return slug


def _seller(work: Work, scope: SellerScope, asked: str) -> str:
    known = [ref for ref, _ in sellers(work, scope)]
    if asked in known or (len(known) == 1 and not asked):
        return asked or known[0]
    raise Invalid("Choose whose product it is.", field="seller")


def _free(work: Work, slug: str) -> str:
    """The address itself, or with the first number that nobody has."""
    taken = set(work.session.scalars(select(Product.slug).where(Product.slug.startswith(slug, autoescape=True))))
    taken |= {"new"}
    return next(one for one in (slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def _free_sku(work: Work, sku: str) -> str:
    taken = set(work.session.scalars(select(Variant.sku).where(Variant.sku.startswith(sku, autoescape=True))))
    return next(one for one in (sku, *(f"{sku}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
