"""The sheet a drawing is made on: one 30° axonometric view, shapes gathered in millimetres, written out as SVG.

World: x to the right along the piece, y away from the viewer, z up. The viewer stands to the right and in front, 30°
round and 30° above, so that top, front and right end are seen and the light falls from the upper left.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from html import escape

from markupsafe import Markup

from storefront.drawing.palette import INK

Point = tuple[float, float]
Space = tuple[float, float, float]

_ROUND = tuple((math.cos(t * math.pi / 6), math.sin(t * math.pi / 6)) for t in range(12))
# Marks with a stroke: the ink of the drawing, or one of their own.
_LINES = {"polygon", "line", "loop", "thread", "hatch", "ring", "band"}
_INKED = {"ink", "grain", "glow", "weave", "mark", "dim", "plan-line", "plan-hidden"}
_TURN = math.radians(30)
COS, SIN = math.cos(_TURN), math.sin(_TURN)
# A circle of an upright plane along x is seen as an ellipse: its half axes per radius and how it is turned (singular
# values of the projection's 2 x 2 part).
_TILT = 0.5 * math.atan2(2 * COS * SIN**2, -(SIN**4))
_MEAN, _SPREAD = (2 * COS**2 + SIN**4) / 2, math.hypot(SIN**4 / 2, COS * SIN**2)
_LONG, _SHORT = math.sqrt(_MEAN + _SPREAD), math.sqrt(_MEAN - _SPREAD)


def project(point: Space) -> Point:
    """World millimetres to the sheet's millimetres (x right, y down)."""
    x, y, z = point
    return x * COS + y * SIN, (x * SIN - y * COS) * SIN - z * COS


def flat_points(points: Iterable[Space]) -> list[Point]:
    """Several world points on the sheet."""
    return [(x * COS + y * SIN, (x * SIN - y * COS) * SIN - z * COS) for x, y, z in points]  # `project`, in one go


class Canvas:
    """Collects shapes in sheet millimetres; `svg` scales them to a frame of `width` units."""

    def __init__(self) -> None:
        self._marks: list[tuple[str, list[Point], str]] = []
        self._reach: list[Point] = []

    def shape(self, points: Sequence[Point], fill: str, css: str = "ink", extra: str = "") -> None:
        """A closed polygon, outlined when css says ink."""
        self._add("polygon", points, f'{_css(css)} fill="{fill}"{extra}')

    def curve(self, points: Sequence[Point], fill: str, css: str = "ink", extra: str = "") -> None:
        """A closed smooth shape through the points."""
        self._add("loop", points, f'{_css(css)} fill="{fill}"{extra}')

    def line(self, points: Sequence[Point], css: str = "ink", extra: str = "") -> None:
        """An open straight line through the points."""
        self._add("line", points, f'{_css(css)} fill="none"{extra}')

    def thread(self, points: Sequence[Point], css: str = "ink", extra: str = "") -> None:
        """An open smooth line through the points."""
        self._add("thread", points, f'{_css(css)} fill="none"{extra}')

    def hatch(self, pairs: Iterable[tuple[Point, Point]], css: str = "ink hair", extra: str = "") -> None:
        """Many short straight lines as one path: spokes, a weave, teeth. An empty hatch draws nothing."""
        self._add("hatch", [point for pair in pairs for point in pair], f'{_css(css)} fill="none"{extra}')

    def cord(self, points: Sequence[Point], thick: float, fill: str) -> None:
        """A bent round thing: a handle, a hose, a rail; `thick` in sheet millimetres, outlined."""
        self._marks.append((f"cord:{thick}", list(points), 'class="cord" fill="none"'))
        self._marks.append((f"cord:{thick * 0.62}", list(points), f'class="core" fill="none" stroke="{fill}"'))

    def rounds(self, loops: Sequence[tuple[Space, float, float]], fill: str, css: str = "ink", extra: str = "") -> None:
        """Circles of an upright plane along x, as true ellipses in one shape: (centre, radius, grow) each. `grow`
        widens the ellipse on the sheet itself, which makes a ring of two the silhouette of a tyre."""
        ends = []
        for centre, radius, grow in loops:
            x, y = project(centre)
            ends += [(x, y), (radius * _LONG + grow, radius * _SHORT + grow)]
            self.reach((x - radius * COS - grow, y - radius * 0.902 - grow),
                       (x + radius * COS + grow, y + radius * 0.902 + grow))  # fmt: skip
        self._marks.append(("rounds", ends, f'{_css(css)} fill="{fill}" fill-rule="evenodd"{extra}'))

    def band(self, one: Sequence[Point], other: Sequence[Point], fill: str, css: str = "ink", extra: str = "") -> None:
        """A strip between two smooth lines of equal length, closed straight at its ends."""
        self._add("band", [*one, *reversed(other)], f'{_css(css)} fill="{fill}"{extra}')

    def ring(self, outer: Sequence[Point], inner: Sequence[Point], fill: str, css: str = "ink") -> None:
        """A smooth band between two loops."""
        self._add("ring", [*outer, *inner], f'{_css(css)} fill="{fill}" fill-rule="evenodd"')

    def text(self, at: Point, words: str, size: float, css: str, extra: str = "", anchor: str = "middle") -> None:
        """Words in the drawing, anchored in the middle (or at the "start"); size in sheet millimetres."""
        self._marks.append((f"text:{size}:{escape(words)}", [at], f'{_css(css)} text-anchor="{anchor}"{extra}'))

    def slanted(self, origin: Space, along: Space, up: Space, words: str, size: float, extra: str = "") -> None:
        """Words lying on a plane of the piece: `along` and `up` are unit vectors of that plane."""
        base = project(origin)
        right, rise = project(along), project(up)
        matrix = ",".join(f"{value:.4f}" for value in (right[0], right[1], -rise[0], -rise[1]))
        self._marks.append(
            (f"slant:{size}:{matrix}:{escape(words)}", [base], f'stroke="none" text-anchor="middle"{extra}')
        )

    def pool(self, centre: Space, half_x: float, half_y: float, fill: str, depth: float) -> None:
        """A level ellipse without outline, as one transformed circle."""
        east, north = project((half_x, 0, 0)), project((0, half_y, 0))
        matrix = ",".join(f"{value:.2f}" for value in (*east, *north))
        at = project(centre)
        reach = [(at[0] + east[0] * a + north[0] * b, at[1] + east[1] * a + north[1] * b) for a, b in _ROUND]
        self._marks.append(
            (f"pool:{matrix}", [at, *reach], f'class="shadow" stroke="none" fill="{fill}" fill-opacity="{depth:.3f}"')
        )

    def stamp(self, other: Canvas, to: Point) -> None:
        """All that `other` holds, moved by so much on the sheet; it holds neither circles nor room that is kept."""
        dx, dy = to
        self._marks += [(kind, [(x + dx, y + dy) for x, y in points], told) for kind, points, told in other._marks]

    def open(self, attributes: str) -> None:
        """Begin a group."""
        self._marks.append((f"<g {attributes}>", [], ""))

    def close(self) -> None:
        """End the group."""
        self._marks.append(("</g>", [], ""))

    @contextmanager
    def part(self, name: str, choice: str) -> Iterator[None]:
        """A named group. Equal `choice` in two pictures means: the same elements in the same order, only moved."""
        self.open(f'data-part="{name}" data-choice="{choice}"')
        yield
        self.close()

    def reach(self, *points: Point) -> None:
        """Keep room for these points even where nothing is drawn."""
        self._reach.extend(points)

    def _add(self, kind: str, points: Sequence[Point], attributes: str) -> None:
        self._marks.append((kind, list(points), attributes))

    def extent(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of everything drawn, in sheet millimetres."""
        spots = [point for kind, points, _ in self._marks if kind != "rounds" for point in points] + self._reach
        xs, ys = [p[0] for p in spots], [p[1] for p in spots]
        return min(xs), min(ys), max(xs), max(ys)

    def body(self, scale: float, left: float, top: float) -> str:
        """The marks as SVG text, moved and scaled."""

        def place(point: Point) -> Point:
            return (point[0] - left) * scale, (point[1] - top) * scale

        def write(kind: str, points: list[Point], attributes: str) -> str:
            if kind in _LINES:  # nearly all of them
                at = tuple([((x - left) * scale, (y - top) * scale) for x, y in points])
                return f'<path {attributes} d="{_d(kind, at)}"/>'
            if kind == "rounds":
                ends = [place(p) if index % 2 == 0 else (p[0] * scale, p[1] * scale) for index, p in enumerate(points)]
                return f'<path {attributes} d="{_ellipses(ends)}"/>'
            return _write(kind, [((x - left) * scale, (y - top) * scale) for x, y in points], attributes, scale)

        return "".join([write(*mark) for mark in self._marks])

    def svg(self, title: str, desc: str, frame: Point = (0, 0), width: int = 480, margin: float = 0.03) -> Markup:
        """The finished picture; `frame` is the least room in sheet millimetres, the piece stands centred in it."""
        left, top, right, bottom = self.extent()
        wide, high = max(right - left, frame[0]), max(bottom - top, frame[1])
        pad = margin * max(wide, high)
        scale = width / (wide + 2 * pad)
        x0, y0 = (left + right) / 2 - wide / 2 - pad, (top + bottom) / 2 - high / 2 - pad
        tall = round((high + 2 * pad) * scale)
        return wrap(self.body(scale, x0, y0), (width, tall), title, desc)


def wrap(body: str, size: tuple[int, int], title: str, desc: str, css: str = "dw") -> Markup:
    """The svg element around a body, with its name and description for those who cannot see it."""
    said = f"<title>{escape(title)}</title>" + (f"<desc>{escape(desc)}</desc>" if desc else "")
    return Markup(  # noqa: S704 - every part is escaped above or made of numbers
        f'<svg class="{css}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" '
        f'width="{size[0]}" height="{size[1]}" role="img" preserveAspectRatio="xMidYMid meet">{said}'
        f'<g stroke="{INK}" stroke-width="1" stroke-linejoin="round" stroke-linecap="round">{body}</g></svg>'
    )


def _ellipses(points: list[Point]) -> str:
    """Each as two arcs about its centre, turned as the upright plane is seen."""
    path = ""
    for (x, y), (a, b) in zip(points[::2], points[1::2], strict=True):
        dx, dy = a * math.cos(_TILT), a * math.sin(_TILT)
        arc = f"a{_brief(a)} {_brief(b)} {math.degrees(_TILT):.1f} 1 1"
        path += f"M{_brief(x - dx)} {_brief(y - dy)}{arc} {_brief(2 * dx)} {_brief(2 * dy)}"
        path += f"{arc} {_brief(-2 * dx)} {_brief(-2 * dy)}Z"
    return path


def _brief(value: float) -> str:
    return _tenths(round(value * 10))


def _css(css: str) -> str:
    # Ink is an attribute of the whole drawing, so that it also holds where no stylesheet comes along (mail, PDF).
    return f'class="{css}"' + ("" if _INKED & set(css.split()) else ' stroke="none"')


def _write(kind: str, points: list[Point], attributes: str, scale: float) -> str:
    if kind.startswith("<"):
        return kind
    if kind.startswith("pool:"):
        parts = ",".join(f"{float(part) * scale:.2f}" for part in kind[5:].split(","))
        return f'<circle {attributes} r="1" transform="matrix({parts},{points[0][0]:.1f},{points[0][1]:.1f})"/>'
    if kind.startswith("text:"):
        _, size, words = kind.split(":", 2)
        x, y = points[0]
        return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{float(size) * scale:.1f}" {attributes}>{words}</text>'
    if kind.startswith("slant:"):
        _, size, matrix, words = kind.split(":", 3)
        x, y = points[0]
        place = f'transform="matrix({matrix},{x:.1f},{y:.1f})" font-size="{float(size) * scale:.1f}"'
        return f'<text class="label-text" {place} {attributes}>{words}</text>'
    if kind.startswith("cord:"):
        width = f'stroke-width="{float(kind[5:]) * scale:.1f}"'
        return f'<path {attributes} {width} d="{_d("thread", tuple(points))}"/>'
    raise ValueError(kind)


@lru_cache(maxsize=4_096)  # another wood or edge is the same lines in other colours, but for a few
def _d(kind: str, points: tuple[Point, ...]) -> str:
    if kind == "polygon":
        return _straight(points) + "Z"
    if kind == "line":
        return _straight(points)
    if kind == "hatch":
        return "".join(_straight(points[at : at + 2]) for at in range(0, len(points), 2))
    if kind == "thread":
        return _smooth([points[0], *points, points[-1]])
    half = len(points) // 2
    if kind == "ring":
        return _loop(points[:half]) + _loop(points[half:])
    if kind == "band":
        one, other = points[:half], points[half:]
        back = _smooth([other[0], *other, other[-1]])
        # The second line begins where its move stood: drawn to instead of moved to, the strip is one closed shape.
        return _smooth([one[0], *one, one[-1]]) + "L" + back[1:] + "Z"
    return _loop(points)


def _straight(points: Sequence[Point]) -> str:
    x, y = (round(points[0][0] * 10), round(points[0][1] * 10))
    steps = [f"M{_tenths(x)} {_tenths(y)}"]
    for to in points[1:]:
        at, high = round(to[0] * 10), round(to[1] * 10)
        steps.append(f"l{_tenths(at - x)} {_tenths(high - y)}")
        x, y = at, high
    return "".join(steps)


def _loop(points: Sequence[Point]) -> str:
    return _smooth([points[-1], *points, points[0], points[1]]) + "Z"


def _smooth(points: Sequence[Point]) -> str:
    """Catmull-Rom through points[1:-1], as cubic Béziers (the textbook tension of 1/6). Written as relative steps of a
    tenth: half the bytes of absolute ones, and no drift, since the pen counts in tenths."""
    x, y = round(points[1][0] * 10), round(points[1][1] * 10)
    path = [f"M{_tenths(x)} {_tenths(y)}"]
    for before, start, end, after in zip(points, points[1:], points[2:], points[3:], strict=False):
        one = f"{_tenths(round((start[0] + (end[0] - before[0]) / 6) * 10) - x)} "
        one += _tenths(round((start[1] + (end[1] - before[1]) / 6) * 10) - y)
        two = f"{_tenths(round((end[0] - (after[0] - start[0]) / 6) * 10) - x)} "
        two += _tenths(round((end[1] - (after[1] - start[1]) / 6) * 10) - y)
        at, high = round(end[0] * 10), round(end[1] * 10)
        path.append(f"c{one} {two} {_tenths(at - x)} {_tenths(high - y)}")
        x, y = at, high
    return "".join(path)


@lru_cache(maxsize=16_384)
def _tenths(value: int) -> str:
    """Steps are short and come again: a drawing writes a few thousand of them."""
    whole, rest = divmod(abs(value), 10)
    return ("-" if value < 0 else "") + (f"{whole}.{rest}" if rest else f"{whole}")
