"""The table, drawn from its numbers. Every choice shows: size, thickness, wood, edge, base, finish, leaves, words.

The outline always has the same points in the same order, so that a script may move one drawing into another.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from storefront.drawing.canvas import Canvas, Point, Space, flat_points, project
from storefront.drawing.palette import STEEL, Material, mix, wood
from storefront.drawing.solids import grain, shadow
from storefront.drawing.spec import Spec, choice, number, word
from storefront.drawing.table_base import draw_base

SPECIES = ("oak", "ash", "walnut")
EDGES = ("square", "chamfer", "rounded", "live")
BASES = ("taper4", "trestle", "steelU", "steelX")
FINISHES = ("oil", "hardwax", "lacquer_matt", "soap")
EXTENSIONS = ("none", "one500", "two500")
# The corner's stops. Seen from 30° the silhouette turns exactly at the 30° stops; tones change at 45°.
_STOPS = (0, 30, 45, 60, 90)
_ALONG = 13
_SHEEN = {"oil": 0.10, "hardwax": 0.2, "lacquer_matt": 0.34, "soap": 0.04}


@dataclass(frozen=True)
class TableSpec:
    """What a table drawing knows. Lengths in mm."""

    length: float
    width: float
    height: float
    top: float
    species: str
    edge: str
    base: str
    finish: str
    extension: str
    engraving: str

    @property
    def leaves(self) -> tuple[int, int]:
        """Leaves of 500 mm at the left and the right end."""
        return {"one500": (0, 1), "two500": (1, 1)}.get(self.extension, (0, 0))


def read_table(spec: Spec) -> TableSpec:
    """The table of a spec dict, bounded to what can be drawn."""
    return TableSpec(
        length=number(spec, "length_mm", 2100, 600, 4000),
        width=number(spec, "width_mm", 900, 400, 2000),
        height=number(spec, "height_mm", 740, 300, 1200),
        top=number(spec, "top_mm", 32, 12, 100),
        species=choice(spec, "species", SPECIES),
        edge=choice(spec, "edge", EDGES),
        base=choice(spec, "base", BASES),
        finish=choice(spec, "finish", FINISHES),
        extension=choice(spec, "extension", EXTENSIONS),
        engraving=word(spec, "engraving").strip()[:40],
    )


def outline(table: TableSpec, inset: float, z: float) -> list[Space]:
    """The plan of the top, counter-clockwise from the near left corner: sides of 13, corners of 5 points."""
    radius = {"square": 6.0, "chamfer": 12.0, "rounded": 70.0, "live": 40.0}[table.edge]
    ends = (
        (radius, radius, 180), (table.length - radius, radius, 270),
        (table.length - radius, table.width - radius, 0), (radius, table.width - radius, 90),
    )  # fmt: skip
    ring: list[Space] = []
    for index, (cx, cy, start) in enumerate(ends):
        arc = [_on_arc(cx, cy, max(1.0, radius - inset), start + stop, z) for stop in _STOPS]
        ring.extend(arc)
        following = ends[(index + 1) % 4]
        after = _on_arc(following[0], following[1], max(1.0, radius - inset), start + 90, z)
        ring.extend(_side(table, arc[-1], after, index))
    return ring


def _on_arc(cx: float, cy: float, radius: float, degrees: float, z: float) -> Space:
    turn = math.radians(degrees)
    return cx + radius * math.cos(turn), cy + radius * math.sin(turn), z


def _side(table: TableSpec, start: Space, end: Space, index: int) -> list[Space]:
    """Points between two corners; the long sides of a live edge follow the trunk."""
    sway = Random(f"{table.species}{index}") if table.edge == "live" and index in (0, 2) else None  # noqa: S311
    points = []
    for step in range(1, _ALONG + 1):
        share = step / (_ALONG + 1)
        x, y = start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
        drift = sway.uniform(-18, 46) * math.sin(math.pi * share) ** 0.5 if sway else 0.0
        points.append((x, y + (drift if index == 0 else -drift), start[2]))
    return points


def rings(table: TableSpec) -> tuple[list[Space], list[Space], list[Space]]:
    """Top face, arris, underside: what the edge profile does to the outline."""
    high, low = table.height, table.height - table.top
    inset, drop, under = {
        "square": (0.0, 0.0, 0.0),
        "chamfer": (16.0, 0.45 * table.top, 0.0),
        "rounded": (13.0, 0.3 * table.top, 9.0),
        "live": (26.0, 0.55 * table.top, 12.0),
    }[table.edge]
    return outline(table, inset, high), outline(table, 0.0, high - drop), outline(table, under, low)


def draw_table(canvas: Canvas, table: TableSpec) -> None:
    """The whole table: shadow, base, top, and what lies on the top."""
    material = wood(table.species, table.finish)
    centre = (table.length / 2, table.width / 2, 0.0)
    shadow(canvas, centre, table.length * 0.53, table.width * 0.56)
    frame = STEEL if table.base.startswith("steel") else material
    with canvas.part("base", table.base):
        draw_base(canvas, table.base, (table.length, table.width, table.height - table.top), frame)
    joint, words = "joint" if table.extension != "none" else "whole", "words" if table.engraving else "plain"
    with canvas.part("top", f"{table.edge}-{joint}-{words}"):
        _top(canvas, table, material)
    with canvas.part("leaves", table.extension):
        _leaves(canvas, table)


def _top(canvas: Canvas, table: TableSpec, material: Material) -> None:
    face, arris, under = rings(table)
    bark = mix(material.front, "#3a2413", 0.45) if table.edge == "live" else material.front
    side = mix(material.side, "#3a2413", 0.1)
    front, right = _spans()
    canvas.shape(_strip(arris, under, right), side)
    canvas.shape(_strip(arris, under, front), bark)
    rounded = table.edge == "rounded"
    if table.edge != "square":
        lit = mix(material.top, "#fff0d8", 0.55 if table.edge == "live" else 0.4)
        canvas.shape(_strip(face, arris, right), mix(side, lit, 0.35 if rounded else 0.2), "ink hair")
        canvas.shape(_strip(face, arris, front), mix(material.front, lit, 0.7), "ink hair")
    canvas.shape(flat_points(face), material.top)
    _surface(canvas, table, material)


def _spans() -> tuple[list[int], list[int]]:
    """Indices of the outline seen from the front and from the right end."""
    block = len(_STOPS) + _ALONG
    front = list(range(1, block + 3))
    right = list(range(block + 2, 2 * block + 2))
    return front, right


def _strip(upper: list[Space], lower: list[Space], span: list[int]) -> list[Point]:
    return flat_points([upper[i] for i in span]) + flat_points([lower[i] for i in reversed(span)])


def _surface(canvas: Canvas, table: TableSpec, material: Material) -> None:
    """Sheen, grain, the joint of an extending top, the engraving."""
    length, width, z = table.length, table.width, table.height
    pale = [(0.10, 0.06), (0.30, 0.06), (0.52, 0.94), (0.32, 0.94)]
    canvas.shape(flat_points([(length * u, width * v, z) for u, v in pale]), "#ffffff", "sheen",
                 f' fill-opacity="{_SHEEN[table.finish]:.2f}"')  # fmt: skip
    grain(canvas, (0, 0, z), (length, 0, 0), (0, width, 0), material, f"{table.species} top")
    if table.extension != "none":
        joint = [(length / 2, 4.0, z), (length / 2, width - 4.0, z)]
        canvas.line(flat_points(joint), "ink hair")
    if table.engraving:
        size = min(120.0, 0.9 * length / max(6, len(table.engraving)))
        canvas.slanted((length * 0.5, width * 0.14, z), (1, 0, 0), (0, 1, 0), table.engraving, size,
                       f' fill="{mix(material.side, "#140c06", 0.7)}"')  # fmt: skip


def _leaves(canvas: Canvas, table: TableSpec) -> None:
    """Leaves that can be added, as a dashed continuation of the top."""
    left, right = table.leaves
    for start, count in ((-500.0 * left, left), (table.length, right)):
        if not count:
            continue
        z = table.height
        ring = [(start, 0.0, z), (start + 500, 0.0, z), (start + 500, table.width, z), (start, table.width, z)]
        canvas.shape(flat_points(ring), "#ffffff", "ink hair leaf", ' fill-opacity="0.12" stroke-dasharray="6 5"')


def table_words(table: TableSpec) -> tuple[str, str]:
    """Title and description in a shopper's words."""
    woods = {"oak": "Oak", "ash": "Ash", "walnut": "Walnut"}
    bases = {"taper4": "four tapered legs", "trestle": "a trestle base", "steelU": "a steel U frame",
             "steelX": "crossed steel legs"}  # fmt: skip
    edges = {"square": "square edges", "chamfer": "chamfered edges", "rounded": "rounded edges", "live": "a live edge"}
    size = f"{table.length / 10:g} by {table.width / 10:g} cm, {table.height / 10:g} cm high"
    desc = f"{size}, with {bases[table.base]} and {edges[table.edge]}."
    if table.engraving:
        desc += f" Engraved: {table.engraving}."
    return f"{woods[table.species]} table", desc


def table_room(table: TableSpec) -> Point:
    """Width and height of the room a table's picture keeps: mostly its own size, partly that of the largest table.

    Wholly its own, and a longer table would look no longer; wholly the largest's, and a small one would be lost.
    """
    length = table.length + (3000 - table.length) * 0.2
    width = table.width + (1200 - table.width) * 0.2
    _, bottom = project((length, 0.0, 0.0))
    far = project((length, width, 0.0))
    top = project((0.0, width, table.height))[1]
    return far[0] * 1.02, (bottom - top) * 1.02
