"""Dimension lines: thin, with oblique ticks, their figure in centimetres beside them."""

from __future__ import annotations

from typing import Final

from storefront.drawing.canvas import Canvas, Point

THIN: Final = ' stroke="#5f594e" stroke-width="1"'
HIDDEN: Final = ' stroke="#5f594e" stroke-width="1" stroke-dasharray="6 5"'


def cm(size: float) -> str:
    """`745 -> "74.5"`."""
    return f"{size / 10:.1f}".rstrip("0").rstrip(".")


def across(canvas: Canvas, start: float, end: float, edge: float, letter: float, words: str, rows: float = 1.0) -> None:
    """A level dimension from `start` to `end` beneath `edge`, in the given row; above it when rows are negative."""
    way = 1 if rows > 0 else -1
    y, tick = edge + letter * (1.2 * way + 2.1 * (rows - way)), letter * 0.3
    canvas.line([(start, y), (end, y)], "dim", THIN)
    for x in (start, end):
        canvas.line([(x, edge + way * letter * 0.3), (x, y + way * tick)], "dim", THIN)
        canvas.line([(x - tick, y + tick), (x + tick, y - tick)], "dim", THIN)
    at = ((start + end) / 2, y + letter * (1.25 if way > 0 else -0.4))
    half = len(words) * letter * 0.3
    canvas.reach((at[0] - half, at[1] + letter * 0.3), (at[0] + half, at[1] - letter))
    canvas.text(at, words, letter, "dim-text")


def upright(canvas: Canvas, x: float, top: float, bottom: float, letter: float, words: str, side: int = -1) -> None:
    """An upright dimension at `x`, its figure to the left (-1) or the right (1)."""
    tick = letter * 0.3
    canvas.line([(x, top), (x, bottom)], "dim", THIN)
    for y in (top, bottom):
        canvas.line([(x - tick, y + tick), (x + tick, y - tick)], "dim", THIN)
    half = len(words) * letter * 0.29
    at = (x + side * (half + letter * 0.75), (top + bottom) / 2 + letter * 0.35)
    canvas.reach((at[0] + side * half, at[1]))
    canvas.text(at, words, letter, "dim-text")


def extension(canvas: Canvas, start: Point, end: Point) -> None:
    """A thin line from the piece to where its dimension stands."""
    canvas.line([start, end], "dim", THIN)


def note(canvas: Canvas, at: Point, words: str, letter: float) -> None:
    """A short word beside a view."""
    half = len(words) * letter * 0.27
    canvas.reach((at[0] - half, at[1] - letter), (at[0] + half, at[1] + letter * 0.3))
    canvas.text(at, words, letter, "dim-note")
