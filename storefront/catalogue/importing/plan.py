"""What an import would do: each row's fate, found by comparing two plain values. Nothing is read or written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from storefront.catalogue.importing.reading import Reading
from storefront.catalogue.importing.report import Counts, Outcome, RowFate
from storefront.catalogue.importing.shopify import SheetImage, SheetProduct, SheetVariant, comparable


@dataclass(frozen=True)
class Stored:
    """What the catalogue holds already.

    `products` by slug, as far as this seller may see them, their quantities as the last file named them; `owners` says
    which product each SKU of the file belongs to; `taken` are slugs that exist and are not this seller's stocked
    products; `on_hand` is what lies on the shelves now.
    """

    products: Mapping[str, SheetProduct]
    owners: Mapping[str, str]
    taken: frozenset[str] = frozenset()
    on_hand: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One product that has to be written: what is new and what was there (None for a new one)."""

    wanted: SheetProduct
    stored: SheetProduct | None
    head: bool
    variants: tuple[SheetVariant, ...]
    images: tuple[SheetImage, ...]


@dataclass(frozen=True)
class ImportPlan:
    """Every row's fate, in the file's order, and the changes that would make it so."""

    rows: tuple[RowFate, ...]
    changes: tuple[Change, ...]
    counts: Counts

    @property
    def possible(self) -> bool:
        return all(row.fate != "refused" for row in self.rows)


def plan_import(reading: Reading, stored: Stored) -> ImportPlan:
    """Compare what the file says with what is there."""
    fates = list(reading.refused)
    changes = []
    for product in reading.products:
        known = stored.products.get(product.slug)
        refusals = list(_refusals(product, known, stored))
        fates += refusals
        change = _change(product, known, stored.on_hand)
        fates += _fates(product, known, change, {fate.line for fate in [*refusals, *reading.refused]})
        if change.head or change.variants or change.images:
            changes.append(change)
    return ImportPlan(tuple(sorted(fates, key=lambda fate: fate.line)), tuple(changes), count(reading))


def count(reading: Reading) -> Counts:
    """Handles, priced rows, distinct picture addresses and pieces of the file."""
    variants = [variant for product in reading.products for variant in product.variants]
    return Counts(
        products=len(reading.products),
        variants=len(variants),
        images=len({image.url for product in reading.products for image in product.images}),
        pieces=sum(variant.quantity or 0 for variant in variants),
    )


def _refusals(product: SheetProduct, known: SheetProduct | None, stored: Stored) -> Iterator[RowFate]:
    if product.slug in stored.taken:
        sentence = "Another product has this address and cannot be imported over. Change the handle."
        yield RowFate(product.line, product.handle, "refused", sentence)
    by_options = {variant.options: variant.sku for variant in known.variants} if known else {}
    for variant in product.variants:
        owner = stored.owners.get(variant.sku)
        before = by_options.get(variant.options)
        if owner is not None and owner != product.slug:
            sentence = f"SKU {variant.sku} belongs to the product “{owner}”. Give this one its own."
            yield RowFate(variant.line, product.handle, "refused", sentence)
        elif before is not None and before != variant.sku:
            sentence = f"This variant is sold as SKU {before} already. Use that SKU, or change its options."
            yield RowFate(variant.line, product.handle, "refused", sentence)


def _change(product: SheetProduct, known: SheetProduct | None, on_hand: Mapping[str, int]) -> Change:
    variants = {variant.sku: comparable(variant) for variant in known.variants} if known else {}
    images = {image.url: comparable(image) for image in known.images} if known else {}
    return Change(
        wanted=product,
        stored=known,
        head=known is None or known.head() != product.head(),
        variants=tuple(v for v in product.variants if not _same(v, variants.get(v.sku), on_hand)),
        images=tuple(i for i in product.images if comparable(i) != images.get(i.url)),
    )


def _same(wanted: SheetVariant, stored: SheetVariant | None, on_hand: Mapping[str, int]) -> bool:
    """Whether nothing has to be written. A file that names no quantity, or the last one it named, or the one that lies
    there, leaves the shelf alone: reading a file again must not undo what was sold since."""
    if stored is None:
        return False
    untouched = wanted.quantity in (None, stored.quantity, on_hand.get(wanted.sku))
    return untouched and replace(comparable(wanted), quantity=None) == replace(stored, quantity=None)


def _fates(product: SheetProduct, known: SheetProduct | None, change: Change, settled: set[int]) -> Iterator[RowFate]:
    skus = {variant.sku for variant in known.variants} if known else set()
    urls = {image.url for image in known.images} if known else set()
    outcomes: dict[int, Outcome] = {}

    def note(line: int, existed: bool, differs: bool) -> None:
        outcome: Outcome = "created" if not existed else "updated" if differs else "unchanged"
        if _WEIGHT[outcome] >= _WEIGHT[outcomes.get(line, "unchanged")]:
            outcomes[line] = outcome

    for image in product.images:
        note(image.line, known is not None and image.url in urls, image in change.images)
    for variant in product.variants:
        note(variant.line, variant.sku in skus, variant in change.variants)
    note(product.line, known is not None, change.head)
    for line, outcome in outcomes.items():
        if line not in settled:
            yield RowFate(line, product.handle, outcome)


_WEIGHT: Mapping[Outcome, int] = {"unchanged": 0, "updated": 1, "created": 2, "refused": 3}
