"""Answers under an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): the same request twice is done once.

A request takes its key in a transaction of its own; its answer is kept in the very transaction that did what was
asked, so that there is no moment in which one is there without the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, update

from foundation.data.sql import changed, insert_into
from foundation.data.work import Work
from storefront.api import problems
from storefront.api.domain import ANSWERS_KEPT, Kept, verdict_of
from storefront.api.models import KeptAnswer


@dataclass(frozen=True)
class Slot:
    """Whose key, and what was asked under it."""

    holder: str
    key: str
    fingerprint: str


def take(work: Work, slot: Slot) -> tuple[int, bytes] | None:
    """Take the key for this request, or the answer that was given before. Raises a problem for a key that was used for
    something else (422) or whose request is not done (409)."""
    session, row = work.session, KeptAnswer
    fresh = session.execute(
        insert_into(session, row)
        .values(holder=slot.holder, key=slot.key, fingerprint=slot.fingerprint, began_at=work.now())
        .on_conflict_do_nothing()
        .returning(row.key)
    )
    if fresh.first() is not None:
        return None
    found = session.get_one(row, (slot.holder, slot.key), with_for_update=True)
    verdict = verdict_of(Kept(found.fingerprint, found.status, found.began_at), slot.fingerprint, work.now())
    if verdict == "other":
        raise problems.key_reused()
    if verdict == "running":
        raise problems.still_running()
    if verdict == "replay":
        return found.status or 200, bytes(found.body or b"")
    found.began_at = work.now()
    session.flush()
    return None


def keep(work: Work, slot: Slot, status: int, body: bytes) -> None:
    """Remember the answer, in the transaction that it is about."""
    _at(work, slot, {"status": status, "body": body})


def _at(work: Work, slot: Slot, values: dict[str, object]) -> None:
    mine = (KeptAnswer.holder == slot.holder, KeptAnswer.key == slot.key)
    work.session.execute(update(KeptAnswer).where(*mine).values(**values).execution_options(synchronize_session=False))


def let_go(work: Work, slot: Slot) -> None:
    """What was refused did nothing: the same key may try again."""
    mine = (KeptAnswer.holder == slot.holder, KeptAnswer.key == slot.key, KeptAnswer.status.is_(None))
    work.session.execute(delete(KeptAnswer).where(*mine))


def forget_answers(work: Work, older_than: timedelta = ANSWERS_KEPT) -> int:
    """Delete what nobody repeats any more."""
    return changed(work.session.execute(delete(KeptAnswer).where(KeptAnswer.began_at < work.now() - older_than)))
