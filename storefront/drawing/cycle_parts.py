"""What belongs on a bicycle: light, pump, bell, saddle, lock."""

from __future__ import annotations

import math

from markupsafe import Markup

from storefront.drawing.canvas import Canvas, project
from storefront.drawing.palette import BRASS, CHROME, LEATHER, RUBBER, STEEL, paint
from storefront.drawing.solids import shadow, stroke
from storefront.drawing.spec import Spec, said, word


def light(spec: Spec) -> Markup:
    """A bicycle lamp with its bracket."""
    canvas = Canvas()
    shadow(canvas, (40, 0, -74), 92, 60)
    stroke(canvas, (10, 20), (10, 86), 14, STEEL)
    stroke(canvas, (-22, 88), (42, 92), 20, STEEL)
    body = [(-66, -30), (-30, -50), (34, -48), (58, -40), (58, 36), (34, 44), (-30, 40), (-66, 20)]
    canvas.curve(body, STEEL.front)
    canvas.shape([(-30, 40), (34, 44), (58, 36), (58, 10), (-50, 18)], STEEL.side, "plain")
    canvas.curve(body, "none")
    for radius, fill in ((46, CHROME.front), (36, "#f6ebc4")):
        canvas.curve(
            [
                (56 + radius * 0.42 * math.cos(t), -2 + radius * math.sin(t))
                for t in (i * math.pi / 8 for i in range(16))
            ],
            fill,
        )
    for dy in (-40, 0, 40):
        canvas.line([(96, -2 + dy * 0.8), (136, -2 + dy * 1.3)], "ink hair")
    title, desc = said(spec, "Bicycle light", "A lamp with its bracket.")
    return canvas.svg(title, desc, frame=(330, 290))


def pump(spec: Spec) -> Markup:
    """A standing pump with a wooden handle."""
    canvas = Canvas()
    shadow(canvas, (0, 0, 0), 130, 70)
    for way in (-1, 1):
        stroke(canvas, (0, -6), (way * 105, 8 + way * 26), 26, STEEL)
    canvas.cord([(10, -60), (84, -40), (112, -170), (66, -330), (24, -330)], 13, RUBBER.front)
    stroke(canvas, (0, -440), (0, -560), 12, CHROME)
    stroke(canvas, (0, -14), (0, -440), 42, paint(word(spec, "colour", "ral6005")))
    stroke(canvas, (0, -428), (0, -448), 52, BRASS)
    stroke(canvas, (-112, -590), (112, -532), 34, LEATHER)
    title, desc = said(spec, "Floor pump", "A standing pump with a wooden handle.")
    return canvas.svg(title, desc, frame=(520, 700))


def bell(spec: Spec) -> Markup:
    """A brass bell on its clamp."""
    canvas = Canvas()
    shadow(canvas, (8, 0, -52), 84, 62)
    stroke(canvas, (-70, 62), (70, 62), 24, STEEL)
    stroke(canvas, (0, 20), (0, 56), 34, STEEL)
    dome = [(74 * math.cos(t), 8 - 78 * math.sin(t)) for t in (i * math.pi / 12 for i in range(13))]
    brim = [(74 * math.cos(t), 8 + 24 * math.sin(t)) for t in (math.pi - i * math.pi / 12 for i in range(13))]
    canvas.shape([*dome, *brim], BRASS.front, "plain")
    shade = [(x, y) for x, y in dome if x > 22]
    canvas.shape([*shade, (30, 29), (58, 22)], BRASS.side, "plain")
    canvas.shape([(-58, -4), (-44, -44), (-24, -62), (-34, -30), (-40, 4)], BRASS.top, "plain")
    canvas.shape([*dome, *brim], "none")
    canvas.curve([(9 * math.cos(t), -72 + 6 * math.sin(t)) for t in (i * math.pi / 4 for i in range(8))], BRASS.top)
    stroke(canvas, (60, 30), (98, 12), 14, STEEL)
    title, desc = said(spec, "Bell", "A brass bell.")
    return canvas.svg(title, desc, frame=(290, 280))


_SADDLE = [
    (-150, 0),
    (-150, 48),
    (-118, 80),
    (-52, 72),
    (40, 38),
    (130, 26),
    (160, 0),
    (130, -26),
    (40, -38),
    (-52, -72),
    (-118, -80),
    (-150, -48),
]


def saddle(spec: Spec) -> Markup:
    """A saddle in leather or black, with rails and rivets."""
    material = RUBBER if word(spec, "colour") == "black" else LEATHER
    canvas = Canvas()
    shadow(canvas, (0, 0, -120), 170, 80)
    for y in (-26, 26):
        canvas.cord(
            [project(p) for p in ((-110, y, -14), (-60, y, -66), (60, y, -62), (130, y, -14))], 11, CHROME.front
        )
    canvas.curve([project((a, b * 1.02, -36 if a > -100 else -28)) for a, b in _SADDLE], material.side)
    canvas.curve([project((a, b, 22 if a < -90 else 6 if a < 90 else 2)) for a, b in _SADDLE], material.top)
    for a, b in ((-132, 36), (-132, -36), (-138, 0), (138, 0)):
        spot = project((a, b, 20 if a < 0 else 3))
        canvas.curve(
            [(spot[0] + 6 * math.cos(t), spot[1] + 4 * math.sin(t)) for t in (i * math.pi / 4 for i in range(8))],
            BRASS.front,
            "ink hair",
        )
    title, desc = said(spec, "Saddle", "A saddle with its rails.")
    return canvas.svg(title, desc, frame=(430, 330))


def lock(spec: Spec) -> Markup:
    """A folding shackle lock with its key."""
    canvas = Canvas()
    shadow(canvas, (10, 0, -84), 110, 60)
    outer = [(66 * math.cos(t), -40 - 96 * math.sin(t)) for t in (i * math.pi / 14 for i in range(15))]
    inner = [(42 * math.cos(t), -40 - 70 * math.sin(t)) for t in (math.pi - i * math.pi / 14 for i in range(15))]
    canvas.shape([*outer, (-66, 20), (-42, 20), *inner, (42, 20), (66, 20)], CHROME.front)
    material = paint(word(spec, "colour", "ral6005"))
    canvas.shape([(-88, 8), (74, 8), (74, 96), (-88, 96)], material.front)
    canvas.shape([(-88, 8), (74, 8), (98, -6), (-64, -6)], material.top)
    canvas.shape([(74, 8), (98, -6), (98, 82), (74, 96)], material.side)
    canvas.curve(
        [(-8 + 13 * math.cos(t), 46 + 13 * math.sin(t)) for t in (i * math.pi / 6 for i in range(12))], BRASS.front
    )
    canvas.cord([(-8, 43), (-8, 56)], 4, "#1e1c18")
    title, desc = said(spec, "Lock", "A shackle lock.")
    return canvas.svg(title, desc, frame=(330, 330))
