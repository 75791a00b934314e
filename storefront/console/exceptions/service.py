"""Saying that something is dealt with, and taking that back."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import delete

from foundation.data.sql import insert_into
from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from foundation.plain.scope import SellerScope
from storefront.console.exceptions.models import ExceptionMark
from storefront.console.exceptions.queries import Queue, queue


def deal_with(
    work: Work,
    scope: SellerScope,
    roles: frozenset[str],
    zone: ZoneInfo,
    *,
    key: str,
    stamp: str,
    note: str,
    person: str,
) -> None:
    """It is off the queue until something about it changes. Twice is once.

    Raises `NotFound` for what is not in their queue, `Conflict` when it changed since the page was opened.
    """
    found = queue(work, scope, roles, zone)
    if any(row.key == key and row.stamp == stamp for row, _ in found.dealt):
        return
    row = next((row for row in found.waiting if row.key == key), None)
    if row is None:
        raise NotFound("This is not in the queue any more.")
    if row.stamp != stamp:
        raise Conflict("Something happened to it since you opened this page. Look at it once more.")
    values = {"stamp": stamp, "note": note, "person": person, "at": work.now()}
    statement = insert_into(work.session, ExceptionMark).values(key=key, **values)
    work.session.execute(
        statement.on_conflict_do_update(index_elements=["key"], set_=values).returning(ExceptionMark.key)
    )


def put_back(work: Work, scope: SellerScope, roles: frozenset[str], zone: ZoneInfo, key: str) -> None:
    """It waits again. Raises `NotFound` for what nobody of theirs has dealt with."""
    found: Queue = queue(work, scope, roles, zone)
    if all(row.key != key for row, _ in found.dealt):
        raise NotFound("This is not among what was dealt with.")
    work.session.execute(
        delete(ExceptionMark).where(ExceptionMark.key == key).execution_options(synchronize_session=False)
    )
