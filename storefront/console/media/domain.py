"""Pictures told together, by their bytes. Plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LIVE, DRAFT, EARLIER = "live", "draft", "earlier"


@dataclass(frozen=True)
class Use:
    """A place a picture stands at: in a product as shoppers see it (`live`), in its draft, or in an earlier version.
    `place` counts from 1."""

    image_id: str
    key: str
    slug: str
    product: str
    where: str
    place: int
    alt: str


@dataclass(frozen=True)
class Picture:
    """One picture with all its places; `key` is empty while only its address is known, and nothing can be shown."""

    image_id: str
    key: str
    uses: tuple[Use, ...]

    @property
    def live(self) -> bool:
        return any(use.where == LIVE for use in self.uses)

    @property
    def silent(self) -> bool:
        """Somewhere shown to shoppers or about to be, without words for who cannot see it."""
        return any(use.where != EARLIER and not use.alt.strip() for use in self.uses)


def pictures(uses: Iterable[Use]) -> list[Picture]:
    """One for each file, in the order of their first place; what is only in an earlier version stands last."""
    grouped: dict[str, list[Use]] = {}
    for use in uses:
        grouped.setdefault(use.key or use.image_id, []).append(use)
    found = [Picture(some[0].image_id, some[0].key, _once(some)) for some in grouped.values()]
    return sorted(found, key=lambda one: not any(use.where != EARLIER for use in one.uses))


def _once(uses: Sequence[Use]) -> tuple[Use, ...]:
    """Each product once for each way of standing in it: five earlier versions are one line."""
    return tuple({(use.slug, use.where): use for use in reversed(uses)}.values())[::-1]


def narrowed(found: Sequence[Picture], show: str, search: str) -> list[Picture]:
    """`show`: `silent`, `unused` (not seen by shoppers), or all; `search` in the products' names and in the words."""
    words = search.casefold().split()
    chosen = [one for one in found if {"silent": one.silent, "unused": not one.live}.get(show, True)]
    return [one for one in chosen if all(any(word in _said(use) for use in one.uses) for word in words)]


def _said(use: Use) -> str:
    return f"{use.product} {use.alt} {use.slug}".casefold()
