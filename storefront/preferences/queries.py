"""Reading what was set and written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from foundation.data.work import Work
from storefront.preferences.models import PageText, Setting


@dataclass(frozen=True)
class Kept:
    """One setting as it was set, by whom and when."""

    value: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Words:
    """One version of a page's words; version 0 is the draft."""

    version: int
    body: str
    by: str
    at: datetime


def stored(work: Work) -> dict[str, Kept]:
    """All that was set, by name. One statement."""
    return {row.name: Kept(row.value, row.changed_by, row.changed_at) for row in work.session.scalars(select(Setting))}


def words_of(work: Work, topic: str, locale: str) -> tuple[Words, ...]:
    """Every version of a page, the newest first, the draft last. One statement."""
    rows = work.session.scalars(
        select(PageText).filter_by(topic=topic, locale=locale).order_by(PageText.version.desc())
    )
    return tuple(Words(row.version, row.body, row.written_by, row.written_at) for row in rows)


def published(work: Work, topic: str, locale: str) -> str:
    """What a page says now; empty where it says what the shop came with. One statement."""
    found = (
        select(PageText.body)
        .where(PageText.topic == topic, PageText.locale == locale, PageText.version > 0)
        .order_by(PageText.version.desc())
        .limit(1)
    )
    return work.session.scalar(found) or ""


def newest(work: Work, locale: str) -> dict[str, tuple[Words | None, Words | None]]:
    """Of each topic that has words: what is published and the draft. One statement."""
    found: dict[str, tuple[Words | None, Words | None]] = {}
    rows = work.session.scalars(select(PageText).filter_by(locale=locale).order_by(PageText.version))
    for row in rows:
        told = Words(row.version, row.body, row.written_by, row.written_at)
        shown, draft = found.get(row.topic, (None, None))
        found[row.topic] = (told, draft) if row.version else (shown, told)
    return found
