"""The numbers that cached pages are keyed on. Every write that a page could show moves one of them on."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select, update

from foundation.data.sql import changed, insert_into
from foundation.data.work import Work
from storefront.catalogue.models import CatalogueVersion

Subject = Literal["catalogue", "availability"]


def bump_version(work: Work, subject: Subject = "catalogue") -> None:
    """Move the version of `subject` on, in this transaction."""
    row = CatalogueVersion
    moved = work.session.execute(update(row).where(row.name == subject).values(version=row.version + 1))
    if changed(moved) == 0:
        work.session.execute(
            insert_into(work.session, row)
            .values(name=subject, version=1)
            .on_conflict_do_update(index_elements=[row.name], set_={"version": row.version + 1})
        )


def versions(work: Work) -> tuple[int, int]:
    """The versions of catalogue and availability now, (0, 0) for an empty shop. One statement."""
    rows = work.session.execute(select(CatalogueVersion.name, CatalogueVersion.version))
    known = dict(rows.all())
    return known.get("catalogue", 0), known.get("availability", 0)
