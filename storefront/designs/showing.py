"""A kept design, or an address, as it stands today: what page and comparison show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.money import Money
from storefront.configurator.codec import decode, encode
from storefront.configurator.domain import default_choices
from storefront.configurator.page import Page, made, present
from storefront.configurator.queries import ConfigurableProduct, configurable
from storefront.configurator.showing import look, state_of
from storefront.designs.domain import Change, Pair, Row, changes, read_code, rows_of, side_by_side
from storefront.designs.queries import KeptDesign, made_slugs, one, reopened
from storefront.mount.current import ShopState
from storefront.mount.filters import money

STANDARD = "standard"  # in an address: the piece that the seller shows first


@dataclass(frozen=True)
class Opened:
    """One configuration today. `design` is None for what nobody kept; `d` is its address."""

    product: ConfigurableProduct
    d: str
    rows: tuple[Row, ...]
    total: Money | None
    page: Page
    design: KeptDesign | None = None
    changes: tuple[Change, ...] = ()

    @property
    def price_moved(self) -> bool:
        """Whether it costs something else than on the day it was kept."""
        return self.design is not None and self.total is not None and self.design.total != self.total


@dataclass(frozen=True)
class Comparison:
    """Two of one product. `dearer`: "the second costs €110 more", "" where one of them has no price."""

    first: Opened
    second: Opened
    rows: tuple[Pair, ...]
    prices: tuple[Pair, ...]
    dearer: str

    @property
    def differing(self) -> int:
        return sum(pair.differs for pair in self.rows)


def open_kept(work: Work, shop: ShopState, code: str) -> Opened:
    """The design behind a short link, under today's model, and what changed since. Raises `NotFound`."""
    design = one(work, code)
    product = configurable(work, design.slug)
    opened = _opened(work, shop, product, reopened(work, product.model, design))
    since = tuple(changes(design.rows, opened.rows))
    return Opened(opened.product, opened.d, opened.rows, opened.total, opened.page, design, since)


def compare(work: Work, shop: ShopState, slug: str, sides: Sequence[str]) -> Comparison:
    """Two of the product `slug`, each a code, an address or `STANDARD`. Raises `NotFound`."""
    product = configurable(work, slug)
    first, second = (_side(work, shop, product, side) for side in sides)
    dearer = _dearer(second.total - first.total, work.locale) if first.total and second.total else ""
    prices = side_by_side(_amounts(first.page), _amounts(second.page))
    return Comparison(first, second, tuple(side_by_side(first.rows, second.rows)), tuple(prices), dearer)


def open_address(work: Work, shop: ShopState, slug: str, d: str) -> Opened:
    """What a configurator's address says, today. Raises `NotFound`."""
    return _opened(work, shop, configurable(work, slug), d)


def glances(work: Work, designs: Sequence[KeptDesign]) -> list[Opened]:
    """Drawing and today's price of each, without its day; products that are not made any more are left out."""
    products = {slug: configurable(work, slug) for slug in made_slugs(work, {design.slug for design in designs})}
    found = []
    for design in designs:
        if design.slug not in products:
            continue
        product = products[design.slug]
        d = reopened(work, product.model, design)
        state = state_of(work, product.model, decode(product.model, d))
        page = {**present(product.model, state, None, "", work.locale), **made(product.model, state, work.locale)}
        total = state.price.total if state.price else None
        found.append(Opened(product, encode(state.choices), design.rows, total, page, design))
    return found


def _side(work: Work, shop: ShopState, product: ConfigurableProduct, given: str) -> Opened:
    code = read_code(given) if "." not in given else None
    if code is None:
        return _opened(work, shop, product, "" if given == STANDARD else given)
    opened = open_kept(work, shop, code)
    if opened.product.slug != product.slug:
        raise NotFound("That design is of another product. Two of the same kind can be compared.")
    return opened


def _opened(work: Work, shop: ShopState, product: ConfigurableProduct, d: str) -> Opened:
    model = product.model
    shown = look(work, shop, product, decode(model, d))
    readable = shown.state.price is not None
    rows = rows_of(model, shown.state.choices if readable else default_choices(model), work.locale)
    total = shown.state.price.total if shown.state.price else None
    return Opened(product, encode(shown.state.choices), tuple(rows), total, shown.page)


def _dearer(more: Money, locale: str) -> str:
    if more.minor == 0:
        return "the second costs the same"
    amount = money(more if more.minor > 0 else -more, locale)
    return f"the second costs {amount} {'more' if more.minor > 0 else 'less'}"


def _amounts(page: Page) -> list[Row]:
    lines = page["price"]["lines"] if page["price"] else []
    return [Row(label, label, amount) for label, amount in lines]
