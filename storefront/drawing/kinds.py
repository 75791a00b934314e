"""The table of kinds: which function draws what. An unknown kind gives the placeholder, never an error page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from markupsafe import Markup

from storefront.drawing import blind, cycle, cycle_parts, furniture, goods, marks, window
from storefront.drawing.placeholder import placeholder
from storefront.drawing.sheet_views import dimensioned
from storefront.drawing.spec import Spec
from storefront.drawing.stills_table import hero, table_still

KINDS: Final[dict[str, Callable[[Spec], Markup]]] = {
    "table": table_still,
    "hero": hero,
    "chair": furniture.chair_still,
    "stool": furniture.stool,
    "bench": furniture.bench,
    "board": furniture.cutting_board,
    "sample_chip": furniture.sample_chip,
    "wood_sample": furniture.wood_sample,
    "swatch": furniture.swatch,
    "swatch_book": furniture.swatch_book,
    "blind": blind.blind,
    "curtain_rod": window.curtain_rod,
    "tassel": window.tassel,
    "remote": window.remote,
    "motor": window.motor,
    "bicycle": cycle.bicycle,
    "bicycle_mark": marks.bicycle_mark,
    "blind_mark": marks.blind_mark,
    "light": cycle_parts.light,
    "pump": cycle_parts.pump,
    "bell": cycle_parts.bell,
    "saddle": cycle_parts.saddle,
    "lock": cycle_parts.lock,
    "tin": goods.tin,
    "bottle": goods.bottle,
    "brush": goods.brush,
    "cloth": goods.cloth,
    "parcel": goods.parcel,
    "crate": goods.crate,
    "placeholder": placeholder,
}
DIMENSIONED: Final = ("table", "blind", "bicycle")


def render(spec: Spec) -> Markup:
    """The SVG of a spec such as {"kind": "tin", "label": "Hardwax"}; safe to put into a page as it is."""
    kind = spec.get("kind")
    if spec.get("dimensioned") and kind in DIMENSIONED:
        return dimensioned(spec)
    return KINDS.get(kind, placeholder)(spec) if isinstance(kind, str) else placeholder(spec)
