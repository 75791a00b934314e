"""Blinds and what hangs at a window."""

from __future__ import annotations

import math

from markupsafe import Markup

from storefront.drawing.canvas import Canvas, Point, Space, flat_points, project
from storefront.drawing.palette import BRASS, CLAY, PAPER, RUBBER, STEEL, Material, flat, mix, paint, wood
from storefront.drawing.scene import plant
from storefront.drawing.solids import box, disc, shadow, stroke, tube, turned
from storefront.drawing.spec import Spec, choice, number, said, word


def blind(spec: Spec) -> Markup:
    """A window with a roller or roman blind half lowered; width_mm and drop_mm set the window, colour the cloth."""
    style = choice({"style": spec.get("style") or spec.get("type")}, "style", ("roller", "roman"))
    material = paint(word(spec, "colour", "linen"))
    width = number(spec, "width_mm", number(spec, "width", 1200, 300, 3200), 300, 3200)
    drop = number(spec, "drop_mm", number(spec, "drop", 1600, 300, 3200), 300, 3200)
    canvas = Canvas()
    _window(canvas, width, drop)
    lowered = drop * 0.58
    if style == "roller":
        _roller(canvas, width, drop, lowered, material, cassette=word(spec, "cassette") == "cassette")
    else:
        _roman(canvas, width, drop, lowered, material)
    _control(canvas, width, drop, word(spec, "control", "chain_r"))
    plant(canvas, (width * 0.16, -70, 0), 0.62 * min(1.2, max(0.7, drop / 1600)))
    title, desc = said(
        spec,
        f"{style.capitalize()} blind, {word(spec, 'colour', 'linen')}",
        f"{width / 10:g} by {drop / 10:g} cm, half lowered.",
    )
    return canvas.svg(title, desc, frame=(1500, 1800))


def _face(x0: float, z0: float, x1: float, z1: float, y: float = 0.0) -> list[Point]:
    return flat_points([(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)])


def _window(canvas: Canvas, width: float, drop: float) -> None:
    frame, sky = flat("#f1ede4"), "#cfdfe2"
    edge = 62.0
    canvas.shape(_face(0, 0, width, drop, 60), sky)
    hill: list[Space] = [
        (0, 60, drop * 0.2),
        (width * 0.3, 60, drop * 0.32),
        (width * 0.62, 60, drop * 0.22),
        (width, 60, drop * 0.36),
    ]
    canvas.shape(flat_points([*hill, (width, 60, 0), (0, 60, 0)]), "#a9bfa2", "plain")
    canvas.shape(_face(width * 0.12, drop * 0.3, width * 0.2, drop, 60), "#ffffff", "plain", ' fill-opacity="0.3"')
    canvas.shape(_face(0, 0, width, drop, 60), "none")
    box(canvas, (width / 2 - 20, 30, 0), (40, 30, drop), frame)
    box(canvas, (-edge, 0, -edge), (width + 2 * edge, 70, edge), frame)
    box(canvas, (-edge, 0, 0), (edge, 70, drop), frame)
    box(canvas, (width, 0, 0), (edge, 70, drop), frame)
    box(canvas, (-edge, 0, drop), (width + 2 * edge, 70, edge), frame)
    box(canvas, (-edge - 60, -150, -edge - 34), (width + 2 * edge + 120, 220, 34), wood("oak"))


def _roller(canvas: Canvas, width: float, drop: float, lowered: float, material: Material, *, cassette: bool) -> None:
    low = drop - lowered
    canvas.shape(_face(16, low, width - 16, drop - 10, -40), material.front)
    for index in range(1, 6):
        x = 16 + (width - 32) * index / 6
        canvas.line(
            flat_points([(x, -40, low + 20), (x, -40, drop - 60)]),
            "grain",
            f' stroke="{material.line}" stroke-opacity="0.22" stroke-width="1"',
        )
    canvas.shape(
        flat_points([(16, -40, low), (width * 0.3, -40, low), (width * 0.62, -40, drop - 10), (16, -40, drop - 10)]),
        material.top,
        "plain",
        ' fill-opacity="0.55"',
    )
    canvas.shape(_face(16, low, width - 16, drop - 10, -40), "none")
    box(canvas, (12, -50, low - 26), (width - 24, 22, 28), flat("#e7e1d5"))
    if cassette:
        box(canvas, (-6, -86, drop - 56), (width + 12, 84, 84), flat("#efeae0"))
    else:
        tube(canvas, (0, -46, drop - 8), (width, -46, drop - 8), 64, material)
        for x in (-14.0, width + 2):
            box(canvas, (x, -78, drop - 44), (12, 70, 80), STEEL)


def _roman(canvas: Canvas, width: float, drop: float, lowered: float, material: Material) -> None:
    low = drop - lowered
    folds, stack = 4, 5
    box(canvas, (6, -46, drop - 26), (width - 12, 40, 40), material)
    tall = (lowered - 26 - stack * 16) / folds
    for index in range(folds):
        top = drop - 26 - index * tall
        fill = material.front if index % 2 else mix(material.front, material.top, 0.6)
        points = [(10, -40, top), (width - 10, -40, top), (width - 10, -58, top - tall), (10, -58, top - tall)]
        canvas.shape(flat_points(points), fill)
        canvas.line(
            flat_points([(10, -56, top - tall + 8), (width - 10, -56, top - tall + 8)]),
            "grain",
            f' stroke="{material.line}" stroke-opacity="0.5" stroke-width="1"',
        )
    for index in range(stack):
        z = low + (stack - index) * 16
        fold: list[Space] = [
            (10, -60 - index * 5.0, z),
            (width - 10, -60 - index * 5.0, z),
            (width - 10, -64 - index * 5.0, z - 40),
            (10, -64 - index * 5.0, z - 40),
        ]
        canvas.shape(flat_points(fold), material.side if index % 2 else material.front)


def _control(canvas: Canvas, width: float, drop: float, control: str) -> None:
    if control.startswith("motor") or control == "spring":
        return
    x = 6.0 if control == "chain_l" else width - 6
    for shift in (-9, 9):
        canvas.line(flat_points([(x + shift, -84, drop - 14), (x + shift, -84, drop * 0.26)]), "ink hair")
    end = project((x, -84, drop * 0.25))
    canvas.curve(
        [(end[0] + 12 * math.cos(t), end[1] + 15 * math.sin(t)) for t in (i * math.pi / 4 for i in range(8))],
        CLAY.top,
        "ink hair",
    )


def curtain_rod(spec: Spec) -> Markup:
    """A rod with turned ends, its rings and one length of curtain."""
    rod = wood(word(spec, "species", "walnut")) if word(spec, "material") != "brass" else BRASS
    cloth = paint(word(spec, "colour", "sage"))
    canvas = Canvas()
    _curtain(canvas, cloth)
    tube(canvas, (0, 0, 900), (1100, 0, 900), 34, rod)
    for x in (0, 1100):
        end = project((x, 0, 900))
        canvas.curve(
            [(end[0] + 36 * math.cos(t), end[1] + 36 * math.sin(t)) for t in (i * math.pi / 8 for i in range(16))],
            rod.front,
        )
        canvas.curve(
            [
                (end[0] - 9 + 12 * math.cos(t), end[1] - 11 + 9 * math.sin(t))
                for t in (i * math.pi / 4 for i in range(8))
            ],
            rod.top,
            "plain",
        )
    for x in (90, 170, 250, 330, 410, 620, 720):
        at = project((x, 0, 896))
        ring = [(at[0] + 17 * math.cos(t), at[1] + 27 * math.sin(t)) for t in (i * math.pi / 8 for i in range(16))]
        canvas.cord([*ring, ring[0]], 13, BRASS.front)
    title, desc = said(spec, "Curtain rod", "A rod with turned ends and seven rings.")
    return canvas.svg(title, desc, frame=(1250, 1400))


def _curtain(canvas: Canvas, material: Material) -> None:
    """Soft folds: strips whose tones alternate, hanging from the first five rings."""
    pleats = 10
    for index in range(pleats):
        a, b = 70 + 36 * index, 70 + 36 * (index + 1)
        deep = 22 if index % 2 else -22
        top = [(a, 0, 868), (b, 0, 868)]
        low = [(b + 14 * math.sin(index + 1), deep, 30), (a + 14 * math.sin(index), -deep, 30)]
        canvas.shape(flat_points([*top, *low]), (material.front, material.top, material.side)[index % 3], "ink hair")


def tassel(spec: Spec) -> Markup:
    """A tassel on its cord, a turned head above the threads."""
    material = paint(word(spec, "colour", "mustard"))
    canvas = Canvas()
    canvas.cord([(0, -210), (-8, -170), (6, -120), (0, -64)], 8, material.front)
    turned(canvas, (0, 0, -170), [(50, 0), (40, 90), (32, 175)], material)
    for index in range(9):
        share = -0.8 + 0.2 * index
        foot, head = project((0, 0, -170)), project((0, 0, 0))
        round_off = math.sqrt(1 - share * share)
        ends = [(head[0] + share * 32, head[1] + 16 * round_off), (foot[0] + share * 50, foot[1] + 25 * round_off)]
        canvas.line(ends, "grain", f' stroke="{material.line}" stroke-opacity="0.7" stroke-width="1"')
    turned(
        canvas,
        (0, 0, 0),
        [(34, -8), (38, 6), (30, 18), (26, 24), (31, 36), (35, 50), (33, 62), (24, 74), (10, 82)],
        wood("walnut"),
    )
    title, desc = said(spec, "Tassel", "A tassel with a walnut head.")
    return canvas.svg(title, desc, frame=(330, 400))


def remote(spec: Spec) -> Markup:
    """A small remote with three keys, lying flat."""
    canvas = Canvas()
    shadow(canvas, (70, 25, 0), 84, 34)
    box(canvas, (0, 0, 0), (140, 48, 14), PAPER)
    for index, tone in enumerate(("#5f594e", "#2f5d46", "#5f594e")):
        canvas.curve(disc((34 + 36 * index, 24, 14), 12), tone)
    for index, way in ((0, 1), (2, -1)):
        x = 34 + 36 * index
        canvas.line(
            flat_points([(x - 3 * way, 19, 14), (x + 3 * way, 24, 14), (x - 3 * way, 29, 14)]),
            "mark",
            ' stroke="#fffaf0" stroke-width="1.5"',
        )
    title, desc = said(spec, "Remote", "A remote with keys for up, stop and down.")
    return canvas.svg(title, desc, frame=(220, 200))


def motor(spec: Spec) -> Markup:
    """A tubular motor with its crown and cable."""
    canvas = Canvas()
    shadow(canvas, (190, 0, -24), 220, 44)
    stroke(canvas, project((70, 0, 0)), project((360, 0, 0)), 42, STEEL)
    stroke(canvas, project((0, 0, 0)), project((70, 0, 0)), 56, flat("#8d8b86"))
    end = project((360, 0, 0))
    canvas.curve(
        [(end[0] + 13 * math.cos(t), end[1] + 21 * math.sin(t)) for t in (i * math.pi / 8 for i in range(16))],
        STEEL.side,
    )
    head = project((0, 0, 0))
    canvas.curve(
        [(head[0] + 15 * math.cos(t), head[1] + 28 * math.sin(t)) for t in (i * math.pi / 8 for i in range(16))],
        "#a9a7a1",
    )
    x, y = head
    canvas.cord([(x, y), (x - 36, y + 8), (x - 50, y + 46), (x - 12, y + 70), (x + 50, y + 78)], 9, RUBBER.front)
    title, desc = said(spec, "Blind motor", "A tubular motor with its cable.")
    return canvas.svg(title, desc, frame=(480, 360))
