"""The small buttons of the product form: each is one change of the sheet, so that they work without a script."""

from __future__ import annotations

from dataclasses import replace

from foundation.plain.errors import Invalid
from storefront.console.products.sheet import MOST_VARIANTS, Sheet, SheetVariant, moved

_BY = {"up": -1, "down": 1}


def pressed(sheet: Sheet, do: str) -> Sheet:
    """The sheet after a button: `add-variant`, `variant-drop-2`, `variant-up-2`, `picture-drop-<id>`, `picture-up-<id>`
    and their like; anything else leaves it as it is. Raises `Invalid` for one variant too many."""
    if do == "add-variant":
        if len(sheet.variants) >= MOST_VARIANTS:
            raise Invalid(f"A product may have up to {MOST_VARIANTS} variants.", field="variants")
        last = sheet.variants[-1] if sheet.variants else SheetVariant()
        return replace(sheet, variants=(*sheet.variants, replace(last, sku="", values=("",) * 3, barcode="")))
    noun, _, rest = do.partition("-")
    verb, _, which = rest.partition("-")
    if noun == "variant" and which.isascii() and which.isdigit() and len(which) < 4:
        return _variants(sheet, verb, int(which))
    if noun == "picture":
        return _pictures(sheet, verb, which)
    return sheet


def _variants(sheet: Sheet, verb: str, row: int) -> Sheet:
    if verb == "drop":
        return replace(sheet, variants=tuple(v for n, v in enumerate(sheet.variants) if n != row))
    return replace(sheet, variants=moved(sheet.variants, row, _BY[verb])) if verb in _BY else sheet


def _pictures(sheet: Sheet, verb: str, which: str) -> Sheet:
    ids = [one.id for one in sheet.pictures]
    if which not in ids:
        return sheet
    if verb == "drop":
        return replace(sheet, pictures=tuple(one for one in sheet.pictures if one.id != which))
    return replace(sheet, pictures=moved(sheet.pictures, ids.index(which), _BY[verb])) if verb in _BY else sheet
