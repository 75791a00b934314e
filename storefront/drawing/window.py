"""What hangs at a window beside a blind, and what works it."""

from __future__ import annotations

import math

from markupsafe import Markup

from storefront.drawing.canvas import Canvas, flat_points, project
from storefront.drawing.palette import BRASS, PAPER, RUBBER, STEEL, Material, flat, paint, wood
from storefront.drawing.solids import box, disc, shadow, stroke, tube, turned
from storefront.drawing.spec import Spec, said, word


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
