"""Tins, bottles, brushes, cloths and parcels."""

from __future__ import annotations

import math

from markupsafe import Markup

from storefront.drawing.canvas import COS, SIN, Canvas, Point, Space, flat_points, project
from storefront.drawing.palette import BRASS, CARD, CHROME, PAPER, Material, flat, mix, paint, wood
from storefront.drawing.scene import slab
from storefront.drawing.solids import beam, box, disc, prism, round_shares, shadow, turned
from storefront.drawing.spec import Spec, said, word

# The first that the words contain wins, so a hardwax oil is a hardwax.
_TINS = {"hardwax": "#2f5d46", "soap": "#6f8a73", "lacquer": "#6b6a66", "oil": "#b5763a"}


def tin(spec: Spec) -> Markup:
    """A tin with a paper band and its name; variant oil | hardwax | soap sets the band, label the words."""
    variant = word(spec, "variant")
    label = word(spec, "label") or {"oil": "Oil", "soap": "Soap"}.get(variant, "Hardwax")
    key = next((name for name in _TINS if name in (variant or label).lower()), "oil")
    canvas = Canvas()
    shadow(canvas, (0, 0, 0), 70, 66)
    turned(canvas, (0, 0, 0), [(52, 0), (54, 3), (54, 118), (52, 121)], CHROME)
    band(canvas, (0, 0, 0), 54.4, (22, 100), flat(_TINS[key]))
    turned(canvas, (0, 0, 121), [(54, 0), (54, 9), (50, 11)], CHROME)
    canvas.curve(disc((0, 0, 132), 41), CHROME.front, "ink hair")
    canvas.curve(disc((0, 0, 131), 37), CHROME.top, "ink hair")
    _label(canvas, label, word(spec, "size"))
    title, desc = said(spec, f"Tin of {label.lower()}", f"Band of the tin: {label}.")
    return canvas.svg(title, desc, frame=(210, 250))


def _label(canvas: Canvas, label: str, size: str) -> None:
    foot = project((0, 0, 0))
    words = label.split()[:3] if len(label) > 11 else [label]
    words = [part[:14] for part in words]
    letter = min(17.0, 118 / max(6, max(len(part) for part in words)))
    middle = foot[1] + SIN * 54 - 61 * COS - (len(words) - 1) * letter * 0.55 + letter * 0.1
    for index, part in enumerate(words):
        canvas.text((foot[0], middle + index * letter * 1.1), part, letter, "label-text", ' fill="#fffaf0"')
    if size:
        canvas.text(
            (foot[0], foot[1] + SIN * 54 - 31 * COS), size[:10], 8, "label-text", ' fill="#fffaf0" fill-opacity="0.85"'
        )


def band(canvas: Canvas, at: Space, radius: float, span: Point, material: Material) -> None:
    """A paper band round an upright cylinder, from one height to another."""
    foot = project(at)

    def part(left: float, right: float) -> list[Point]:
        edge = [
            (foot[0] + s * radius, SIN * radius * math.sqrt(max(0.0, 1 - s * s))) for s in round_shares(left, right)
        ]
        low = [(x, foot[1] + y - span[0] * COS) for x, y in edge]
        high = [(x, foot[1] + y - span[1] * COS) for x, y in reversed(edge)]
        return low + high

    canvas.shape(part(-1, 1), material.front, "plain")
    canvas.shape(part(0.42, 1), material.side, "plain")
    canvas.shape(part(-0.78, -0.5), material.top, "plain")
    canvas.shape(part(-1, 1), "none", "ink hair")


def bottle(spec: Spec) -> Markup:
    """A drinking bottle or a bottle of soap: shoulders, neck, stopper."""
    material = paint(word(spec, "colour", "sage"))
    canvas = Canvas()
    shadow(canvas, (0, 0, 0), 52, 48)
    body = [(36, 0), (38, 4), (38, 130), (34, 148), (20, 166), (18, 178)]
    turned(canvas, (0, 0, 0), body, material)
    turned(canvas, (0, 0, 176), [(20, 0), (21, 4), (21, 24), (18, 28)], flat("#2c2b29"))
    band(canvas, (0, 0, 0), 38.3, (48, 100), PAPER)
    label = word(spec, "label")[:9]
    if label:
        foot = project((0, 0, 0))
        letter = min(15.0, 84 / max(6, len(label)))
        canvas.text((foot[0], foot[1] + 19 - 68 * COS), label, letter, "label-text", ' fill="#1e1c18"')
    title, desc = said(spec, "Bottle", label)
    return canvas.svg(title, desc, frame=(200, 270))


def brush(spec: Spec) -> Markup:
    """A flat brush lying on its side, bristles to the right."""
    handle = wood(word(spec, "species", "oak"))
    canvas = Canvas()
    shadow(canvas, (125, 30, 0), 150, 44)
    slab(canvas, (0, 14, 6), (110, 32, 14), handle, 14)
    slab(canvas, (92, 4, 4), (34, 52, 18), handle, 6)
    box(canvas, (124, 2, 2), (34, 56, 22), BRASS)
    bristle = flat("#c8a878")
    low: list[Space] = [(158, 4, 4), (236, -2, 8), (236, 62, 8), (158, 56, 4)]
    high: list[Space] = [(158, 4, 22), (236, -2, 14), (236, 62, 14), (158, 56, 22)]
    prism(canvas, low, high, bristle)
    for index in range(9):
        a, b = 6 + 6.0 * index, -1 + 7.6 * index
        canvas.line(
            flat_points([(160, a, 22), (235, b, 14)]),
            "grain",
            f' stroke="{bristle.line}" stroke-opacity="0.6" stroke-width="1"',
        )
    hole = disc((14, 30, 20), 6)
    canvas.curve(hole, mix(handle.side, "#1e1c18", 0.5), "ink hair")
    title, desc = said(spec, "Brush", "A flat brush for oil, bristles bound in brass.")
    return canvas.svg(title, desc, frame=(270, 250))


def cloth(spec: Spec) -> Markup:
    """Folded cloths in a stack, a stripe at the hem."""
    material = paint(word(spec, "colour", "cream"))
    stripe = paint(word(spec, "stripe", "green"))
    canvas = Canvas()
    shadow(canvas, (90, 70, 0), 110, 88)
    for layer in range(3):
        z = 17.0 * layer
        shift = (3.0, -2.0, 1.0)[layer]
        slab(canvas, (shift, -shift, z), (180, 140, 14), material, 9)
        edge = [(shift + 2, -shift, z + 7), (shift + 172, -shift, z + 7)]
        canvas.line(flat_points(edge), "ink hair")
    z = 48.0
    for x in (26, 40):
        ring: list[Space] = [(x, -1, z), (x + 8, -1, z), (x + 8, 139, z), (x, 139, z)]
        canvas.shape(flat_points(ring), stripe.front, "plain")
    title, desc = said(spec, "Cloths", "Three folded cloths with a striped hem.")
    return canvas.svg(title, desc, frame=(330, 310))


def parcel(spec: Spec) -> Markup:
    """A parcel with paper tape, a label and the marks of care."""
    canvas = Canvas()
    shadow(canvas, (150, 110, 0), 170, 125)
    box(canvas, (0, 0, 0), (300, 220, 180), CARD)
    tape = mix(CARD.top, "#fff6e6", 0.45)
    canvas.shape(flat_points([(0, 92, 180), (300, 92, 180), (300, 128, 180), (0, 128, 180)]), tape, "ink hair")
    canvas.shape(
        flat_points([(300, 92, 180), (300, 92, 120), (300, 128, 120), (300, 128, 180)]),
        mix(tape, CARD.side, 0.45),
        "ink hair",
    )
    canvas.shape(flat_points([(28, 0, 46), (130, 0, 46), (130, 0, 132), (28, 0, 132)]), PAPER.top, "ink hair")
    for z, end in ((112, 108), (98, 92), (84, 116)):
        canvas.line(flat_points([(42, 0, z), (end, 0, z)]), "ink hair")
    for index in range(9):
        x = 42 + 8 * index
        canvas.line(flat_points([(x, 0, 56), (x, 0, 72)]), "ink" if index % 3 else "ink hair")
    title, desc = said(spec, "Parcel", "A cardboard parcel with its label.")
    return canvas.svg(title, desc, frame=(460, 440))


def crate(spec: Spec) -> Markup:
    """A wooden crate for large pieces, boards and corner posts."""
    material = wood("ash")
    canvas = Canvas()
    shadow(canvas, (300, 120, 0), 330, 140)
    box(canvas, (0, 0, 20), (600, 240, 300), material)
    for x in (0.0, 280.0, 560.0):
        box(canvas, (x, -14, 0), (40, 14, 330), material)
    for z in (90, 170, 245):
        for a, b in ((40, 280), (320, 560)):
            canvas.line(flat_points([(a, 0, z), (b, 0, z)]), "ink hair")
    beam(canvas, (600, 20, 40), (600, 220, 300), (8, 0, 0), (0, 14, 0), material)
    title, desc = said(spec, "Crate", "A wooden crate.")
    return canvas.svg(title, desc, frame=(800, 640))
