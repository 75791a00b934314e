"""Seats, boards and wood samples."""

from __future__ import annotations

import math

from markupsafe import Markup

from storefront.drawing.canvas import Canvas, Point, flat_points, project
from storefront.drawing.palette import LEATHER, PAPER, Material, mix, paint, wood
from storefront.drawing.scene import chair, plant, slab
from storefront.drawing.solids import beam, box, grain, shadow, turned
from storefront.drawing.spec import Spec, said, word

WORDS = {"oak": "Oak", "ash": "Ash", "walnut": "Walnut"}


def species(spec: Spec, usual: str = "oak") -> tuple[str, Material]:
    """The species' word and its tones."""
    name = word(spec, "species", usual)
    return WORDS.get(name, "Wooden"), wood(name)


def chair_still(spec: Spec) -> Markup:
    """A dining chair, seen from the front, with a plant beside it."""
    name, material = species(spec)
    seats = {"leather": LEATHER, "paper": PAPER}
    seat = seats.get(word(spec, "seat"), material)
    canvas = Canvas()
    shadow(canvas, (0, 20, 0), 290, 300)
    chair(canvas, (0, 0, 0), -1, material, seat)
    title, desc = said(spec, f"{name} chair", "A dining chair, 83 cm high.")
    return canvas.svg(title, desc, frame=(900, 1120))


def stool(spec: Spec) -> Markup:
    """A round stool on three legs."""
    name, material = species(spec)
    canvas = Canvas()
    shadow(canvas, (0, 0, 0), 230, 220)
    for turn in (60, 180, 300):
        x, y = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        beam(canvas, (185 * x, 185 * y, 0), (105 * x, 105 * y, 430), (17, 0, 0), (0, 17, 0), material)
    turned(canvas, (0, 0, 425), [(150, 0), (168, 10), (170, 34)], material)
    _rings(canvas, (0, 0, 459), 150, material)
    title, desc = said(spec, f"{name} stool", "A round stool on three legs, 46 cm high.")
    return canvas.svg(title, desc, frame=(760, 900))


def _rings(canvas: Canvas, at: tuple[float, float, float], radius: float, material: Material) -> None:
    for index in range(6):
        y = -radius * 0.8 + radius * 1.6 * index / 5
        half = math.sqrt(max(0.0, radius**2 - y**2)) * 0.92
        line = [(at[0] - half + 2 * half * s / 5, at[1] + y + 5 * math.sin(s * 1.7 + index), at[2]) for s in range(6)]
        canvas.thread(flat_points(line), "grain", f' stroke="{material.line}" stroke-opacity="0.5" stroke-width="1"')


def bench(spec: Spec) -> Markup:
    """A long bench with a plant behind its end."""
    name, material = species(spec)
    canvas = Canvas()
    shadow(canvas, (750, 170, 0), 800, 220)
    plant(canvas, (260, 560, 0), 1.0)
    for x in (140, 1300):
        box(canvas, (x, 250, 0), (60, 60, 410), material)
        box(canvas, (x + 10, 90, 300), (40, 160, 70), material)
        box(canvas, (x, 30, 0), (60, 60, 410), material)
        if x == 140:
            box(canvas, (200, 150, 310), (1100, 40, 60), material)
    slab(canvas, (0, 0, 410), (1500, 340, 40), material, 22)
    grain(canvas, (0, 0, 450), (1500, 0, 0), (0, 340, 0), material, "bench")
    title, desc = said(spec, f"{name} bench", "A bench, 150 cm long and 45 cm high.")
    return canvas.svg(title, desc, frame=(1700, 1300))


def cutting_board(spec: Spec) -> Markup:
    """A cutting board with a groove for the thumb and a leather loop."""
    name, material = species(spec)
    canvas = Canvas()
    shadow(canvas, (210, 140, 0), 240, 170)
    slab(canvas, (0, 0, 0), (420, 280, 30), material, 34)
    grain(canvas, (10, 8, 30), (390, 0, 0), (0, 264, 0), material, "board")
    hole = [project((378 + 15 * math.cos(t), 140 + 15 * math.sin(t), 30)) for t in (i * math.pi / 8 for i in range(16))]
    canvas.curve(hole, mix(material.side, "#1e1c18", 0.5))
    loop = [
        project(p)
        for p in ((378, 140, 30), (430, 120, 34), (480, 128, 12), (470, 152, 8), (425, 152, 26), (384, 144, 30))
    ]
    canvas.cord(loop, 9, LEATHER.front)
    title, desc = said(spec, f"{name} cutting board", "A board of 42 by 28 cm with a leather loop.")
    return canvas.svg(title, desc, frame=(560, 480))


def sample_chip(spec: Spec) -> Markup:
    """A chip of one species: a full swatch that reads at 36 px too."""
    name, material = species(spec)
    finish = word(spec, "finish")
    material = wood(word(spec, "species", "oak"), finish) if finish else material
    canvas = Canvas()
    canvas.shape([(0, 0), (100, 0), (100, 100), (0, 100)], material.top, "plain")
    for index in range(6):
        y = 10 + 16 * index
        wave = [(x, y + 4 * math.sin(x / 23 + index * 1.9)) for x in range(0, 101, 20)]
        canvas.thread(wave, "grain", f' stroke="{material.line}" stroke-opacity="0.55" stroke-width="1.2"')
    title, desc = said(spec, f"{name} sample", "")
    return canvas.svg(title, desc, width=100, margin=0)


def wood_sample(spec: Spec) -> Markup:
    """A stocked sample: a small block of the wood with its label."""
    name, material = species(spec)
    canvas = Canvas()
    shadow(canvas, (60, 40, 0), 75, 52)
    slab(canvas, (0, 0, 0), (120, 80, 18), material, 8)
    grain(canvas, (2, 2, 18), (116, 0, 0), (0, 76, 0), material, f"{name} sample")
    canvas.slanted((60, 14, 18), (1, 0, 0), (0, 1, 0), name, 15, f' fill="{mix(material.side, "#1e1c18", 0.5)}"')
    title, desc = said(spec, f"{name} sample", "A block of 12 by 8 cm, oiled on one half.")
    return canvas.svg(title, desc, frame=(220, 220))


def swatch(spec: Spec) -> Markup:
    """A flat colour swatch of cloth or paint, for option rows."""
    material = paint(word(spec, "colour", "linen"))
    canvas = Canvas()
    canvas.shape([(0, 0), (100, 0), (100, 100), (0, 100)], material.front, "plain")
    canvas.shape([(0, 0), (100, 0), (0, 100)], material.top, "plain", ' fill-opacity="0.55"')
    for index in range(9):
        at = 6 + 11 * index
        canvas.line(
            [(at, 0), (at, 100)], "weave", f' stroke="{material.line}" stroke-opacity="0.14" stroke-width="1.5"'
        )
        canvas.line(
            [(0, at), (100, at)], "weave", f' stroke="{material.line}" stroke-opacity="0.14" stroke-width="1.5"'
        )
    title, desc = said(spec, f"Swatch, {word(spec, 'colour', 'linen')}", "")
    return canvas.svg(title, desc, width=100, margin=0)


def swatch_book(spec: Spec) -> Markup:
    """A fan of cloth samples held by a brass pin."""
    canvas = Canvas()
    shadow(canvas, (110, 30, 0), 150, 90)
    names = ("navy", "sage", "terracotta", "mustard", "grey", "sand", "white")
    for index, name in enumerate(names):
        turn = math.radians(62 - index * 17)
        _leaf_of_cloth(canvas, turn, 4.0 * index, paint(name))
    pin: Point = project((14, 10, 32))
    canvas.curve(
        [(pin[0] + 7 * math.cos(t), pin[1] + 5 * math.sin(t)) for t in (i * math.pi / 4 for i in range(8))], "#c29a49"
    )
    title, desc = said(spec, "Swatch book", "Seven cloths on a pin, to hold against your window.")
    return canvas.svg(title, desc, frame=(420, 400))


def _leaf_of_cloth(canvas: Canvas, turn: float, z: float, material: Material) -> None:
    ux, uy = math.cos(turn), math.sin(turn)
    corners = [(-6, -30), (230, -34), (230, 34), (-6, 30)]
    ring = [(14 + a * ux - b * uy, 10 + a * uy + b * ux, z) for a, b in corners]
    low = [(x, y, z - 3) for x, y, _ in ring]
    canvas.shape(flat_points(low), material.side, "ink hair")
    canvas.shape(flat_points(ring), material.top)
    for index in range(1, 6):
        b = -34 + 68 * index / 6
        line = [(14 + a * ux - b * uy, 10 + a * uy + b * ux, z) for a in (20, 220)]
        canvas.line(flat_points(line), "grain", f' stroke="{material.line}" stroke-opacity="0.25" stroke-width="1"')
