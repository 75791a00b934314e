"""The customer's page in words: tracks and sums as the strings that the templates' macros take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from foundation.plain.money import Money
from storefront.orders.domain import Parcel, Step, Track
from storefront.orders.queries import OrderPage
from storefront.timeline.words import CARRIER_NAMES, KINDS, Tongue, sentence

Filters = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True)
class Point:
    """One entry of the timeline macro."""

    title: str
    when: str
    body: str
    state: str
    branches: tuple[tuple[str, tuple[Any, ...], Any], ...] = ()
    photo: str = ""
    photo_alt: str = ""


@dataclass(frozen=True)
class Way:
    """One line's way as the macro takes it."""

    line_ref: str
    title: str
    points: tuple[Point, ...]
    progress: str
    step: str


@dataclass(frozen=True)
class Headline:
    """What stands large on top. `step` is (n, m) or None, `share` 0..100 or None."""

    title: str
    day: str
    body: str
    eyebrow: str
    step: tuple[int, int] | None
    share: int | None


@dataclass(frozen=True)
class Told:
    """The page in words."""

    headline: Headline
    ways: tuple[Way, ...]
    news: str


def tongue_of(filters: Filters) -> Tongue:
    """The page's own words for days, moments and sums."""
    return Tongue(
        day=lambda value: str(filters["day"](value)),
        moment=lambda value: str(filters["moment"](value)),
        money=lambda minor, currency: str(filters["money"](Money(minor, currency))),
    )


def tell(page: OrderPage, filters: Filters) -> Told:
    """All that the page says about the order's way."""
    tongue = tongue_of(filters)
    ways = tuple(_way(t, page, tongue) for t in page.tracks)
    last = page.entries[-1] if page.entries else None
    news = sentence(last, page.order.titles, tongue) if last else ""
    return Told(_headline(page, tongue), ways, news)


def _way(track: Track, page: OrderPage, tongue: Tongue) -> Way:
    points = tuple(_point(step, page, tongue) for step in track.steps)
    count = f"Step {track.step[0]} of {track.step[1]}" if track.step[0] else ""
    return Way(track.piece.line_ref, track.piece.title, points, track.progress, count)


def _point(step: Step, page: OrderPage, tongue: Tongue) -> Point:
    body = step.note
    if step.state == "wait" and step.until:
        body = f"Resting until {tongue.moment(step.until)}."
    elif step.key == "balance" and step.until and step.state == "now":
        body = f"Taken from your card {tongue.moment(step.until)}."
    return Point(
        step.title,
        _when(step, tongue),
        body,
        step.state,
        tuple(_branch(parcel, page, tongue) for parcel in step.parcels),
    )


def _when(step: Step, tongue: Tongue) -> str:
    if step.at is not None and step.state != "next":
        return tongue.moment(step.at)
    return f"by {tongue.day(step.day)}" if step.day else ""


def _branch(parcel: Parcel, page: OrderPage, tongue: Tongue) -> tuple[str, tuple[Point, ...], str]:
    name = CARRIER_NAMES.get(parcel.carrier, parcel.carrier.upper())
    title = f"{name[:1].upper()}{name[1:]} {parcel.number}".strip()
    points = []
    for index, scan in enumerate(parcel.scans):
        newest = index == len(parcel.scans) - 1
        state = "done" if not newest or scan.kind == "delivered" else "now"
        at = _scanned_at(scan.data.get("occurred_at")) or scan.at
        points.append(
            Point(_scan_title(scan.kind, scan.data), tongue.moment(at), str(scan.data.get("place", "")), state)
        )
    return title, tuple(points), ""


def _scan_title(kind: str, data: Mapping[str, Any]) -> str:
    return str(data.get("text") or KINDS[kind].label) if kind != "handed_over" else "Left the house"


def _scanned_at(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


def _headline(page: OrderPage, tongue: Tongue) -> Headline:
    found = page.next
    if found.kind == "unpaid":
        return Headline("Not paid yet", "", "Nothing was charged. Your cart still has everything.", "", None, None)
    if found.kind == "cancelled":
        return Headline("Cancelled", "", "Nothing of this order is on its way any more.", "", None, None)
    if found.kind == "delivered":
        return Headline("Delivered", "", "Everything has arrived. Enjoy it.", "", None, 100)
    track, step = found.track, found.step
    assert track is not None
    title, body = _saying(track, step, tongue)
    day = _promise(track.piece.promised, tongue)
    running = track.progress in ("in_production", "passed") and track.step[0] > 0
    return Headline(title, day, body, track.piece.title, track.step if running else None, track.share)


def _promise(promised: date | None, tongue: Tongue) -> str:
    return f"With you by {tongue.day(promised)}" if promised else ""


def _saying(track: Track, step: Step | None, tongue: Tongue) -> tuple[str, str]:
    if track.progress == "shipped":
        scans = [scan for s in track.steps for parcel in s.parcels for scan in parcel.scans]
        newest = scans[-1] if scans else None
        title = KINDS[newest.kind].label if newest else "On its way"
        return title, str(newest.data.get("text", "")) if newest else ""
    if step is None:
        return "Being prepared", ""
    if step.state == "wait" and step.until:
        return f"{step.title}, then a rest", f"It rests until {tongue.moment(step.until)}; then the next step begins."
    if step.state == "bad":
        return step.title, step.note
    if step.key == "balance" and step.state == "now" and step.until:
        return "Passed inspection", f"The balance is taken {tongue.moment(step.until)}; you may also pay it now."
    if step.state == "now":
        return step.title, "In the workshop right now."
    if track.progress in ("placed", "accepted"):
        return "Ordered", f"Next: {step.title.lower()}."
    return f"Next: {step.title.lower()}", ""
