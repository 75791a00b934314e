"""A blind at its window, drawn from its numbers. Every choice shows; each part is a group that keeps its elements."""

from __future__ import annotations

from markupsafe import Markup

from storefront.drawing.blind_cloth import draw_roll, roller_cloth, roman_cloth
from storefront.drawing.blind_parts import draw_bottom, draw_control, draw_head
from storefront.drawing.blind_spec import BlindSpec, blind_words, read_blind
from storefront.drawing.canvas import COS, SIN, Canvas, Point, flat_points
from storefront.drawing.palette import flat, wood
from storefront.drawing.scene import plant
from storefront.drawing.solids import box
from storefront.drawing.spec import Spec, said

_FRAME, _WALL = flat("#f1ede4"), flat("#ddd5c6")
_EDGE = 62.0


def blind(spec: Spec) -> Markup:
    """A window with a roller or roman blind half lowered, by style, width_mm, drop_mm, fabric, colour, control,
    cassette, bottom, roll, lining and mount."""
    known = read_blind(spec)
    canvas = Canvas()
    draw_blind(canvas, known)
    title, desc = said(spec, *blind_words(known))
    return canvas.svg(title, desc, frame=_room(known))


def draw_blind(canvas: Canvas, blind: BlindSpec) -> None:
    """The whole window, far things first."""
    with canvas.part("window", "window"):
        _window(canvas, blind)
    with canvas.part("wall", "recess" if blind.recess else "exact"):
        _wall(canvas, blind)
    kind = f"{blind.style}-{'cassette' if blind.cassette else 'open'}-{'front' if blind.front else 'back'}"
    over = not blind.roman and not blind.front and not blind.cassette
    with canvas.part("roll-behind", f"{kind}"):
        if not blind.roman and not over and not blind.cassette:
            draw_roll(canvas, blind)
    texture = f"{blind.style}-{blind.fabric}-{blind.lining}"
    with canvas.part("cloth", f"{texture}-{blind.folds if blind.roman else 1}"):
        (roman_cloth if blind.roman else roller_cloth)(canvas, blind)
    with canvas.part("roll", kind):
        if over:
            draw_roll(canvas, blind)
    with canvas.part("bottom", "bar"):
        draw_bottom(canvas, blind)
    with canvas.part("head", kind):
        draw_head(canvas, blind)
    with canvas.part("control", f"{blind.control}-{'cassette' if blind.cassette else 'open'}"):
        draw_control(canvas, blind)
    with canvas.part("plant", "plant"):
        plant(canvas, (max(80.0, blind.width * 0.15), -80, 0), 0.56 * min(1.0, max(0.45, blind.drop / 1000)))


def _room(blind: BlindSpec) -> Point:
    """The room of the picture: mostly the window's own size, partly the largest one's, so that larger looks larger."""
    wide = (blind.width + (2800 - blind.width) * 0.16) * COS + 215
    high = (blind.drop + (3000 - blind.drop) * 0.16) * COS + blind.width * SIN * SIN + 250
    return wide, high


def _face(x0: float, z0: float, x1: float, z1: float, y: float) -> list[Point]:
    return flat_points([(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)])


def _window(canvas: Canvas, blind: BlindSpec) -> None:
    """Sky, hills, light on the glass, the frame with its middle post, the oak sill."""
    width, drop = blind.width, blind.drop
    canvas.shape(_face(0, 0, width, drop, 60), "#cfdfe2")
    for tone, heights in (("#bccbb9", (0.3, 0.4, 0.31, 0.43)), ("#a4bc9d", (0.2, 0.25, 0.17, 0.27))):
        ridge = [(width * share, 60.0, drop * high) for share, high in zip((0, 0.33, 0.66, 1), heights, strict=True)]
        canvas.shape(flat_points([*ridge, (width, 60, 0), (0, 60, 0)]), tone, "plain")
    for start, wide in ((0.1, 0.1), (0.24, 0.03)):
        pane = [(width * start, 0), (width * (start + wide), 0), (width * (start + wide + 0.16), drop),
                (width * (start + 0.16), drop)]  # fmt: skip
        canvas.shape(flat_points([(x, 60, z) for x, z in pane]), "#ffffff", "plain", ' fill-opacity="0.28"')
    canvas.shape(_face(0, 0, width, drop, 60), "none")
    box(canvas, (width / 2 - 20, 30, 0), (40, 30, drop), _FRAME)
    box(canvas, (-_EDGE, 0, -_EDGE), (width + 2 * _EDGE, 70, _EDGE), _FRAME)
    box(canvas, (-_EDGE, 0, 0), (_EDGE, 70, drop), _FRAME)
    box(canvas, (width, 0, 0), (_EDGE, 70, drop), _FRAME)
    box(canvas, (-_EDGE, 0, drop), (width + 2 * _EDGE, 70, _EDGE), _FRAME)
    box(canvas, (-_EDGE - 60, -150, -_EDGE + 28), (width + 2 * _EDGE + 120, 150, 34), wood("oak"))


def _wall(canvas: Canvas, blind: BlindSpec) -> None:
    """The left jamb and the lintel of a recess, its right side cut away; a size as ordered needs no wall."""
    if not blind.recess:
        return
    deep, thick = 104.0, 92.0
    box(canvas, (-thick, -deep, 0), (thick - 4, deep, blind.drop + 6), _WALL)
    box(canvas, (-thick, -deep, blind.drop + 6), (blind.width + 2 * thick, deep + 40, thick), _WALL)
