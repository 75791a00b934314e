"""`drain`, the one plain function that does what the outbox asks: the embedded worker calls it, and a Celery task."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence

from foundation.data import outbox
from foundation.data.outbox import LEASE, Message, Names
from foundation.data.runner import Runner
from foundation.data.work import Work
from storefront.running import logs

log = logging.getLogger(__name__)

BATCH = 100
RECORD_SECONDS = 0.03  # how late what was done quickly is recorded
Together = Mapping[str, Callable[[Sequence[Message]], None]]
_took: dict[str, float] = {}  # seconds, by name: what each kind of work took last in this process


def drain(
    run: Runner,
    handlers: Mapping[str, Callable[[Message], None]],
    *,
    batch: int = BATCH,
    together: Together | None = None,
    names: Names = None,
    enough: Callable[[], bool] = lambda: False,
    go_on: Callable[[], bool] = lambda: False,
) -> int:
    """Do one batch of due messages, of all names or of these; returns how many were taken. Handlers run outside any
    transaction and are idempotent: a message may come twice.

    Messages of a name in `together` are done by that handler when there are several; when it raises, nothing of them
    is done, and each is done alone, so that one of them cannot hold up the others. Once `enough` says so, or the lease
    is half over, what was not begun is given back. While `go_on` says so, the next batch is taken in the transaction
    that records this one: where writers take turns, that is one turn to wait for instead of two.
    """

    def claim(work: Work) -> list[Message]:
        return outbox.claim(work.session, work.now(), batch, names)

    def record_and_claim(work: Work) -> list[Message]:
        outbox.done(work.session, unrecorded, work.now())
        return claim(work)

    messages, taken = run.write(claim), 0
    while messages:
        taken += len(messages)
        done = _Done(run)
        _do(run, handlers, _without_done(messages, together or {}, done), done, enough)
        if not go_on() or enough():
            done.record()
            return taken
        unrecorded = done.hand_over()
        messages = run.write(record_and_claim if unrecorded else claim)
    return taken


def _do(
    run: Runner,
    handlers: Mapping[str, Callable[[Message], None]],
    messages: Sequence[Message],
    done: _Done,
    enough: Callable[[], bool],
) -> None:
    began = time.monotonic()
    for place, message in enumerate(messages):
        if enough() or time.monotonic() - began > LEASE.total_seconds() / 2:
            _give_back(run, messages[place:])
            return
        done.before(message.name)
        logs.of_message(message.id, str(message.payload.get("order_ref", "")))
        try:
            handlers[message.name](message)
        except Exception as error:  # the worker's loop outlives every handler; the row keeps the error
            log.exception("outbox %s %s failed, attempt %d", message.name, message.key, message.attempt)
            _record_failure(run, message, error)
        else:
            done.add(message)


class _Done:
    """Records quick work some milliseconds late, many messages at a time; slow work at once, and before it whatever was
    quick: so a worker that dies has little to repeat."""

    def __init__(self, run: Runner) -> None:
        self._run = run
        self._messages: list[Message] = []
        self._first = self._begun = time.monotonic()

    def before(self, name: str) -> None:
        """A handler of this name is about to run."""
        self._begun = time.monotonic()
        if _took.get(name, 1.0) > RECORD_SECONDS:
            self.record()
        if not self._messages:
            self._first = self._begun

    def add(self, message: Message) -> None:
        self._messages.append(message)
        _took[message.name] = time.monotonic() - self._begun
        if time.monotonic() - self._first > RECORD_SECONDS:
            self.record()

    def add_together(self, messages: Sequence[Message]) -> None:
        """What was done in one go a moment ago."""
        if not self._messages:
            self._first = time.monotonic()
        self._messages += messages

    def hand_over(self) -> list[Message]:
        """What is to be recorded, for whoever is about to write anyway."""
        messages, self._messages = self._messages, []
        return messages

    def record(self) -> None:
        messages = self.hand_over()
        if messages:
            self._run.write(lambda work: outbox.done(work.session, messages, work.now()))


def _without_done(messages: Sequence[Message], together: Together, done: _Done) -> list[Message]:
    """The messages that are left when those that can be done together have been."""
    left = list(messages)
    for name, handler in together.items():
        several = [message for message in messages if message.name == name]
        if len(several) > 1 and _all_at_once(name, several, handler):
            done.add_together(several)
            left = [message for message in left if message.name != name]
    return left


def _all_at_once(name: str, several: Sequence[Message], handler: Callable[[Sequence[Message]], None]) -> bool:
    try:
        handler(several)
    except Exception:  # each alone will say what was wrong with it
        log.warning("outbox %s: %d together failed, each is tried alone", name, len(several), exc_info=True)
        return False
    return True


def _record_failure(run: Runner, message: Message, error: Exception) -> None:
    run.write(lambda work: outbox.failed(work.session, message, repr(error), work.now()))


def _give_back(run: Runner, messages: Sequence[Message]) -> None:
    run.write(lambda work: outbox.give_back(work.session, messages))
