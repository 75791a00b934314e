"""A picture for what has none: imported goods, drawn by the word of their category."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from markupsafe import Markup

from storefront.drawing.canvas import Canvas, Point, project
from storefront.drawing.palette import BRASS, CHROME, CLAY, LEATHER, PAPER, Material, mix, paint, wood
from storefront.drawing.scene import plant, slab, vase
from storefront.drawing.solids import box, shadow, tube, turned
from storefront.drawing.spec import Spec, said, word

Painter = Callable[[Canvas, Material], None]
Spots = list[tuple[float, float]]


def _garment(canvas: Canvas, material: Material) -> None:
    """A shirt on a hanger."""
    canvas.cord([(0, -168), (0, -184), (14, -198), (2, -214), (-14, -204)], 7, CHROME.front)
    canvas.cord([(-96, -132), (-50, -152), (0, -170), (50, -152), (96, -132)], 14, wood("oak").front)
    shirt: Spots = [
        (-44, -156), (0, -138), (44, -156), (120, -122), (176, 10), (126, 32), (96, -34), (100, 168), (-100, 168),
        (-96, -34), (-126, 32), (-176, 10), (-120, -122),
    ]  # fmt: skip
    canvas.shape(shirt, material.front)
    canvas.shape([(96, -34), (100, 168), (44, 168), (58, -20)], material.side, "plain")
    canvas.shape([(-120, -122), (-176, 10), (-150, 20), (-98, -110)], material.top, "plain")
    canvas.shape(shirt, "none")
    canvas.thread([(-44, -156), (-22, -122), (0, -114), (22, -122), (44, -156)], "ink")
    canvas.line([(0, -114), (0, 168)], "ink hair")
    for index in range(4):
        y = -78 + 62 * index
        canvas.curve(
            [(6 * math.cos(t), y + 6 * math.sin(t)) for t in (i * math.pi / 4 for i in range(8))], PAPER.top, "ink hair"
        )


def _pot(canvas: Canvas, material: Material) -> None:
    shadow(canvas, (0, 0, 0), 150, 140)
    plant(canvas, (0, 0, 0), 1.0, material)


def _lamp(canvas: Canvas, material: Material) -> None:
    shadow(canvas, (0, 0, 0), 120, 110)
    turned(canvas, (0, 0, 0), [(84, 0), (84, 14), (20, 26)], wood("oak"), lid=BRASS.top)
    tube(canvas, (0, 0, 20), (0, 0, 250), 14, BRASS)
    turned(canvas, (0, 0, 220), [(140, 0), (92, 170)], material, lid="#fff3cf")


def _sofa(canvas: Canvas, material: Material) -> None:
    shadow(canvas, (850, 400, 0), 950, 470)
    for x in (90.0, 1580.0):
        for y in (760.0, 60.0):
            box(canvas, (x, y, 0), (50, 50, 130), wood("walnut"))
    box(canvas, (60, 640, 130), (1600, 200, 680), material)
    box(canvas, (0, 20, 130), (170, 820, 480), material)
    box(canvas, (170, 40, 130), (1400, 620, 180), material)
    for index in range(2):
        slab(canvas, (172 + 690 * index, 20, 310), (688, 620, 130), material, 50)
    box(canvas, (1550, 20, 130), (170, 820, 480), material)
    slab(canvas, (300, 470, 440), (330, 130, 300), paint("mustard"), 40)


def _shoes(canvas: Canvas, material: Material) -> None:
    shadow(canvas, (10, 0, -70), 190, 70)
    for dx, dy in ((-46.0, -34.0), (24.0, 26.0)):
        sole: Spots = [(-130, 46), (-130, 62), (130, 62), (142, 44)]
        upper: Spots = [(-128, 48), (-122, -46), (-70, -58), (-44, -34), (10, -22), (92, 8), (140, 30), (140, 48)]
        canvas.shape([(x + dx, y + dy) for x, y in upper], material.front)
        canvas.shape(
            [(x + dx, y + dy) for x, y in ((-128, 48), (-122, -46), (-92, -52), (-86, 48))], material.side, "plain"
        )
        canvas.shape([(x + dx, y + dy) for x, y in sole], PAPER.front)
        for index in range(4):
            x, y = -30 + 24 * index + dx, -26 + 9 * index + dy
            canvas.line([(x, y), (x - 12, y + 22)], "ink hair")


def _bag(canvas: Canvas, material: Material) -> None:
    shadow(canvas, (120, 50, 0), 150, 70)
    for y in (80.0, 14.0):
        points = [project(p) for p in ((60, y, 210), (70, y, 300), (120, y, 336), (170, y, 300), (180, y, 210))]
        canvas.cord(points, 12, LEATHER.front)
        if y > 50:
            box(canvas, (0, 0, 0), (240, 100, 230), material)
    seam = [project(p) for p in ((10, 0, 40), (230, 0, 40))]
    canvas.line(seam, "ink hair")


def _jewel(canvas: Canvas, material: Material) -> None:
    """A ring and its stone."""
    del material
    shadow(canvas, (0, 0, -100), 110, 60)
    outer = [(96 * math.cos(t), 92 * math.sin(t)) for t in (i * math.pi / 12 for i in range(24))]
    inner = [(76 * math.cos(t), 4 + 72 * math.sin(t)) for t in (-i * math.pi / 12 for i in range(24))]
    canvas.ring(outer, inner, BRASS.front)
    canvas.shape([(-34, -104), (0, -70), (34, -104), (20, -128), (-20, -128)], "#b9d3cf")
    canvas.line([(-34, -104), (34, -104)], "ink hair")
    canvas.line([(-12, -104), (0, -70), (12, -104)], "ink hair")


def _book(canvas: Canvas, material: Material) -> None:
    shadow(canvas, (130, 90, 0), 160, 120)
    box(canvas, (0, 0, 0), (260, 190, 8), material)
    box(canvas, (8, 6, 8), (244, 178, 34), PAPER)
    box(canvas, (0, 0, 42), (260, 190, 8), material)
    box(canvas, (30, 14, 50), (230, 170, 34), paint("navy"))


def _cup(canvas: Canvas, material: Material) -> None:
    shadow(canvas, (0, 0, 0), 90, 84)
    turned(canvas, (0, 0, 0), [(86, 0), (92, 8), (60, 12)], CLAY)
    canvas.cord([(46, -66), (88, -72), (92, -28), (46, -18)], 16, material.front)
    turned(canvas, (0, 0, 12), [(40, 0), (52, 24), (58, 92)], material, lid=mix(material.side, "#2a1a10", 0.5))


def _generic(canvas: Canvas, material: Material) -> None:
    """An open box with a twig: something that came to us without a picture."""
    shadow(canvas, (130, 100, 0), 150, 115)
    box(canvas, (0, 0, 0), (260, 200, 150), material)
    box(canvas, (-6, -6, 150), (272, 212, 36), material)
    vase(canvas, (130, 100, 186), 0.62)


# The beginnings of words that call for a picture, who paints it, its usual colour and the room it needs (mm).
PAINTERS: Final[tuple[tuple[str, Painter, str, Point], ...]] = (
    ("shirt tee t-shirt garment apparel cloth dress jacket hood sweater top wear", _garment, "navy", (460, 500)),
    ("shoe boot sneaker sandal", _shoes, "terracotta", (460, 380)),
    ("bag tote backpack wallet purse handbag", _bag, "sage", (420, 470)),
    ("plant pot garden seed flower soil indoor outdoor", _pot, "terracotta", (640, 760)),
    ("lamp light candle", _lamp, "cream", (460, 560)),
    ("sofa couch armchair furniture bed", _sofa, "sage", (2100, 1900)),
    ("jewel ring necklace bracelet earring watch", _jewel, "mustard", (320, 340)),
    ("book paper card print poster stationery", _book, "terracotta", (420, 400)),
    ("cup mug kitchen bowl glass tea coffee food drink", _cup, "sage", (330, 290)),
)


def placeholder(spec: Spec) -> Markup:
    """The picture that suits `category` (any words), in `colour` when given."""
    words = f"{word(spec, 'category')} {word(spec, 'label')}".lower().split()
    painter, usual, room = _chosen(words)
    canvas = Canvas()
    painter(canvas, paint(word(spec, "colour") or usual))
    name = word(spec, "label") or word(spec, "category") or "Drawing"
    return canvas.svg(*said(spec, name, "A drawing in place of a photograph."), frame=room)


def _chosen(words: list[str]) -> tuple[Painter, str, Point]:
    """The first painter one of whose beginnings starts one of the words, else the box with its twig."""
    for starts, painter, colour, room in PAINTERS:
        if any(found.startswith(tuple(starts.split())) for found in words):
            return painter, colour, room
    return _generic, "sand", (460, 500)
