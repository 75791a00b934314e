"""The catalogue for a seller's own systems: products, variants, prices; read and changed, with ETags."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from fulfilment.api import setup
from storefront.api.fields import MOST_MINOR, Moment, Paged, Sent, Sum, Told, one_of
from storefront.api.routes import Call, Routes
from storefront.catalogue.domain.inputs import ProductIn
from storefront.catalogue.models import Product, Variant
from storefront.catalogue.owned import as_sent, own_product, own_products, variant_row
from storefront.catalogue.service import publish, put_product, unpublish
from storefront.catalogue.service.products import product_row, reindex
from storefront.catalogue.version import bump_version
from storefront.pricing.service import put_everyday_price

routes = Routes("Seller: catalogue")
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$", min_length=2, max_length=5)]
Heading = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00]*\S[^\x00]*$")]
Story = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", min_length=1, max_length=120)]
Word = Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00]*$")]
Minor = Annotated[int, Field(ge=0, le=MOST_MINOR, description="minor units of the shop's currency", examples=[2490])]


class OwnAsked(Paged):
    status: Literal["", "draft", "published"] = ""


class OwnVariantTold(Told):
    sku: str = Field(examples=["OIL-05"])
    options: list[tuple[str, str]] = Field(examples=[[["Size", "0.5 l"]]])
    barcode: str = Field(examples=["4006381333931"])
    weight_g: int = Field(examples=[600])
    delivery_class: str = Field(json_schema_extra=one_of(("parcel", "two_person")))
    price: Sum | None
    compare_at: Sum | None = Field(description="the price it is shown against")


class OwnProductTold(Told):
    slug: str = Field(examples=["hardwax-oil"])
    seller: str = Field(examples=["kast-oak"])
    kind: str = Field(json_schema_extra=one_of(("stocked", "configured")))
    status: str = Field(json_schema_extra=one_of(("draft", "published")))
    name: dict[str, str] = Field(examples=[{"en": "Hardwax oil"}])
    description: dict[str, str] = Field(examples=[{"en": "<p>For oiled wood.</p>"}])
    maker: str | None = Field(examples=["kast-oak"])
    category: str | None = Field(examples=["care"])
    product_type: str = Field(examples=["Oil"])
    tags: list[str] = Field(examples=[["care"]])
    updated_at: Moment
    variants: list[OwnVariantTold]


class OwnProducts(Told):
    items: list[OwnProductTold]
    next: str | None


class ProductSent(Sent):
    """What is left out stays as it is. `status` publishes and takes back."""

    name: dict[Locale, Heading] | None = Field(None, min_length=1, max_length=20, examples=[{"en": "Hardwax oil"}])
    description: dict[Locale, Story] | None = Field(None, max_length=20, examples=[{"en": "<p>For oiled wood.</p>"}])
    maker: Slug | None = Field(None, examples=["kast-oak"])
    category: Slug | None = Field(None, examples=["care"])
    product_type: Word | None = Field(None, examples=["Oil"])
    tags: list[Word] | None = Field(None, max_length=50, examples=[["care"]])
    status: Literal["draft", "published"] | None = Field(None, examples=["published"])


class VariantSent(Sent):
    """What is left out stays as it is."""

    barcode: Word | None = Field(None, examples=["4006381333931"])
    weight_g: int | None = Field(None, ge=0, le=2_000_000, examples=[600])
    delivery_class: Literal["parcel", "two_person"] | None = Field(None, examples=["parcel"])


class PriceSent(Sent):
    amount: Minor
    compare_at: Minor | None = Field(default=None, description="null: none", examples=[2990])


@routes.get("/seller/products", answer=OwnProducts, query=OwnAsked, scope="catalogue:read")
def seller_list_products(call: Call, query: OwnAsked) -> OwnProducts:
    """List own products

    Drafts and published ones, by their slug.
    """
    after = call.after(query, (str,))
    found = call.read(
        lambda work: own_products(
            work,
            call.scope,
            call.shop.settings.currency,
            status=query.status,
            after=after[0] if after else None,
            limit=query.limit + 1,
        )
    )
    page = found[: query.limit]
    last = [page[-1].slug] if len(found) > query.limit else None
    return OwnProducts(items=[OwnProductTold.model_validate(one) for one in page], next=call.cursor(query, last))


@routes.get("/seller/products/<slug>", answer=OwnProductTold, scope="catalogue:read")
def seller_get_product(call: Call, slug: str) -> OwnProductTold:
    """Read an own product

    Its ETag goes into If-Match when it is changed.
    """
    return call.read(lambda work: told(call, work, slug))


def told(call: Call, work: Work, slug: str) -> OwnProductTold:
    return OwnProductTold.model_validate(own_product(work, call.scope, slug, call.shop.settings.currency))


@routes.patch(
    "/seller/products/<slug>", answer=OwnProductTold, body=ProductSent, scope="catalogue:write", edits=True, also=(409,)
)
def change_product(call: Call, slug: str, body: ProductSent) -> OwnProductTold:
    """Change a product

    Descriptions are cleaned of all HTML but an allow-list.
    """

    def write(work: Work) -> OwnProductTold:
        call.matches(told(call, work, slug))
        row = product_row(work, call.scope, slug)
        put_product(work, call.scope, _changed(row, body))
        if body.status and body.status != row.status:
            (publish if body.status == "published" else unpublish)(work, call.scope, slug)
        return told(call, work, slug)

    return call.write(write)


def _changed(row: Product, body: ProductSent) -> ProductIn:
    given: dict[str, Any] = {
        name: value for name, value in body.model_dump(exclude={"status"}).items() if value is not None
    }
    if "tags" in given:
        given["tags"] = tuple(given["tags"])
    return replace(as_sent(row), **given)


@routes.patch(
    "/seller/products/<slug>/variants/<path:sku>", answer=OwnProductTold, body=VariantSent, scope="catalogue:write",
    edits=True,
)  # fmt: skip
def change_variant(call: Call, slug: str, sku: str, body: VariantSent) -> OwnProductTold:
    """Change a variant

    Barcode, weight, and how it travels.
    """

    def write(work: Work) -> OwnProductTold:
        call.matches(told(call, work, slug))
        product, row = variant_row(work, call.scope, slug, sku)
        for name, value in body.model_dump().items():
            if value is not None:
                setattr(row, name, value)
        product.updated_at = work.now()
        work.session.flush()
        _follow(work, call.scope, row)
        reindex(work, product)
        bump_version(work)
        return told(call, work, slug)

    return call.write(write)


def _follow(work: Work, scope: SellerScope, row: Variant) -> None:
    """Fulfilment's item weighs what its variant weighs, and travels like it."""
    item = setup.items_of(work, scope, [row.sku]).get(row.sku)
    if item is not None:
        way: Any = row.delivery_class
        setup.put_item(work, scope, replace(item, weight_g=row.weight_g, delivery_class=way))


@routes.put(
    "/seller/products/<slug>/prices/<path:sku>", answer=OwnProductTold, body=PriceSent, scope="catalogue:write",
    edits=True,
)  # fmt: skip
def set_price(call: Call, slug: str, sku: str, body: PriceSent) -> OwnProductTold:
    """Set a price

    What one piece costs from now on, tax included, in the shop's currency.
    """
    currency = call.shop.settings.currency

    def write(work: Work) -> OwnProductTold:
        call.matches(told(call, work, slug))
        product, row = variant_row(work, call.scope, slug, sku)
        if product.kind == "configured":
            raise Invalid("What this costs follows from its choices: change its model.", field="amount")
        was = None if body.compare_at is None else Money(body.compare_at, currency)
        put_everyday_price(work, call.scope, product.seller_ref, row.sku, Money(body.amount, currency), was)
        return told(call, work, slug)

    return call.write(write)
