"""Verbs on settings and on the words of pages. They flush and never commit."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.errors import Invalid, NotFound
from storefront.preferences.domain import LONGEST_PAGE, TOPICS, checked
from storefront.preferences.models import PageText, Setting


def put_settings(work: Work, values: Mapping[str, str], by: str) -> int:
    """Keep these, all or none; returns how many differ from what was. Raises `Invalid` beside the field."""
    wanted = {name: checked(name, value) for name, value in values.items()}
    changed = 0
    for name, value in wanted.items():
        row = work.session.get(Setting, name)
        if row is None:
            row = Setting(name=name, value="\0", changed_by=by, changed_at=work.now())
            work.session.add(row)
        if row.value != value:
            row.value, row.changed_by, row.changed_at = value, by, work.now()
            changed += 1
    work.session.flush()
    return changed


def put_draft(work: Work, topic: str, locale: str, body: str, by: str) -> None:
    """Keep what is typed for a page; shoppers read on what is published. Raises `NotFound`, `Invalid`."""
    if topic not in TOPICS:
        raise NotFound("There is no such page.")
    if len(body) > LONGEST_PAGE:
        raise Invalid(f"A page may have up to {LONGEST_PAGE:,} letters.", field="body")
    row = work.session.scalar(select(PageText).filter_by(topic=topic, locale=locale, version=0))
    if row is None:
        row = PageText(id=work.new_id(), topic=topic, locale=locale, version=0)
        work.session.add(row)
    row.body, row.written_by, row.written_at = body.replace("\r\n", "\n").strip(), by, work.now()
    work.session.flush()


def publish_page(work: Work, topic: str, locale: str, body: str, by: str) -> int:
    """These words are the page from now on; returns the version. Empty ones bring back those that the shop came with.
    The draft is gone after it. What says the same already makes no version."""
    put_draft(work, topic, locale, body, by)
    draft = work.session.scalars(select(PageText).filter_by(topic=topic, locale=locale, version=0)).one()
    last = work.session.scalar(select(func.max(PageText.version)).filter_by(topic=topic, locale=locale)) or 0
    now = work.session.scalar(select(PageText.body).filter_by(topic=topic, locale=locale, version=last)) if last else ""
    if draft.body == now:
        work.session.delete(draft)
        work.session.flush()
        return last
    draft.version = last + 1
    work.session.flush()
    return last + 1
