"""The kept rate by week as a drawing: plain geometry, drawn by the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fulfilment.api.promise import Week

WIDTH, HEIGHT = 720, 200
TOP, BOTTOM, LEFT = 12, 34, 44
MONTHS = 4  # weeks between two labels
FEWEST = 9  # weeks that are drawn


@dataclass(frozen=True)
class Bar:
    """One week: its arrivals as a bar from the ground, of which `kept` in time."""

    x: float
    width: float
    y: float
    height: float
    kept_y: float
    kept_height: float
    week: Week


@dataclass(frozen=True)
class Chart:
    """Bars of arrivals (`most` is the tallest), the line of the kept rate by points, the wanted rate as a level.
    `labels` are the weeks that get a date under the ground."""

    bars: tuple[Bar, ...]
    points: tuple[tuple[float, float], ...]
    wanted: float
    levels: tuple[tuple[float, int], ...]
    labels: tuple[tuple[float, date], ...]
    most: int


def chart(weeks: Sequence[Week], level: int) -> Chart:
    """Weeks from left to right. Rates from 0 to 100 %, so that nothing looks better or worse than it was."""
    weeks = weeks[_begins(weeks) :]
    most = max((week.arrived for week in weeks), default=0)
    step = (WIDTH - LEFT) / max(len(weeks), 1)
    bars = tuple(_bar(LEFT + at * step, step, week, most) for at, week in enumerate(weeks))
    points = tuple(
        (round(bar.x + bar.width / 2, 1), _height(bar.week.share)) for bar in bars if bar.week.share is not None
    )
    labels = tuple((bar.x + bar.width / 2, bar.week.monday) for at, bar in enumerate(bars) if at % MONTHS == 0)
    return Chart(bars, points, _height(level / 1000), tuple((_height(p / 100), p) for p in (0, 50, 100)), labels, most)


def _begins(weeks: Sequence[Week]) -> int:
    """Leading weeks in which nothing arrived are left out, down to `FEWEST`."""
    first = next((at for at, week in enumerate(weeks) if week.arrived), len(weeks))
    return max(min(first, len(weeks) - FEWEST), 0)


def _bar(x: float, step: float, week: Week, most: int) -> Bar:
    room = (HEIGHT - TOP - BOTTOM) / 3  # the line of the rate stays readable above the bars
    tall, kept = (room * number / max(most, 1) for number in (week.arrived, week.kept))
    ground = HEIGHT - BOTTOM
    return Bar(
        round(x + step * 0.15, 1),
        round(step * 0.7, 1),
        round(ground - tall, 1),
        round(tall, 1),
        round(ground - kept, 1),
        round(kept, 1),
        week,
    )


def _height(share: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - share), 1)
