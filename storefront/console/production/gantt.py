"""The plan as a picture: where each bar lies, in pixels. Nights are left out, so that hours stay wide. Plain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from fulfilment.api.production import Bar, PlanLine, Schedule

ZOOMS = {"day": (1, 1120), "week": (7, 320), "month": (28, 96)}  # days shown, pixels a day
ROW, HEAD = 36, 40
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TONES = {"ready": "ready", "running": "running", "paused": "paused", "inspect": "ready", "done": "done"}


@dataclass(frozen=True)
class Scale:
    """Which days, and which hours of each, lie on how many pixels."""

    days: tuple[date, ...]
    first_hour: float
    last_hour: float
    day_width: int
    zone: tzinfo

    @property
    def width(self) -> int:
        return len(self.days) * self.day_width

    def x(self, at: datetime) -> float:
        """Pixels from the left; what lies before or after the hours shown of its day lies at their edge."""
        local = at.astimezone(self.zone)
        hour = local.hour + local.minute / 60
        share = (hour - self.first_hour) / (self.last_hour - self.first_hour)
        place = (local.date() - self.days[0]).days + min(max(share, 0.0), 1.0)
        return round(min(max(place, 0.0), float(len(self.days))) * self.day_width, 1)


@dataclass(frozen=True)
class Box:
    """A rectangle of one row, with what it says."""

    x: float
    width: float
    tone: str
    label: str
    words: str
    operation_ref: str
    late: bool


@dataclass(frozen=True)
class Track:
    """One machine or bench: where it is closed, and its bars."""

    name: str
    seller_ref: str
    work_centre: str
    y: int
    closed: tuple[tuple[float, float], ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Picture:
    """Everything to draw. `heads` are (x, `Mon 23`, today); `ticks` (x, `09`); `now` and `frozen` are x or None."""

    width: int
    height: int
    heads: tuple[tuple[float, str, bool], ...]
    ticks: tuple[tuple[float, str], ...]
    now: float | None
    frozen: float | None
    tracks: tuple[Track, ...]


def window(zoom: str, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants between which the plan is asked for."""
    days, _ = ZOOMS[zoom]
    return _midnight(day, zone), _midnight(day + timedelta(days=days), zone)


def first_day(zoom: str, day: date) -> date:
    """A week and a month begin on a Monday."""
    return day if zoom == "day" else day - timedelta(days=day.weekday())


def picture(plan: Schedule, zoom: str, day: date, zone: tzinfo) -> Picture:
    """Lay the plan out."""
    scale = _scale(plan, zoom, day, zone)
    today = plan.now.astimezone(zone).date()
    shown = plan.start <= plan.now < plan.end
    heads = tuple((i * scale.day_width, _day_name(d, zoom), d == today) for i, d in enumerate(scale.days))
    frozen = scale.x(min(plan.frozen_until, plan.end)) if shown else None
    return Picture(
        width=scale.width,
        height=HEAD + ROW * len(plan.lines),
        heads=heads,
        ticks=_ticks(scale) if zoom == "day" else (),
        now=scale.x(plan.now) if shown else None,
        frozen=frozen,
        tracks=tuple(_track(line, i, plan, scale) for i, line in enumerate(plan.lines)),
    )


def _scale(plan: Schedule, zoom: str, day: date, zone: tzinfo) -> Scale:
    days, width = ZOOMS[zoom]
    hours = [_hour(at, zone) for spans in plan.shifts.values() for span in spans for at in span]
    first = min([h for h in hours if h > 0], default=7.0)
    last = max(hours, default=17.0)
    margin = 0.5 if zoom == "day" else 0.0
    begins, ends = max(first - margin, 0.0), min(max(last + margin, first + 1), 24.0)
    return Scale(tuple(day + timedelta(days=n) for n in range(days)), begins, ends, width, zone)


def _hour(at: datetime, zone: tzinfo) -> float:
    local = at.astimezone(zone)
    return local.hour + local.minute / 60 or 24.0


def _ticks(scale: Scale) -> tuple[tuple[float, str], ...]:
    hours = range(int(scale.first_hour) + 1, int(scale.last_hour) + 1)
    return tuple(
        (scale.x(datetime.combine(scale.days[0], time(h % 24), scale.zone)), f"{h:02d}") for h in hours if h < 24
    )


def _day_name(day: date, zoom: str) -> str:
    return f"{_DAYS[day.weekday()]} {day.day}" if zoom != "month" or day.weekday() < 5 else f"{day.day}"


def _track(line: PlanLine, index: int, plan: Schedule, scale: Scale) -> Track:
    shifts = plan.shifts.get((line.seller_ref, line.work_centre), ())
    several = sum(1 for other in plan.lines if (other.seller_ref, other.work_centre) == _key(line)) > 1
    return Track(
        name=f"{line.name} {line.unit}" if several else line.name,
        seller_ref=line.seller_ref,
        work_centre=line.work_centre,
        y=HEAD + ROW * index,
        closed=tuple(_closed(shifts, scale)),
        boxes=tuple(_box(bar, plan, scale) for bar in line.bars),
    )


def _key(line: PlanLine) -> tuple[str, str]:
    return line.seller_ref, line.work_centre


def _closed(shifts: Sequence[tuple[datetime, datetime]], scale: Scale) -> Iterable[tuple[float, float]]:
    """(x, width) of the hours in which nobody works here."""
    at = 0.0
    for start, end in shifts:
        if scale.x(start) - at >= 1:
            yield at, round(scale.x(start) - at, 1)
        at = max(at, scale.x(end))
    if scale.width - at >= 1:
        yield at, round(scale.width - at, 1)


def _box(bar: Bar, plan: Schedule, scale: Scale) -> Box:
    x = scale.x(max(bar.start, plan.start))
    width = max(round(scale.x(min(bar.end, plan.end)) - x, 1), 3.0)
    start, end = bar.start.astimezone(scale.zone), bar.end.astimezone(scale.zone)
    span = f"{_DAYS[start.weekday()]} {start:%H:%M} to {_DAYS[end.weekday()]} {end:%H:%M}"
    if not bar.operation_ref:
        return Box(x, width, "held", "", f"Held for a checkout, {span}", "", late=False)
    late = bar.promised is not None and end.date() > bar.promised and bar.lane != "done"
    words = f"{bar.name}, order {bar.order_number}, {bar.title}: {span}" + (", after the promised day" if late else "")
    label = f"{bar.order_number} {bar.name}"
    room = int((width - 8) // 6.4)
    shown = label if len(label) <= room else bar.order_number if len(bar.order_number) <= room else ""
    return Box(x, width, _TONES.get(bar.lane or "", "waiting"), shown, words, bar.operation_ref, late)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(0), zone)
