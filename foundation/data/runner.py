"""Opens transactions and owns their commit. Everything that reads or writes goes through a `Runner`.

`write` takes a whole entry point as a callable, because a transaction that lost a race is run again from its start,
never from its middle. While it runs, the network is forbidden.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from foundation.data.sqlite import is_busy
from foundation.data.work import HandlerTable, Work
from foundation.plain.clock import Clock
from foundation.plain.errors import Conflict, Unavailable

T = TypeVar("T")

ATTEMPTS = 8
_SERIALIZATION_FAILURE, _DEADLOCK, _OVERLAP, _TWIN = "40001", "40P01", "23P01", "23505"
_open: ContextVar[bool] = ContextVar("shop_transaction_open", default=False)


def forbid_network_in_transaction() -> None:
    """Called by every transport before it talks: a slow partner must never hold our locks."""
    if _open.get():
        raise RuntimeError("No network call while a transaction is open: leave an outbox message instead.")


class Runner:
    """Runs callables in transactions of `session()`.

    `owns_engine` says whether the session is ours alone. In a host's session we may not roll back what the host has
    begun, so a write there is a SAVEPOINT and a lost race is a `Conflict` for the host to answer. `at_our_door` says
    that a page of ours is being served: what the host has begun before it (its sign-in has read who somebody is, most
    often) is no transaction that it will end, so ours commits.
    """

    def __init__(
        self,
        session: Callable[[], Session],
        clock: Clock,
        handlers: HandlerTable | None = None,
        *,
        owns_engine: bool = True,
        at_our_door: Callable[[], bool] = lambda: False,
    ) -> None:
        self._session, self._clock, self._handlers = session, clock, {} if handlers is None else handlers
        self._owns_engine, self._at_our_door = owns_engine, at_our_door

    def work(self, session: Session) -> Work:
        return Work(session, self._clock, self._handlers)

    def glance(self, fn: Callable[[Work], T]) -> T:
        """`read` for questions of which each is right by itself; `fn` writes nothing, it would stay. PostgreSQL answers
        each from what is committed by then, with a transaction round them or without: here there is none."""
        session = self._session()
        if self._owns_engine and not session.in_transaction() and session.get_bind().dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        return self._read(fn, Work(session, self._clock, self._handlers, seen={}))

    def read(self, fn: Callable[[Work], T]) -> T:
        """Run `fn` on one consistent snapshot and let go of it: what it returns must be plain values."""
        return self._read(fn, self.work(self._session()))

    def _read(self, fn: Callable[[Work], T], work: Work) -> T:
        ours = self._owns_engine or not work.session.in_transaction()
        token = _open.set(True)
        try:
            return fn(work)
        finally:
            _open.reset(token)
            if ours:  # left open, it would pass for the host's own transaction, and a write after it would not commit
                work.session.rollback()

    def write(self, fn: Callable[[Work], T]) -> T:
        """Run `fn` and commit, again from the start when another transaction won. Raises `Unavailable` when it never
        gets a turn, `Conflict` when two claims overlap; on any error nothing of `fn` remains."""
        if not self._owns_engine:
            return self._write_as_guest(fn)
        for attempt in range(ATTEMPTS):
            try:
                return self._write_once(fn)
            except DBAPIError as error:
                # Somebody inserted the same between our look and our insert: looked at again, it is an answer in words.
                if not _again(error) and (attempt or not _twin(error)):
                    raise
            time.sleep(0.002 * 2**attempt)
        raise Unavailable("The shop is very busy just now; nothing was changed. Please try again.")

    def _write_once(self, fn: Callable[[Work], T]) -> T:
        session = self._session()
        session.rollback()  # a user loader's SELECT would have opened a read transaction, which cannot be upgraded
        token = _open.set(True)
        try:
            session.connection(execution_options={"shop_write": True})
            result = fn(self.work(session))
            session.commit()
            return result
        except BaseException:
            session.rollback()
            raise
        finally:
            _open.reset(token)

    def _write_as_guest(self, fn: Callable[[Work], T]) -> T:
        session = self._session()
        ours = not session.in_transaction() or (self._at_our_door() and not _open.get())
        token = _open.set(True)
        try:
            with session.begin_nested():
                result = fn(self.work(session))
            if ours:
                session.commit()
            return result
        except DBAPIError as error:
            if _again(error) or _twin(error):
                raise Conflict("Somebody else changed this at the same moment. Please try again.") from error
            raise
        finally:
            _open.reset(token)
            if ours and session.in_transaction():
                session.rollback()


def _again(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    if state == _OVERLAP:
        raise Conflict("That time was taken a moment ago. Nothing was changed; please look at the new date.") from error
    return state in (_SERIALIZATION_FAILURE, _DEADLOCK) or is_busy(error)


def _twin(error: DBAPIError) -> bool:
    """A unique key was taken: by another transaction just now, or it is a fault of ours, which a second try shows."""
    return getattr(error.orig, "sqlstate", None) == _TWIN
