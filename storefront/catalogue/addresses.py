"""The addresses of a shelf's facets and pages: every state of a page is a link that can be shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from foundation.plain.money import EXPONENTS, Money
from storefront.catalogue.domain.shelf import Choice, FacetValue, Shelf, query_of, turned

STOCK_WORDS = {"here": "Here now", "coming": "On its way", "made": "Made for you", "gone": "Gone for now"}
SORT_WORDS = {
    "chosen": "Our order",
    "soon": "Soonest with you",
    "cheap": "Price, low to high",
    "dear": "Price, high to low",
    "new": "Newest",
}


@dataclass(frozen=True)
class FacetLink:
    """One facet value as a link that switches it over."""

    label: str
    url: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A named group of links."""

    title: str
    links: tuple[FacetLink, ...]


@dataclass(frozen=True)
class ShelfLinks:
    """All the links around a shelf. `page` holds `{page}` where the number goes; `kept` are the hidden fields of the
    sort form."""

    facets: tuple[Facet, ...]
    clear: str
    page: str
    kept: tuple[tuple[str, str], ...]
    sorts: tuple[tuple[str, str], ...]


def shelf_links(
    shelf: Shelf,
    choice: Choice,
    makers: Mapping[str, str],
    currency: str,
    money: Callable[[Money], str],
    base: str,
    fixed: tuple[tuple[str, str], ...] = (),
) -> ShelfLinks:
    """The links of a page at `base`; `fixed` pairs (a search's words) stay in every one of them."""

    def at(wanted: Choice) -> str:
        query = urlencode([*fixed, *query_of(wanted)])
        return f"{base}?{query}" if query else base

    def links(facet: str, values: tuple[FacetValue, ...], label: Callable[[str], str]) -> tuple[FacetLink, ...]:
        return tuple(FacetLink(label(v.key), at(turned(choice, facet, v.key)), v.count, v.chosen) for v in values)

    facets = (
        Facet("When", links("stock", shelf.stock, lambda key: STOCK_WORDS[key])),
        Facet("Price", links("price", shelf.prices, lambda key: price_words(key, currency, money))),
        Facet("Maker", links("maker", shelf.makers, lambda key: makers.get(key, key))),
    )
    first = replace(choice, page=1)
    paged = [pair for pair in [*fixed, *query_of(first)] if pair[0] != "page"]
    return ShelfLinks(
        facets=tuple(facet for facet in facets if len(facet.links) > 1 or any(link.chosen for link in facet.links)),
        clear=at(Choice(sort=choice.sort)),
        page=f"{base}?{urlencode(paged)}{'&' if paged else ''}page={{page}}",
        kept=tuple(pair for pair in paged if pair[0] != "sort"),
        sorts=tuple(SORT_WORDS.items()),
    )


def price_words(key: str, currency: str, money: Callable[[Money], str]) -> str:
    """`Under €25`, `€25 to €100`, `€500 and over`."""
    low, _, high = key.partition("-")

    def amount(major: str) -> str:
        return money(Money(int(major) * 10 ** EXPONENTS[currency], currency))

    if not high:
        return f"{amount(low)} and over"
    return f"Under {amount(high)}" if low == "0" else f"{amount(low)} to {amount(high)}"
