"""Which kinds have dimensioned views, and the views as a picture for the shop's pages."""

from __future__ import annotations

from markupsafe import Markup

from storefront.drawing.blind_sheet import blind_views
from storefront.drawing.blind_spec import blind_words, read_blind
from storefront.drawing.cycle_frame import cycle_words, read_cycle
from storefront.drawing.cycle_sheet import cycle_views
from storefront.drawing.spec import Spec, said
from storefront.drawing.table import read_table, table_words
from storefront.drawing.table_sheet import table_views
from storefront.drawing.views import Views, on_page


def views_of(spec: Spec, letter: float) -> Views | None:
    """The views of a table, blind or bicycle with figures `letter` mm high; None for a kind that has none."""
    kind = spec.get("kind")
    if kind == "table":
        return table_views(read_table(spec), letter)
    if kind == "blind":
        return blind_views(read_blind(spec), letter)
    if kind == "bicycle":
        return cycle_views(read_cycle(spec), letter)
    return None


def dimensioned(spec: Spec) -> Markup:
    """The picture of a `{…, "dimensioned": True}` spec; letters in proportion to the piece. Raises `ValueError` for a
    kind without views."""
    letter = _letter(spec)
    views = views_of(spec, letter)
    if views is None:
        raise ValueError("This kind has no dimensioned views.")
    words, about = _words(spec)
    title, desc = said(spec, f"{words}, drawing with sizes", about)
    return on_page(views, title, desc, letter)


def _words(spec: Spec) -> tuple[str, str]:
    if spec.get("kind") == "blind":
        return blind_words(read_blind(spec))
    return cycle_words(read_cycle(spec)) if spec.get("kind") == "bicycle" else table_words(read_table(spec))


def _letter(spec: Spec) -> float:
    if spec.get("kind") == "blind":
        blind = read_blind(spec)
        return 0.030 * (blind.width * 0.7 + blind.drop + 500)
    if spec.get("kind") == "bicycle":
        return 66.0
    table = read_table(spec)
    return 0.030 * (table.length + table.width + 500)
