"""The sheet: an A4 page with the views at a printed scale and a title block, as SVG and as PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from babel.dates import format_date

from storefront.drawing.letters import wrapped
from storefront.drawing.palette import INK
from storefront.drawing.sheet_views import views_of
from storefront.drawing.spec import Spec
from storefront.drawing.views import Views

PAGE: Final = (297.0, 210.0)  # A4 lying, mm
UNIT: Final = 4  # units of the viewBox a millimetre: the canvas writes tenths of a unit
SCALES: Final = (2, 5, 10, 15, 20, 25, 30, 40, 50, 75, 100)
_LETTER: Final = 2.9  # height of a dimension's figures on paper, mm
_ROOM: Final = (13.0, 13.0, 208.0, 197.0)  # left, top, right, bottom of the views, mm
_BLOCK: Final = (215.0, 285.0)  # left and right of the title block, mm
_SANS, _SERIF = "Hanken Grotesk, Helvetica, Arial, sans-serif", "Fraunces, Georgia, serif"
_MUTED: Final = "#5f594e"


@dataclass(frozen=True)
class TitleBlock:
    """What stands beside the views. `picks`: every choice as (label, words); `sheet`: its number, printed as it is."""

    product: str
    picks: Sequence[tuple[str, str]]
    day: date
    sheet: str
    shop: str = ""
    note: str = ""
    locale: str = "en"


def sheet_svg(spec: Spec, block: TitleBlock) -> str:
    """The sheet as a document of its own, with its colours in it. Raises `ValueError` for a kind without views."""
    scale, views = _scaled(spec)
    body = "".join((_frame(), _placed(views, scale), *_title(block, scale)))
    wide, high = (round(side * UNIT) for side in PAGE)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{PAGE[0]:g}mm" '
        f'height="{PAGE[1]:g}mm" role="img"><title>{_clean(block.product)}</title>'
        f'<rect width="{wide}" height="{high}" fill="#ffffff"/>{body}</svg>'
    )


def _scaled(spec: Spec) -> tuple[int, Views]:
    """The largest scale at which the views fit their room, and the views lettered for it."""
    left, top, right, bottom = _ROOM
    for scale in SCALES:
        views = views_of(spec, _LETTER * scale)
        if views is None:
            break
        x0, y0, x1, y1 = views.extent()
        fits = x1 - x0 <= (right - left) * scale and y1 - y0 <= (bottom - top) * scale
        if fits or scale == SCALES[-1]:
            return scale, views
    raise ValueError("This kind has no dimensioned views.")


def _placed(views: Views, scale: int) -> str:
    """The views, in the middle of their room."""
    x0, y0, x1, y1 = views.extent()
    left, top, right, bottom = _ROOM
    dx = ((left + right) / 2 - (x1 - x0) / scale / 2) * UNIT
    dy = ((top + bottom) / 2 - (y1 - y0) / scale / 2) * UNIT
    return (
        f'<g transform="translate({dx:.1f},{dy:.1f})" stroke="{INK}" stroke-width="1.2" stroke-linejoin="round" '
        f'stroke-linecap="round" font-family="{_SANS}" fill="{INK}">{views.body(UNIT / scale, x0, y0)}</g>'
    )


def _frame() -> str:
    wide, high = (side * UNIT for side in PAGE)
    edge, line = 8 * UNIT, (_BLOCK[0] - 5) * UNIT
    return (
        f'<g fill="none" stroke="{INK}"><rect x="{edge}" y="{edge}" width="{wide - 2 * edge:g}" '
        f'height="{high - 2 * edge:g}" stroke-width="1.4"/>'
        f'<path d="M{line:g} {edge}V{high - edge:g}" stroke-width="0.8"/></g>'
    )


def _title(block: TitleBlock, scale: int) -> Iterator[str]:
    """The column at the right: shop, product, picks in words, and the small print of a sheet."""
    left, right = _BLOCK
    y = 19.0
    if block.shop:
        yield _words(left, y, block.shop, 3.0, fill=_MUTED, weight=600)
        y += 9.5
    for row in wrapped(block.product, right - left, 7.2)[:2]:
        yield _words(left, y, row, 7.2, family=_SERIF)
        y += 8.6
    foot = PAGE[1] - 46.0
    yield from _picks(block.picks, y + 1.5, foot)
    yield _rule(foot)
    if block.note:
        for index, row in enumerate(wrapped(block.note, right - left, 2.9)[:3]):
            yield _words(left, foot + 6 + index * 4.2, row, 2.9, fill=_MUTED)
    day = format_date(block.day, "d MMM y", locale=block.locale)
    facts = (("Scale", f"1:{scale}"), ("Sizes in", "cm"), ("Date", day), ("Sheet", block.sheet))
    for index, (label, words) in enumerate(facts):
        x, at = left + (index % 2) * 30.0, PAGE[1] - 25.5 + index // 2 * 10.5
        yield _words(x, at, label, 2.6, fill=_MUTED)
        yield _words(x, at + 4.3, wrapped(words, 40.0 if index % 2 else 29.0, 3.4)[0], 3.4, weight=600)


def _picks(picks: Sequence[tuple[str, str]], top: float, foot: float) -> Iterator[str]:
    """Label and words in two columns, closer together and at last cut short when there are many."""
    left, right = _BLOCK
    middle = left + 25.0
    rows = [(label, wrapped(words, right - middle, 3.2)[:2]) for label, words in picks]
    lines = sum(len(words) + 0.45 for _, words in rows) or 1.0
    step = min(5.0, max(3.4, (foot - top - 4) / lines))
    y = top + step
    for index, (label, words) in enumerate(rows):
        left_over = len(rows) - index
        if y + step * len(words) > foot - 2 and left_over > 1:
            yield _words(left, y, f"and {left_over} more", 3.0, fill=_MUTED)
            return
        yield _words(left, y, wrapped(label, middle - left - 1, 3.0)[0], 3.0, fill=_MUTED)
        for row in words:
            yield _words(middle, y, row, 3.2)
            y += step
        y += step * 0.45


def _rule(y: float) -> str:
    left, right = (side * UNIT for side in _BLOCK)
    return f'<path d="M{left:g} {y * UNIT:g}H{right:g}" fill="none" stroke="{INK}" stroke-width="0.8"/>'


def _words(x: float, y: float, words: str, size: float, fill: str = INK, weight: int = 400, family: str = _SANS) -> str:
    return (
        f'<text x="{x * UNIT:g}" y="{y * UNIT:.1f}" font-size="{size * UNIT:g}" font-family="{family}" '
        f'font-weight="{weight}" fill="{fill}">{_clean(words)}</text>'
    )


def _clean(words: str) -> str:
    """Escaped, and without the control characters that XML has no place for."""
    return escape("".join(sign for sign in words if sign.isprintable()))
