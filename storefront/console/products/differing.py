"""What a publication would change: two sheets compared, in words. Plain values only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from storefront.catalogue.html import plain_text
from storefront.console.products.sheet import DELIVERY, Sheet, SheetVariant

_VARIANT = {
    "price": "Price", "length": "Length, cm", "width": "Width, cm", "height": "Height, cm", "weight": "Weight, kg",
    "barcode": "Barcode",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One thing that becomes another; `was` empty: new, `now` empty: gone."""

    what: str
    was: str
    now: str


def changes(was: Sheet, now: Sheet, names: Mapping[str, str]) -> tuple[Change, ...]:
    """Everything that differs. `names` are the words for categories and makers by `category:slug`, `maker:slug`."""
    found = [
        Change("Name", was.name, now.name),
        Change("Address", f"/p/{was.slug}", f"/p/{now.slug}"),
        Change("Description", plain_text(was.description), plain_text(now.description)),
        Change("Category", _named(names, "category", was.category), _named(names, "category", now.category)),
        Change("Tags", was.tags, now.tags),
        Change("Maker", _named(names, "maker", was.maker), _named(names, "maker", now.maker)),
    ]
    if was.description != now.description and found[2].was == found[2].now:
        found[2] = Change("Description", found[2].was, found[2].now + " (set differently)")
    found += [*_variants(was, now), *_pictures(was, now)]
    return tuple(one for one in found if one.was != one.now)


def _named(names: Mapping[str, str], kind: str, slug: str) -> str:
    return names.get(f"{kind}:{slug}", slug)


def _variants(was: Sheet, now: Sheet) -> Iterator[Change]:
    old, new = ({one.sku: one for one in sheet.variants} for sheet in (was, now))
    for sku, variant in new.items():
        before = old.get(sku)
        if before is None:
            yield Change(f"Variant {sku}", "", _said(now, variant))
            continue
        yield Change(f"{sku}: options", _options(was, before), _options(now, variant))
        for name, word in _VARIANT.items():
            yield Change(f"{sku}: {word.lower()}", getattr(before, name), getattr(variant, name))
        yield Change(f"{sku}: delivery", DELIVERY[before.delivery], DELIVERY[variant.delivery])
    for sku, variant in old.items():
        if sku not in new:
            yield Change(f"Variant {sku}", _said(was, variant), "")
    both = [sku for sku in old if sku in new]
    if both != [sku for sku in new if sku in old]:
        yield Change("Order of variants", ", ".join(both), ", ".join(sku for sku in new if sku in old))


def _options(sheet: Sheet, variant: SheetVariant) -> str:
    return ", ".join(f"{name} {value}" for name, value in sheet.options_of(variant))


def _said(sheet: Sheet, variant: SheetVariant) -> str:
    return ", ".join(part for part in (_options(sheet, variant), variant.price) if part) or variant.sku


def _pictures(was: Sheet, now: Sheet) -> Iterator[Change]:
    old, new = ([one.id for one in sheet.pictures] for sheet in (was, now))
    added, gone = [one for one in new if one not in old], [one for one in old if one not in new]
    if added:
        yield Change("Pictures", "", f"{len(added)} new")
    if gone:
        yield Change("Pictures", f"{len(gone)} taken away", "")
    if [one for one in old if one in new] != [one for one in new if one in old]:
        yield Change("Pictures", "", "in another order")
    alts = {one.id: one.alt for one in was.pictures}
    for place, one in enumerate(now.pictures, start=1):
        if one.id in alts:
            yield Change(f"Words for picture {place}", alts[one.id], one.alt)
