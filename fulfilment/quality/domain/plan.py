"""What is looked at in an inspection: the seller's points, ticked or measured. Plain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from foundation.plain.errors import Invalid

MOST_POINTS = 40
LONGEST = 120


@dataclass(frozen=True)
class Point:
    """One thing to look at. With a `unit` it is measured and has to lie from `low` to `high` (either may be open);
    without one it is looked at and ticked."""

    label: str
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def bounds(self) -> str:
        """`0 to 2 mm`, `at least 5 mm`; "" for a point that is ticked."""
        if not self.unit:
            return ""
        if self.low is not None and self.high is not None:
            return f"{self.low:f} to {self.high:f} {self.unit}"
        if self.low is not None:
            return f"at least {self.low:f} {self.unit}"
        return f"at most {self.high:f} {self.unit}" if self.high is not None else self.unit

    def to_json(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "unit": self.unit,
            "low": None if self.low is None else str(self.low),
            "high": None if self.high is None else str(self.high),
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Point:
        low, high = data.get("low"), data.get("high")
        return Point(
            data["label"],
            data.get("unit", ""),
            None if low is None else Decimal(low),
            None if high is None else Decimal(high),
        )


@dataclass(frozen=True)
class Found:
    """What was found at a point: `ok`, and the value as it was typed where it is measured."""

    label: str
    said: str
    ok: bool


def parse_plan(text: str) -> tuple[Point, ...]:
    """A plan as it is typed, a point a line: `Top flat, 0..2 mm`, `Joints closed`. Raises `Invalid` naming the line."""
    points = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            points.append(_parsed(line.strip(), number))
    if len(points) > MOST_POINTS:
        raise Invalid(f"A plan has at most {MOST_POINTS} points; nobody looks at more.", field="points")
    return tuple(points)


def written(points: Sequence[Point]) -> str:
    """The plan as `parse_plan` reads it."""
    return "\n".join(_line(point) for point in points)


def _line(point: Point) -> str:
    if not point.unit:
        return point.label
    low = "" if point.low is None else f"{point.low:f}"
    high = "" if point.high is None else f"{point.high:f}"
    return f"{point.label}, {low}..{high} {point.unit}"


def _parsed(line: str, number: int) -> Point:
    label, comma, rest = line.rpartition(",")
    bounds, space, unit = rest.strip().partition(" ")
    if not comma or ".." not in bounds or not space:
        return Point(_label(line, number))
    low, _, high = bounds.partition("..")
    point = Point(_label(label, number), unit.strip()[:12], _decimal(low, number), _decimal(high, number))
    if point.low is not None and point.high is not None and point.low > point.high:
        raise Invalid(f"Line {number}: the smaller number comes first.", field="points")
    return point


def _label(text: str, number: int) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Invalid(f"Line {number}: say in 1 to {LONGEST} characters what is looked at.", field="points")
    return text


def _decimal(text: str, number: int) -> Decimal | None:
    if not text:
        return None
    value = _number(text)
    if value is None:
        raise Invalid(f"Line {number}: “{text}” is no number. Write it like 0..2 mm.", field="points")
    return value


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 1_000_000 and len(text) < 12 else None


def found_at(points: Sequence[Point], said: Mapping[int, str]) -> tuple[Found, ...]:
    """What was ticked ("1") or measured, by the point's place. Raises `Invalid` for a value that is no number."""
    found = []
    for place, point in enumerate(points):
        text = said.get(place, "").strip()
        if not point.unit:
            found.append(Found(point.label, "yes" if text else "", bool(text)))
            continue
        value = _number(text) if text else None
        if text and value is None:
            raise Invalid(f"“{text}” is no number for {point.label}. Type it like 1.5.", field=f"point-{place}")
        found.append(Found(point.label, f"{text} {point.unit}" if text else "", _within(point, value)))
    return tuple(found)


def _within(point: Point, value: Decimal | None) -> bool:
    return (
        value is not None and (point.low is None or value >= point.low) and (point.high is None or value <= point.high)
    )


def may_pass(points: Sequence[Point], found: Sequence[Found]) -> None:
    """Raises `Invalid` at the first point that is open or out of bounds: such a piece does not pass."""
    for place, (point, one) in enumerate(zip(points, found, strict=True)):
        if one.ok:
            continue
        field = f"point-{place}"
        if not one.said:
            raise Invalid(f"Look at “{point.label}” before you let it pass.", field=field)
        raise Invalid(
            f"{point.label}: {one.said} is outside {point.bounds}. Measure again, or choose rework or scrap.",
            field=field,
        )
