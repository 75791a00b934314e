"""The simulator's memory: one SQLite file, so that parcels survive a restart."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

_SCHEMA = """
create table if not exists parcels (number text primary key, carrier text not null, body text not null);
create table if not exists hooks (id integer primary key autoincrement, body text not null, sent integer not null);
create table if not exists counters (name text primary key, value integer not null);
"""


@dataclass
class Scan:
    """One scan that happened: `local` like 2026-11-23T09:15:00, `offset` like +01:00."""

    kind: str
    code: str
    number: str
    text: str
    local: str
    offset: str
    place: dict[str, str]


@dataclass
class Parcel:
    """`step` counts the scenario's steps taken. `shipment` is the number of its first package, `key` the booking's
    reference, `about` what the label prints."""

    number: str
    carrier: str
    shipment: str
    scenario: str = "standard"
    step: int = 0
    voided: bool = False
    subscribed: bool = False
    hook_url: str = ""
    key: str = ""
    label_format: str = "GIF"
    service: str = ""
    about: list[str] = field(default_factory=list)
    origin: dict[str, str] = field(default_factory=dict)
    destination: dict[str, str] = field(default_factory=dict)
    scheduled: str = ""
    created: str = ""
    moved: str = ""
    scans: list[Scan] = field(default_factory=list)


@dataclass
class Hook:
    """A webhook to send or sent."""

    carrier: str
    url: str
    body: dict[str, Any]
    id: int = 0


class Store:
    """Small and slow enough for one lock: every verb is one transaction."""

    def __init__(self, path: str) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, check_same_thread=False, timeout=5)
        self._lock = threading.RLock()
        with self.changing():
            self._db.executescript(_SCHEMA)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Everything inside is one change, and nobody else's comes between."""
        with self._lock, self._db:
            yield

    def next(self, name: str) -> int:
        with self.changing():
            self._db.execute(
                "insert into counters values (?, 1) on conflict (name) do update set value = value + 1", (name,)
            )
            row = self._db.execute("select value from counters where name = ?", (name,)).fetchone()
            return int(row[0])

    def save(self, parcel: Parcel) -> None:
        with self.changing():
            self._db.execute(
                "insert or replace into parcels values (?, ?, ?)",
                (parcel.number, parcel.carrier, json.dumps(asdict(parcel))),
            )

    def find(self, number: str) -> Parcel | None:
        with self._lock:
            row = self._db.execute("select body from parcels where number = ?", (number,)).fetchone()
        return _parcel(row[0]) if row else None

    def parcels(self) -> list[Parcel]:
        with self._lock:
            rows = self._db.execute("select body from parcels order by rowid").fetchall()
        return [_parcel(row[0]) for row in rows]

    def add_hook(self, hook: Hook) -> None:
        with self.changing():
            body = json.dumps(asdict(hook))
            hook.id = self._db.execute("insert into hooks (body, sent) values (?, 0)", (body,)).lastrowid or 0

    def unsent(self) -> list[Hook]:
        with self._lock:
            rows = self._db.execute("select id, body from hooks where sent = 0 order by id").fetchall()
        return [Hook(**(json.loads(body) | {"id": number})) for number, body in rows]

    def mark_sent(self, hook: Hook) -> None:
        with self.changing():
            self._db.execute("update hooks set sent = 1 where id = ?", (hook.id,))

    def clear(self) -> None:
        """Forget parcels and hooks; the counters go on, a number is never minted twice."""
        with self.changing():
            self._db.execute("delete from parcels")
            self._db.execute("delete from hooks")

    def close(self) -> None:
        with self._lock:
            self._db.close()


def _parcel(body: str) -> Parcel:
    data = json.loads(body)
    data["scans"] = [Scan(**scan) for scan in data["scans"]]
    return Parcel(**data)
