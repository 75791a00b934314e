"""What customers say to a day that moved."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.sql import insert_into
from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from fulfilment.keeping.models import RevisionAnswer
from fulfilment.keeping.states import ANSWERS
from fulfilment.promise.models import Promise, PromiseRevision
from fulfilment.promise.states import LIVE


def answer_revision(work: Work, order_ref: str, line_ref: str, answer: str) -> None:
    """Keep the answer to the last move of a line's day, for it and for what travels with it: `accepted`, `changed` or
    `cancelled`. The same answer twice is one.

    Raises `NotFound` where no day has moved, `Conflict` when another answer stands.
    """
    assert answer in ANSWERS
    moved = _last(work, order_ref, line_ref)
    if moved is None:
        raise NotFound("The day of this piece has not moved.")
    for revision in _together(work, order_ref, moved):
        work.session.execute(
            insert_into(work.session, RevisionAnswer)
            .values(revision_id=revision, answer=answer, at=work.now())
            .on_conflict_do_nothing(index_elements=["revision_id"])
        )
    kept = work.session.scalar(select(RevisionAnswer.answer).where(RevisionAnswer.revision_id == moved.id))
    if kept == "accepted" and answer != "accepted":
        return  # a customer who had agreed to the day may still change or cancel by the usual ways
    if kept != answer:
        raise Conflict(f"You have answered this already: {ANSWERS[kept or answer].lower()}.")


def _last(work: Work, order_ref: str, line_ref: str) -> PromiseRevision | None:
    return work.session.scalar(
        select(PromiseRevision)
        .join(Promise, Promise.id == PromiseRevision.promise_id)
        .where(Promise.order_ref == order_ref, Promise.line_ref == line_ref, Promise.state.in_(LIVE))
        .order_by(PromiseRevision.id.desc())
        .limit(1)
    )


def _together(work: Work, order_ref: str, moved: PromiseRevision) -> list[int]:
    """What moved to the same day at the same moment: an order that travels together is answered once."""
    return list(
        work.session.scalars(
            select(PromiseRevision.id)
            .join(Promise, Promise.id == PromiseRevision.promise_id)
            .where(
                Promise.order_ref == order_ref,
                PromiseRevision.at == moved.at,
                PromiseRevision.now == moved.now,
                PromiseRevision.reason == moved.reason,
            )
            .order_by(PromiseRevision.id)
        )
    )
