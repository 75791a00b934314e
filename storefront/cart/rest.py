"""Promise and cart for programs. A cart is opened by its token; a price in a body has no place to stand."""

from __future__ import annotations

from typing import Annotated, Literal

from itsdangerous import BadData
from pydantic import Field, StringConstraints

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from storefront.api.fields import Country, Moment, Quantity, Sent, Told
from storefront.api.routes import Call, Routes
from storefront.cart import queries, service
from storefront.cart.basket import basket
from storefront.cart.cookie import terms
from storefront.cart.domain import CartLine
from storefront.cart.told import LineTold, OfferTold, line_told, offer_told
from storefront.checkout.delivery import known_country
from storefront.configurator.service import open_signed
from storefront.mount.current import ShopState

promise_routes = Routes("Promise")
routes = Routes("Cart")
PlanKind = Literal["each", "together"]
Sku = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
Postcode = Annotated[str, StringConstraints(max_length=10, pattern=r"^[A-Za-z0-9 \-]*$")]


class GoodIn(Sent):
    """A good by its SKU; a made one with the snapshot that the configurator signed."""

    sku: Sku = Field(examples=["OIL-05"])
    quantity: Quantity = 1
    snapshot: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None


class QuoteAsked(Sent):
    lines: list[GoodIn] = Field(min_length=1, max_length=50)
    country: Country
    postcode: Postcode = Field("", examples=["10115"])


class QuoteTold(Told):
    """Both plans. Worth showing until `expires`; nothing is held."""

    lines: list[LineTold] = Field(description="with the days of the plan `each`")
    each: OfferTold
    together: OfferTold
    at: Moment
    expires: Moment


class CartOpened(Sent):
    country: Country | None = Field(default=None, description="where it goes; the shop's own, if left out")
    lines: list[GoodIn] = Field(default_factory=list, max_length=50)


class CartChanged(Sent):
    country: Country | None = None
    plan: PlanKind | None = None


class QuantityIn(Sent):
    quantity: Quantity


class CartTold(Told):
    """`token` opens this cart and nothing else does: keep it as a secret of the shopper's."""

    token: str = Field(examples=["IjAxa2FzeDd4bWo1djhucXoyeTBjNGQ2Zjhn.aR.signature"])
    country: str = Field(examples=["DE"])
    plan: str = Field(examples=["each"])
    lines: list[LineTold]
    missing: list[str] = Field(examples=[[]], description="SKUs in it that are not sold any more")
    each: OfferTold | None = Field(description="null while the cart is empty")
    together: OfferTold | None
    buyable: bool


class LineAdded(Told):
    line: str = Field(examples=["01kasx7xmj5v8nqz2y0c4d6f8g"])
    cart: CartTold


@promise_routes.post("/promise/quote", answer=QuoteTold, body=QuoteAsked, also=(403, 404))
def quote_basket(call: Call, body: QuoteAsked) -> QuoteTold:
    """Quote a basket

    What it costs and when it comes, both each when it is ready and all together, with a reason for every day. Nothing
    is held: a cart and its checkout do that.
    """

    def read(work: Work) -> QuoteTold:
        lines = [
            CartLine(str(number), one.sku, one.quantity, _snapshot(work, call.shop, one))
            for number, one in enumerate(body.lines, 1)
        ]
        found = basket(work, lines, terms(call.shop), known_country(body.country), body.postcode)
        each = found.offers["each"]
        return QuoteTold(
            lines=[line_told(line, each, found.quotes) for line in each.lines],
            each=offer_told(each),
            together=offer_told(found.offers["together"]),
            at=found.quote.at,
            expires=found.quote.expires,
        )

    return call.shop.glance(read)


def _snapshot(work: Work, shop: ShopState, one: GoodIn) -> str | None:
    return open_signed(work, shop.signer("configuration"), one.snapshot).ref if one.snapshot else None


@routes.post("/carts", answer=CartTold, body=CartOpened, status=201, also=(403, 404))
def open_cart(call: Call, body: CartOpened) -> CartTold:
    """Open a cart

    Empty, or with lines. The answer's `token` is its address from here on.
    """

    def write(work: Work) -> CartTold:
        country = known_country(body.country) if body.country else call.shop.settings.country
        ref = service.open_cart(work, None, country=country)
        for one in body.lines:
            _add(work, call.shop, ref, one)
        return cart_told(work, call.shop, ref)

    return call.write(write)


@routes.get("/carts/<cart>", answer=CartTold)
def get_cart(call: Call, cart: str) -> CartTold:
    """Read a cart

    Priced and dated as of now, for both plans.
    """
    return call.read(lambda work: cart_told(work, call.shop, opened(work, call.shop, cart)))


@routes.patch("/carts/<cart>", answer=CartTold, body=CartChanged)
def change_cart(call: Call, cart: str, body: CartChanged) -> CartTold:
    """Change country or plan"""

    def write(work: Work) -> CartTold:
        ref = opened(work, call.shop, cart)
        head = queries.head(work, ref)
        assert head is not None
        service.choose(work, ref, plan_kind=body.plan or head.plan_kind, country=body.country or head.country)
        return cart_told(work, call.shop, ref)

    return call.write(write)


@routes.post("/carts/<cart>/lines", answer=LineAdded, body=GoodIn, status=201, also=(403,))
def add_line(call: Call, cart: str, body: GoodIn) -> LineAdded:
    """Add a good

    The same good again adds to its line. What it costs is the shop's to say.
    """

    def write(work: Work) -> LineAdded:
        ref = opened(work, call.shop, cart)
        line = _add(work, call.shop, ref, body)
        return LineAdded(line=line, cart=cart_told(work, call.shop, ref))

    return call.write(write)


@routes.patch("/carts/<cart>/lines/<line>", answer=CartTold, body=QuantityIn)
def change_line(call: Call, cart: str, line: str, body: QuantityIn) -> CartTold:
    """Change a quantity"""

    def write(work: Work) -> CartTold:
        ref = opened(work, call.shop, cart)
        service.change_quantity(work, ref, line, body.quantity)
        return cart_told(work, call.shop, ref)

    return call.write(write)


@routes.delete("/carts/<cart>/lines/<line>", answer=CartTold)
def remove_line(call: Call, cart: str, line: str) -> CartTold:
    """Remove a line

    Twice is once.
    """

    def write(work: Work) -> CartTold:
        ref = opened(work, call.shop, cart)
        service.remove_line(work, ref, line)
        return cart_told(work, call.shop, ref)

    return call.write(write)


def _add(work: Work, shop: ShopState, ref: str, one: GoodIn) -> str:
    snapshot = _snapshot(work, shop, one)
    return service.add_line(work, ref, one.sku, one.quantity, currency=shop.settings.currency, snapshot_ref=snapshot)


def opened(work: Work, shop: ShopState, token: str) -> str:
    """The cart behind a token. Raises `NotFound` for a forged one, and for a cart that is gone."""
    try:
        ref = shop.signer("api.cart").loads(token)
    except BadData:
        ref = None
    if not isinstance(ref, str) or queries.head(work, ref) is None:
        raise NotFound("There is no such cart. Open a new one.")
    return ref


def cart_told(work: Work, shop: ShopState, ref: str) -> CartTold:
    """The cart as it stands."""
    sold = terms(shop)
    head = queries.head(work, ref)
    assert head is not None
    page = queries.cart_page(work, ref, sold)
    chosen = page.offers.get(head.plan_kind) if page else None
    return CartTold(
        token=str(shop.signer("api.cart").dumps(ref)),
        country=head.country,
        plan=head.plan_kind,
        lines=[line_told(line, chosen, page.quotes) for line in chosen.lines] if page and chosen else [],
        missing=[line.sku for line in page.missing] if page else [],
        each=offer_told(page.offers["each"]) if page and page.offers else None,
        together=offer_told(page.offers["together"]) if page and page.offers else None,
        buyable=bool(page and page.offers and page.buyable),
    )
