"""What a table stands on: four tapered legs, trestles, steel U frames, crossed steel legs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from storefront.drawing.canvas import Canvas, Space
from storefront.drawing.palette import Material
from storefront.drawing.solids import beam, box, prism

Size = tuple[float, float, float]


def draw_base(canvas: Canvas, name: str, size: Size, material: Material) -> None:
    """The base of that name beneath a top of length, width and underside height (mm), far parts first."""
    _BASES[name](canvas, size, material)


def _square(x: float, y: float, half: float, z: float) -> list[Space]:
    return [(x - half, y - half, z), (x + half, y - half, z), (x + half, y + half, z), (x - half, y + half, z)]


def _leg(canvas: Canvas, x: float, y: float, height: float, material: Material) -> None:
    prism(canvas, _square(x, y, 24, 0), _square(x, y, 42, height), material)


def _taper4(canvas: Canvas, size: Size, material: Material) -> None:
    length, width, height = size
    left, right, near, far = 95.0, length - 95.0, 95.0, width - 95.0
    apron = 100.0
    _leg(canvas, left, far, height, material)
    box(canvas, (left, far - 12, height - apron), (right - left, 24, apron), material)
    _leg(canvas, right, far, height, material)
    box(canvas, (left - 12, near, height - apron), (24, far - near, apron), material)
    box(canvas, (right - 12, near, height - apron), (24, far - near, apron), material)
    _leg(canvas, left, near, height, material)
    box(canvas, (left + 42, near - 12, height - apron), (right - left - 84, 24, apron), material)
    _leg(canvas, right, near, height, material)


def _trestle(canvas: Canvas, size: Size, material: Material) -> None:
    length, width, height = size
    stand = 0.19 * length
    for index, x in enumerate((stand, length - stand)):
        _trestle_stand(canvas, x, width, height, material)
        if index == 0:
            box(canvas, (x + 30, width / 2 - 22, 0.36 * height), (length - 2 * stand - 60, 44, 90), material)


def _trestle_stand(canvas: Canvas, x: float, width: float, height: float, material: Material) -> None:
    spread, neck = 0.40 * width, 0.17 * width
    middle = width / 2
    for way in (1, -1):
        foot, head = (x, middle + way * spread, 0.0), (x, middle + way * neck, height - 70)
        if way == -1:
            box(canvas, (x - 22, middle - 0.29 * width, 0.36 * height), (44, 0.58 * width, 70), material)
        beam(canvas, foot, head, (32, 0, 0), (0, 36, 0), material)
    box(canvas, (x - 38, middle - 0.44 * width, height - 80), (76, 0.88 * width, 80), material)


def _steel_u(canvas: Canvas, size: Size, material: Material) -> None:
    length, width, height = size
    near, far = 0.12 * width, 0.88 * width
    for x in (0.13 * length, 0.87 * length):
        box(canvas, (x - 40, far - 25, 0), (80, 50, height), material)
        box(canvas, (x - 40, near + 25, 0), (80, far - near - 50, 26), material)
        box(canvas, (x - 40, near - 25, 0), (80, 50, height), material)
        box(canvas, (x - 40, near + 25, height - 26), (80, far - near - 50, 26), material)


def _steel_x(canvas: Canvas, size: Size, material: Material) -> None:
    length, width, height = size
    near, far = 0.1 * width, 0.9 * width
    for x in (0.17 * length, 0.83 * length):
        beam(canvas, (x, far, 0.0), (x, near, height), (40, 0, 0), (0, 26, 0), material)
        beam(canvas, (x, near, 0.0), (x, far, height), (40, 0, 0), (0, 26, 0), material)


_BASES: Final[dict[str, Callable[[Canvas, Size, Material], None]]] = {
    "taper4": _taper4,
    "trestle": _trestle,
    "steelU": _steel_u,
    "steelX": _steel_x,
}
