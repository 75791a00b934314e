"""Putting up goods by a seller's own system: a product as a draft, and more variants of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from foundation.data.work import Work
from foundation.plain.money import Money
from storefront.api.fields import Sent
from storefront.api.routes import Call, Routes
from storefront.catalogue.domain.inputs import ProductIn, VariantIn
from storefront.catalogue.making import Priced, add_variant, make_product, seller_of
from storefront.catalogue.rest_own import Heading, Locale, Minor, OwnProductTold, Slug, Story, Word, told

routes = Routes("Seller: catalogue")
Sku = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\s\x00-\x1f\x7f]+$")]
Option = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]*\S[^\x00]*$")]
Side = Annotated[int, Field(ge=0, le=20_000, description="of the packed piece, in millimetres", examples=[120])]


class OptionSent(Sent):
    name: Option = Field(examples=["Size"])
    value: Option = Field(examples=["0.5 l"])


class VariantMade(Sent):
    sku: Sku = Field(examples=["WAX-02"])
    options: list[OptionSent] = Field([], max_length=10)
    barcode: Word = Field("", examples=["4006381333931"])
    weight_g: int = Field(ge=0, le=2_000_000, examples=[600])
    length_mm: Side = 300
    width_mm: Side = 200
    height_mm: Side = 100
    delivery_class: Literal["parcel", "two_person"] = Field("parcel", examples=["parcel"])
    amount: Minor
    compare_at: Minor | None = Field(default=None, description="null: none", examples=[2990])


class ProductMade(Sent):
    """A product from the shelf. What is made to order is put up with its model, in the console or by a file."""

    slug: Slug = Field(examples=["beeswax"])
    seller: Slug | None = Field(None, description="may be left out with a key of one seller", examples=["kast-oak"])
    name: dict[Locale, Heading] = Field(min_length=1, max_length=20, examples=[{"en": "Beeswax"}])
    description: dict[Locale, Story] = Field({}, max_length=20, examples=[{"en": "<p>For oiled wood.</p>"}])
    maker: Slug | None = Field(None, examples=["kast-oak"])
    category: Slug | None = Field(None, examples=["care"])
    product_type: Word = Field("", examples=["Wax"])
    tags: list[Word] = Field([], max_length=50, examples=[["care"]])
    variants: list[VariantMade] = Field(min_length=1, max_length=100)


@routes.post(
    "/seller/products", answer=OwnProductTold, body=ProductMade, scope="catalogue:write", status=201, also=(404, 409)
)
def put_up_product(call: Call, body: ProductMade) -> OwnProductTold:
    """Put up a product

    With its variants and prices, as a draft: PATCH its `status` to show it. All of it is done, or nothing.
    """
    product = ProductIn(
        slug=body.slug,
        name=body.name,
        seller_ref=seller_of(call.scope, body.seller),
        description=body.description,
        maker=body.maker,
        category=body.category,
        product_type=body.product_type,
        tags=tuple(body.tags),
    )

    def write(work: Work) -> OwnProductTold:
        priced = [_priced(call, body.slug, one, place) for place, one in enumerate(body.variants, 1)]
        make_product(work, call.scope, product, priced)
        return told(call, work, body.slug)

    return call.write(write)


def _priced(call: Call, slug: str, sent: VariantMade, position: int) -> Priced:
    currency = call.shop.settings.currency
    variant = VariantIn(
        product=slug,
        sku=sent.sku,
        options=tuple((one.name, one.value) for one in sent.options),
        barcode=sent.barcode,
        weight_g=sent.weight_g,
        length_mm=sent.length_mm,
        width_mm=sent.width_mm,
        height_mm=sent.height_mm,
        position=position,
        delivery_class=sent.delivery_class,
    )
    was = None if sent.compare_at is None else Money(sent.compare_at, currency)
    return Priced(variant, Money(sent.amount, currency), was)


@routes.post(
    "/seller/products/<slug>/variants", answer=OwnProductTold, body=VariantMade, scope="catalogue:write", status=201,
    also=(409,),
)  # fmt: skip
def put_up_variant(call: Call, slug: str, body: VariantMade) -> OwnProductTold:
    """Add a variant

    Behind those that there are; in a published product it is sold at once.
    """

    def write(work: Work) -> OwnProductTold:
        standing = told(call, work, slug)
        add_variant(work, call.scope, slug, _priced(call, slug, body, len(standing.variants) + 1))
        return told(call, work, slug)

    return call.write(write)
