"""A product's views for a sheet: elevations with sizes in true proportion, and the piece itself, small, in a corner."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from storefront.drawing.canvas import Canvas, Point, wrap


@dataclass(frozen=True)
class Views:
    """Views in the piece's millimetres. `place`: left, top, width and height of the room for the piece itself."""

    canvas: Canvas
    piece: Canvas
    place: tuple[float, float, float, float]

    def extent(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of all of it."""
        left, top, right, bottom = self.canvas.extent()
        x, y, wide, high = self.place
        return min(left, x), min(top, y), max(right, x + wide), max(bottom, y + high)

    def body(self, scale: float, left: float, top: float) -> str:
        """As SVG text: `scale` units a millimetre, (left, top) of the views at the origin."""
        return self.canvas.body(scale, left, top) + self._corner(scale, (left, top))

    def _corner(self, scale: float, origin: Point) -> str:
        x, y, wide, high = self.place
        left, top, right, bottom = self.piece.extent()
        fit = min(wide / (right - left), high / (bottom - top))
        dx = (x - origin[0] + (wide - (right - left) * fit) / 2) * scale
        dy = (y - origin[1] + (high - (bottom - top) * fit) / 2) * scale
        return f'<g transform="translate({dx:.1f},{dy:.1f})">{self.piece.body(scale * fit, left, top)}</g>'


def on_page(views: Views, title: str, desc: str, letter: float, width: int = 600) -> Markup:
    """The views alone, as the shop's pages show them."""
    left, top, right, bottom = views.extent()
    left, right, top, bottom = left - letter, right + letter, top - letter, bottom + letter
    scale = width / (right - left)
    return wrap(views.body(scale, left, top), (width, round((bottom - top) * scale)), title, desc, "dw dw-sheet")
