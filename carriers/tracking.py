"""Scans as plain values: one vocabulary for every carrier, and times that never claim more than the carrier said."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args

from carriers.errors import CarrierError

Status = Literal[
    "unknown",
    "not_found",
    "pre_transit",
    "picked_up",
    "in_transit",
    "out_for_delivery",
    "available_for_pickup",
    "attempt_failed",
    "exception",
    "delivered",
    "returning",
    "returned",
    "cancelled",
]
STATUSES: tuple[Status, ...] = get_args(Status)
TERMINAL: frozenset[Status] = frozenset({"delivered", "returned", "cancelled"})
RETURNS: frozenset[Status] = frozenset({"returning", "returned"})
Precision = Literal["second", "minute", "date"]
# carrier_offset: the reply carries an offset; carrier_gmt: it carries the GMT instant beside the local time;
# carrier_zulu: the instant itself; none: local time only, the instant is not known and is not guessed.
TzSource = Literal["carrier_offset", "carrier_gmt", "carrier_zulu", "none"]
Source = Literal["poll", "webhook"]


@dataclass(frozen=True)
class Code:
    """One row of a carrier's status table: what its code means in our vocabulary."""

    status: Status
    reason: str | None = None
    action_required: bool = False


@dataclass(frozen=True)
class Place:
    """Where a scan happened, as far as the carrier tells."""

    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.city, self.region, self.country) if part)


@dataclass(frozen=True)
class Moment:
    """When a scan happened. `local` is naive wall-clock time at the place, `offset` looks like `+01:00`.

    `utc` is aware and None when the carrier gave no way to know it. For precision `date` the time of `local` is
    midnight and means nothing.
    """

    local: datetime | None
    offset: str | None = None
    utc: datetime | None = None
    precision: Precision = "second"
    tz_source: TzSource = "none"


@dataclass(frozen=True)
class TrackingEvent:
    """One scan. `fingerprint` is the same for the same scan by poll, by webhook and on every repetition.

    `raw_code` and `raw_text` are the carrier's own; `status`, `reason` and the two flags are our reading of them.
    `piece` is the tracking number of the parcel among several; `received_at` (aware, UTC) is when we heard of it.
    """

    occurred_local: datetime | None
    utc_offset: str | None
    occurred_utc: datetime | None
    precision: Precision
    tz_source: TzSource
    raw_code: str
    raw_text: str
    status: Status
    reason: str | None
    location: Place | None
    piece: str | None
    source: Source
    received_at: datetime
    fingerprint: str
    is_return: bool = False
    action_required: bool = False


def make_event(
    carrier: str,
    number: str,
    *,
    moment: Moment,
    raw_code: str,
    raw_text: str,
    code: Code,
    place: Place | None,
    source: Source,
    received_at: datetime,
) -> TrackingEvent:
    """Put a scan together and fingerprint it."""
    return TrackingEvent(
        occurred_local=moment.local,
        utc_offset=moment.offset,
        occurred_utc=moment.utc,
        precision=moment.precision,
        tz_source=moment.tz_source,
        raw_code=raw_code,
        raw_text=raw_text,
        status=code.status,
        reason=code.reason,
        location=place,
        piece=number,
        source=source,
        received_at=received_at.astimezone(UTC),
        fingerprint=fingerprint(carrier, number, moment, raw_code, raw_text),
        is_return=code.status in RETURNS,
        action_required=code.action_required,
    )


def fingerprint(carrier: str, number: str, moment: Moment, raw_code: str, raw_text: str) -> str:
    """32 hex digits over what identifies a scan on every channel: number, wall-clock time and code.

    Place, instant and text are left out on purpose: a poll and a webhook of the same scan spell the city differently
    and only one of them may carry the offset. Without a code the text has to serve, folded to its letters.
    """
    when = moment.local or (moment.utc.replace(tzinfo=None) if moment.utc else None)
    what = raw_code or re.sub(r"\W+", " ", raw_text).strip().casefold()
    parts = (carrier, number, when.isoformat() if when else "", what)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class ETA:
    """When the carrier means to deliver: local wall-clock window, both ends the same day for precision `date`.

    `source` names carrier and field (`ups:RDD`); `history` holds the estimates this one replaced, oldest first.
    """

    earliest: datetime
    latest: datetime
    precision: Precision
    source: str
    history: tuple[ETA, ...] = ()


@dataclass(frozen=True)
class Header:
    """What the carrier itself says the state is, apart from its list of scans, at the instant it said so (UTC)."""

    status: Status
    as_of: datetime
    raw_code: str = ""
    raw_text: str = ""
    reason: str | None = None
    action_required: bool = False


@dataclass(frozen=True)
class TrackRef:
    """A parcel to ask about. Carriers reuse numbers: the ship date tells this parcel from last year's."""

    number: str
    ship_date: date | None = None


@dataclass(frozen=True)
class TrackResult:
    """What the carrier knows of one number, or the one error it gave for it. Never both.

    `pieces` is how many parcels the carrier counts in the shipment (0: it did not say). `unmapped` lists codes that
    our table does not know, for the log.
    """

    number: str
    events: tuple[TrackingEvent, ...] = ()
    header: Header | None = None
    eta: ETA | None = None
    pieces: int = 0
    unmapped: tuple[str, ...] = ()
    error: CarrierError | None = None

    @property
    def ok(self) -> bool:
        return self.error is None


@dataclass(frozen=True)
class HookReceipt:
    """A webhook that may be stored: unique on (provider, delivery_key).

    `trusted` is False where the carrier signs nothing: then the body proves only that something happened, and the
    shop asks the carrier itself before it believes a word.
    """

    provider: str
    delivery_key: str
    trusted: bool


@dataclass(frozen=True)
class HookResult:
    """A webhook read: results side by side, and the numbers to ask the carrier about before anything is believed."""

    results: tuple[TrackResult, ...]
    refetch: tuple[TrackRef, ...] = ()
    trusted: bool = False


@dataclass(frozen=True)
class ParseContext:
    """What `parse` cannot see in the bytes: when they came, which number was asked for, the HTTP status (0: none)."""

    received_at: datetime
    number: str = ""
    http_status: int = 0
    source: Source = "poll"
    headers: Mapping[str, str] = field(default_factory=dict)


def parse_offset(text: str) -> timedelta | None:
    """`+01:00`, `-04.00`, `-0500` or ` -0500` as a timedelta; None for anything else or beyond the earth's ±14 h."""
    match = re.fullmatch(r"\s*([+-])(\d{2})[:.]?(\d{2})\s*", text)
    if match is None:
        return None
    sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    if offset > timedelta(hours=14) or int(minutes) > 59:
        return None
    return -offset if sign == "-" else offset


def format_offset(offset: timedelta) -> str:
    """The one spelling kept: `+01:00`."""
    minutes = round(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
