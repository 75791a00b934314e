"""`Work`: what a verb is handed. One open transaction, the clock, and the two ways out of it: events and the outbox."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from foundation.data import outbox
from foundation.plain.clock import Clock
from foundation.plain.ids import new_id

Handler = Callable[["Work", Any], None]
HandlerTable = Mapping[type, Sequence[Handler]]


@dataclass(frozen=True)
class Work:
    """One unit of work. Verbs flush and never commit: the entry point that made the Work owns the commit."""

    session: Session
    clock: Clock
    handlers: HandlerTable = field(default_factory=dict)
    locale: str = "en"
    seen: dict[Hashable, Any] | None = None  # what a `glance` has asked already; None where an answer may change

    def now(self) -> datetime:
        return self.clock.now()

    def new_id(self) -> str:
        return new_id(self.now())

    def emit(self, event: object) -> None:
        """Run the event's handlers here and now, in this transaction: they insert, or all of it rolls back."""
        for handler in self.handlers.get(type(event), ()):
            handler(self, event)

    def enqueue(self, name: str, payload: dict[str, Any], *, key: str, due: datetime | None = None) -> None:
        """Leave a message for the worker. (name, key) is unique: a second enqueue is a no-op."""
        outbox.enqueue(self.session, self.new_id(), name, payload, key=key, now=self.now(), due=due or self.now())

    def cancel(self, name: str, key: str) -> bool:
        """Take a message back; False when it has already left (or is leaving), or never was."""
        return outbox.cancel(self.session, name, key, now=self.now())
