"""The bicycle, drawn in its own plane and turned into the common view."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from storefront.drawing.canvas import Canvas, Point, project
from storefront.drawing.palette import CHROME, LEATHER, RUBBER, STEEL, Material, paint
from storefront.drawing.solids import shadow, stroke
from storefront.drawing.spec import Spec, choice, number, said, word

Spot = tuple[float, float]
MODELS = ("city", "allroad", "tour")
BARS = ("flat", "swept", "drop")


@dataclass(frozen=True)
class Frame:
    """The points of a frame in its plane, mm: x forward, z up, the rear hub at (0, wheel radius)."""

    wheel: float
    rear: Spot
    front: Spot
    crank: Spot
    seat: Spot
    saddle: Spot
    head_low: Spot
    head_high: Spot


def frame_of(model: str, size: str) -> Frame:
    """Geometry by model (step-through town, sloping allroad, level tourer) and size S..XL."""
    rise = {"S": -40.0, "M": 0.0, "L": 30.0, "XL": 60.0}.get(size, 0.0)
    wheel = 342.0
    base = {"city": 1090.0, "allroad": 1040.0, "tour": 1065.0}[model]
    drop = {"city": 30.0, "allroad": -10.0, "tour": 20.0}[model]
    return Frame(
        wheel=wheel,
        rear=(0, wheel),
        front=(base, wheel),
        crank=(430, wheel - 62),
        seat=(300, 760 + rise + drop * 0.3),
        saddle=(265, 930 + rise),
        head_low=(base - 190, 690 + rise * 0.6),
        head_high=(base - 232, 835 + rise + drop),
    )


def _at(spot: Spot, y: float = 0.0) -> Point:
    return project((spot[0], y, spot[1]))


def bicycle(spec: Spec) -> Markup:
    """A bicycle by model, frame size, colour, bar, tyre, rack, mudguard, dynamo and saddle."""
    model, bar = choice(spec, "model", MODELS), choice(spec, "bar", BARS)
    colour = word(spec, "colour", "ral7016")
    frame = frame_of(model, word(spec, "frame", "M"))
    canvas = Canvas()
    shadow(canvas, (frame.front[0] / 2, 10, 0), frame.front[0] / 2 + 330, 150)
    tyre = number(spec, "tyre", 40, 25, 60)
    rack = word(spec, "rack", "none")
    _wheel(canvas, frame.rear, frame.wheel, tyre)
    _wheel(canvas, frame.front, frame.wheel, tyre)
    if word(spec, "mudguard") in ("yes", "true"):
        _guards(canvas, frame)
    if rack != "none":
        _rack(canvas, frame, front=rack == "both")
    _tubes(canvas, frame, model, paint(colour))
    _crank(canvas, frame)
    _saddle(canvas, frame, LEATHER if word(spec, "saddle") == "leather" else RUBBER)
    _bars(canvas, frame, bar)
    if word(spec, "dynamo") == "hub":
        _lamp(canvas, frame)
    title, desc = said(spec, f"{model.capitalize()} bicycle", f"Steel frame, {bar} bar, colour {colour}.")
    return canvas.svg(title, desc, frame=(1500, 1250))


def _circle(centre: Spot, radius: float, y: float = 0.0, count: int = 20) -> list[Point]:
    turns = (2 * math.pi * i / count for i in range(count))
    return [_at((centre[0] + radius * math.cos(t), centre[1] + radius * math.sin(t)), y) for t in turns]


def _wheel(canvas: Canvas, hub: Spot, radius: float, tyre: float) -> None:
    rim = radius - tyre * 0.9
    canvas.ring(_circle(hub, radius, 24), _circle(hub, rim, 24)[::-1], RUBBER.side)
    for index in range(16):
        turn = 2 * math.pi * index / 16
        lead = turn + (0.28 if index % 2 else -0.28)
        start = (hub[0] + 22 * math.cos(lead), hub[1] + 22 * math.sin(lead))
        end = (hub[0] + (rim - 14) * math.cos(turn), hub[1] + (rim - 14) * math.sin(turn))
        canvas.line([_at(start), _at(end)], "ink hair", ' stroke-width="0.7"')
    canvas.ring(_circle(hub, radius), _circle(hub, rim)[::-1], RUBBER.front)
    canvas.ring(_circle(hub, rim), _circle(hub, rim - 15)[::-1], CHROME.top)
    canvas.curve(_circle(hub, 27, count=10), CHROME.front)


def _bar(canvas: Canvas, a: Spot, b: Spot, thick: float, material: Material, y: float = 0.0) -> None:
    stroke(canvas, _at(a, y), _at(b, y), thick, material)


def _tubes(canvas: Canvas, frame: Frame, model: str, material: Material) -> None:
    """Stays, seat tube, down and top tube, head and fork; the step-through's top tube runs low."""
    far = Material(material.front, material.side, material.side, material.line)
    for y, tone in ((55, far), (-55, material)):
        _bar(canvas, frame.rear, frame.crank, 22, tone, y * 0.8)
        _bar(canvas, frame.rear, frame.seat, 18, tone, y * 0.5)
    knee = (frame.front[0] - 42, frame.wheel + 130)
    for y, tone in ((48, far), (-48, material)):
        _bar(canvas, frame.head_low, knee, 24, tone, y)
        _bar(canvas, knee, frame.front, 20, tone, y)
    _bar(canvas, frame.seat, (frame.saddle[0] + 6, frame.saddle[1] - 30), 27, CHROME)
    _bar(canvas, frame.crank, frame.seat, 38, material)
    _bar(canvas, frame.crank, frame.head_low, 42, material)
    share = {"city": 0.34, "allroad": 0.82, "tour": 0.96}[model]
    low = (
        frame.crank[0] + (frame.seat[0] - frame.crank[0]) * share,
        frame.crank[1] + (frame.seat[1] - frame.crank[1]) * share,
    )
    head = (frame.head_high[0] + 12, frame.head_high[1] - 30)
    _bar(canvas, low, head, 34, material)
    _bar(canvas, frame.head_low, frame.head_high, 46, material)


def _crank(canvas: Canvas, frame: Frame) -> None:
    x, z = frame.crank
    canvas.line([_at((x, z + 84), -30), _at((0, frame.wheel + 38), -30)], "ink")
    canvas.line([_at((x, z - 84), -30), _at((0, frame.wheel - 38), -30)], "ink")
    canvas.curve(_circle(frame.rear, 40, -30, 12), STEEL.front)
    canvas.ring(_circle(frame.crank, 88, -34), _circle(frame.crank, 66, -34)[::-1], STEEL.top)
    for index in range(5):
        turn = 2 * math.pi * index / 5 + 0.3
        canvas.line(
            [_at(frame.crank, -36), _at((x + 72 * math.cos(turn), z + 72 * math.sin(turn)), -36)],
            "ink",
            ' stroke-width="2.5"',
        )
    _bar(canvas, frame.crank, (x + 150, z - 62), 22, CHROME, -48)
    _bar(canvas, (x + 112, z - 66), (x + 200, z - 62), 26, RUBBER, -70)
    canvas.curve(_circle(frame.crank, 20, -40, 10), CHROME.front)


def _saddle(canvas: Canvas, frame: Frame, material: Material) -> None:
    x, z = frame.saddle
    plan = [
        (-150, 28),
        (-120, 66),
        (-40, 58),
        (60, 30),
        (150, 20),
        (176, 0),
        (150, -20),
        (60, -30),
        (-40, -58),
        (-120, -66),
        (-150, -28),
    ]
    low = [project((x + a, b, z - 34)) for a, b in plan]
    high = [project((x + a, b, z + (16 if a < -60 else 4))) for a, b in plan]
    canvas.curve(low, material.side)
    canvas.curve(high, material.top)


def _bars(canvas: Canvas, frame: Frame, bar: str) -> None:
    x, z = frame.head_high[0] - 16, frame.head_high[1] + 58
    _bar(canvas, frame.head_high, (x, z), 26, STEEL)
    clamp = (x + 62, z + 10)
    _bar(canvas, (x, z), clamp, 28, STEEL)
    shapes = {
        "flat": [(0.0, 0.0, 0.0), (-6.0, 190.0, 6.0), (-18.0, 300.0, 8.0)],
        "swept": [(0.0, 0.0, 0.0), (34.0, 110.0, 40.0), (-40.0, 240.0, 62.0), (-170.0, 290.0, 50.0)],
        "drop": [
            (0.0, 0.0, 0.0),
            (4.0, 190.0, 0.0),
            (86.0, 212.0, -6.0),
            (104.0, 216.0, -70.0),
            (40.0, 222.0, -128.0),
            (-42.0, 226.0, -132.0),
        ],
    }
    for way in (1, -1):
        line = [project((clamp[0] + a, way * b, clamp[1] + c)) for a, b, c in shapes[bar]]
        _rod(canvas, line, 22)
        grip = line[-2:] if bar != "drop" else line[-4:]
        short = [
            (grip[0][0] + (grip[1][0] - grip[0][0]) * 0.25, grip[0][1] + (grip[1][1] - grip[0][1]) * 0.25),
            *grip[1:],
        ]
        _rod(canvas, short, 30, LEATHER.front)


def _rod(canvas: Canvas, line: list[Point], thick: float, fill: str = CHROME.front) -> None:
    """A bent rod: a closed shape offset to both sides of a line."""
    upper, lower = [], []
    for index, point in enumerate(line):
        before, after = line[max(0, index - 1)], line[min(len(line) - 1, index + 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        size = math.hypot(dx, dy) or 1.0
        nx, ny = -dy / size * thick / 2, dx / size * thick / 2
        upper.append((point[0] + nx, point[1] + ny))
        lower.append((point[0] - nx, point[1] - ny))
    canvas.shape(upper + lower[::-1], fill)


def _guards(canvas: Canvas, frame: Frame) -> None:
    for hub, start, end in ((frame.rear, 20, 200), (frame.front, -5, 150)):
        turns = [math.radians(start + (end - start) * i / 10) for i in range(11)]
        arc = [
            _at((hub[0] + (frame.wheel + 22) * math.cos(t), hub[1] + (frame.wheel + 22) * math.sin(t))) for t in turns
        ]
        _rod(canvas, arc, 22, STEEL.top)


def _rack(canvas: Canvas, frame: Frame, *, front: bool) -> None:
    high = frame.wheel * 2 + 60
    spots = [(-250.0, 190.0, frame.rear[0])]
    if front:
        spots.append((frame.front[0] - 20, frame.front[0] + 300, frame.front[0] + 20))
    for start, end, foot in spots:
        for y in (60, -60):
            _bar(canvas, (foot, frame.wheel), ((start + end) / 2, high), 12, STEEL, y)
            _bar(canvas, (start, high), (end, high), 16, STEEL, y)
        for share in (0.15, 0.5, 0.85):
            x = start + (end - start) * share
            stroke(canvas, _at((x, high), 60), _at((x, high), -60), 12, STEEL)


def _lamp(canvas: Canvas, frame: Frame) -> None:
    x, z = frame.head_high[0] + 74, frame.head_high[1] - 40
    _bar(canvas, frame.head_high, (x, z), 10, STEEL)
    canvas.curve(_circle((x, z), 40, -10, 12), STEEL.front)
    canvas.curve(_circle((x + 18, z - 4), 28, -22, 12), "#f4e6b5")
