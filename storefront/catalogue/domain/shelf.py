"""A shelf: which products a page shows, in which order, and which facets still lead somewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, get_args

from foundation.plain.money import EXPONENTS, Money

Band = Literal["in_stock", "low", "incoming", "made", "none"]
Sort = Literal["chosen", "cheap", "dear", "new", "soon"]
SORTS: tuple[str, ...] = get_args(Sort)
STOCK: tuple[str, ...] = ("here", "coming", "made", "gone")
EDGES = (25, 100, 500)  # major units: the price bands lie between these
PER_PAGE = 24

_STOCK_OF: Mapping[str, str] = {
    "in_stock": "here",
    "low": "here",
    "incoming": "coming",
    "made": "made",
    "none": "gone",
}
_BEST_FIRST = ("in_stock", "low", "incoming", "made", "none")
_NEVER = date.max


@dataclass(frozen=True)
class Standing:
    """How one SKU stands: its band, and the earliest day it can arrive, if any."""

    band: Band
    earliest: date | None


@dataclass(frozen=True)
class ShelfRow:
    """One product as a shelf sees it: just enough to filter and to sort. `low`/`high` span its variants' prices."""

    product_id: str
    maker: str
    position: int
    created_at: datetime
    band: Band
    earliest: date | None
    low: Money | None
    high: Money | None
    was: Money | None = None


@dataclass(frozen=True)
class Choice:
    """What the address asks for. Empty sets mean: all of them."""

    makers: frozenset[str] = frozenset()
    prices: frozenset[str] = frozenset()
    stock: frozenset[str] = frozenset()
    sort: Sort = "chosen"
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return bool(self.makers or self.prices or self.stock)


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet, how many products it leads to, whether it is chosen."""

    key: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Shelf:
    """One page of a shelf. `rows` in order; facets count what choosing that value would show."""

    rows: tuple[ShelfRow, ...]
    total: int
    page: int
    pages: int
    makers: tuple[FacetValue, ...]
    prices: tuple[FacetValue, ...]
    stock: tuple[FacetValue, ...]


def price_key(price: Money | None) -> str:
    """The price band of an amount: `0-25`, `25-100`, `100-500`, `500-`; empty where there is no price."""
    if price is None:
        return ""
    major = 10 ** EXPONENTS[price.currency]
    edges = [edge * major for edge in EDGES]
    for low, high, edge in zip((0, *EDGES), EDGES, edges, strict=False):
        if price.minor < edge:
            return f"{low}-{high}"
    return f"{EDGES[-1]}-"


PRICE_KEYS: tuple[str, ...] = tuple(f"{a}-{b}" for a, b in zip((0, *EDGES), (*EDGES, ""), strict=True))


def stock_key(band: str) -> str:
    """Where a band belongs in the facet: here, coming, made or gone."""
    return _STOCK_OF[band]


def read_choice(arguments: Mapping[str, Sequence[str]]) -> Choice:
    """The choice in an address's query. What is unknown there is left out: a shared link never breaks."""

    def known(name: str, values: Sequence[str]) -> frozenset[str]:
        return frozenset(arguments.get(name, ())) & frozenset(values)

    sort = next(iter(arguments.get("sort", ())), "chosen")
    page = next(iter(arguments.get("page", ())), "1")
    return Choice(
        makers=frozenset(maker for maker in arguments.get("maker", ()) if maker),
        prices=known("price", PRICE_KEYS),
        stock=known("stock", STOCK),
        sort=sort if sort in SORTS else "chosen",  # type: ignore[arg-type]  # narrowed by the line itself
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def stand(standings: Sequence[Standing]) -> Standing:
    """How a product stands: the best of its variants, the earliest day among them."""
    if not standings:
        return Standing("none", None)
    band = min((standing.band for standing in standings), key=_BEST_FIRST.index)
    days = [standing.earliest for standing in standings if standing.earliest]
    return Standing(band, min(days, default=None))


def arrange(rows: Sequence[ShelfRow], choice: Choice, per_page: int = PER_PAGE) -> Shelf:
    """Filter, count, sort and cut. A page beyond the last shows the last."""
    filters = _filters(choice)
    kept = [row for row in rows if all(test(row) for test in filters.values())]
    kept.sort(key=_ORDERS[choice.sort])
    pages = max(1, -(-len(kept) // per_page))
    page = min(max(choice.page, 1), pages)
    return Shelf(
        rows=tuple(kept[(page - 1) * per_page : page * per_page]),
        total=len(kept),
        page=page,
        pages=pages,
        makers=_facet(rows, filters, "maker", lambda row: row.maker, choice.makers, ()),
        prices=_facet(rows, filters, "price", lambda row: price_key(row.low), choice.prices, PRICE_KEYS),
        stock=_facet(rows, filters, "stock", lambda row: stock_key(row.band), choice.stock, STOCK),
    )


def turned(choice: Choice, facet: str, key: str) -> Choice:
    """The choice with one facet value switched over, from the first page again."""
    names = {"maker": "makers", "price": "prices", "stock": "stock"}
    name = names[facet]
    values: Any = {name: getattr(choice, name) ^ {key}}
    return replace(choice, page=1, **values)


def query_of(choice: Choice) -> list[tuple[str, str]]:
    """The choice as pairs for an address, in a stable order and without what is the default anyway."""
    pairs = [("maker", maker) for maker in sorted(choice.makers)]
    pairs += [("price", key) for key in PRICE_KEYS if key in choice.prices]
    pairs += [("stock", key) for key in STOCK if key in choice.stock]
    if choice.sort != "chosen":
        pairs.append(("sort", choice.sort))
    if choice.page > 1:
        pairs.append(("page", str(choice.page)))
    return pairs


_Test = Callable[[ShelfRow], bool]


def _filters(choice: Choice) -> dict[str, _Test]:
    tests: dict[str, _Test] = {}
    if choice.makers:
        tests["maker"] = lambda row: row.maker in choice.makers
    if choice.prices:
        tests["price"] = lambda row: price_key(row.low) in choice.prices
    if choice.stock:
        tests["stock"] = lambda row: stock_key(row.band) in choice.stock
    return tests


def _facet(
    rows: Sequence[ShelfRow],
    filters: Mapping[str, _Test],
    own: str,
    key: Callable[[ShelfRow], str],
    chosen: frozenset[str],
    order: Sequence[str],
) -> tuple[FacetValue, ...]:
    others = [test for name, test in filters.items() if name != own]
    counts = Counter(key(row) for row in rows if all(test(row) for test in others))
    keys = order or sorted({key(row) for row in rows} | chosen)
    return tuple(FacetValue(k, counts[k], k in chosen) for k in keys if k and (counts[k] or k in chosen))


def _price(row: ShelfRow) -> int:
    return row.low.minor if row.low else 2**62


_ORDERS: Mapping[str, Callable[[ShelfRow], Any]] = {
    "chosen": lambda row: (row.position, row.product_id),
    "cheap": lambda row: (_price(row), row.position, row.product_id),
    "dear": lambda row: (-(row.low.minor if row.low else -1), row.position, row.product_id),
    "new": lambda row: (-row.created_at.timestamp(), row.position, row.product_id),
    "soon": lambda row: (row.earliest or _NEVER, row.position, row.product_id),
}
