"""Read models of uploads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from storefront.orders.models import OrderLine
from storefront.uploads import models
from storefront.uploads.refs import is_ref

GONE = "That file is not here any more. Files that belong to no order are thrown away after a while."


@dataclass(frozen=True)
class Upload:
    """A file that is kept. `size` in bytes."""

    ref: str
    name: str
    kind: str
    size: int

    @property
    def key(self) -> str:
        """Where its bytes lie in the blob store."""
        return blob_key(self.ref, self.kind)


def blob_key(ref: str, kind: str) -> str:
    """The blob's key: ours alone, nothing of the visitor's name is in it."""
    return f"uploads/{ref}.{kind}"


def find_upload(work: Work, ref: str) -> Upload:
    """One statement. Raises `NotFound`."""
    found = find_or_none(work, ref)
    if found is None:
        raise NotFound(GONE)
    return found


def find_or_none(work: Work, ref: str) -> Upload | None:
    """The upload, or None for one that is gone or never was. One statement."""
    return next(iter(_several(work, [ref])), None)


def names(work: Work, refs: Iterable[str]) -> dict[str, str]:
    """What to call the files: `{ref: "logo.png"}`; those that are gone are absent. One statement."""
    return {upload.ref: upload.name for upload in _several(work, list(refs))}


def _several(work: Work, refs: list[str]) -> list[Upload]:
    wanted = [ref for ref in refs if is_ref(ref)]
    if not wanted:
        return []
    row = models.Upload
    rows = work.session.execute(select(row.ref, row.name, row.kind, row.size).where(row.ref.in_(wanted)))
    return [Upload(*found) for found in rows]


def of_lines(work: Work, line_refs: Iterable[str]) -> dict[str, list[Upload]]:
    """The files that belong to what order lines have sold, for whoever makes it. One statement."""
    row, use = models.Upload, models.UploadUse
    query = (
        select(OrderLine.line_ref, row.ref, row.name, row.kind, row.size)
        .join(use, use.snapshot_ref == OrderLine.snapshot_ref)
        .join(row, row.ref == use.upload_ref)
        .where(OrderLine.line_ref.in_(list(line_refs)))
        .order_by(row.created_at)
    )
    found: dict[str, list[Upload]] = {}
    for line_ref, ref, name, kind, size in work.session.execute(query):
        found.setdefault(line_ref, []).append(Upload(ref, name, kind, size))
    return found


def waiting(work: Work, since: datetime) -> int:
    """How many files came since then that belong to no configuration yet. One statement."""
    row, use = models.Upload, models.UploadUse
    unused = ~exists().where(use.upload_ref == row.ref)
    return work.session.scalar(select(func.count()).select_from(row).where(row.created_at >= since, unused)) or 0


def forgotten(work: Work, unused_since: datetime, unordered_since: datetime, most: int = 100) -> list[Upload]:
    """Files to throw away: given before `unused_since` and in no configuration, or only in configurations from before
    `unordered_since` that no order holds. One statement."""
    row, use = models.Upload, models.UploadUse
    used = exists().where(use.upload_ref == row.ref)
    lately = exists().where(use.upload_ref == row.ref, use.used_at >= unordered_since)
    ordered = exists().where(use.upload_ref == row.ref, use.snapshot_ref == OrderLine.snapshot_ref)
    query = (
        select(row.ref, row.name, row.kind, row.size)
        .where(row.created_at < unused_since, or_(~used, ~lately), ~ordered)
        .order_by(row.created_at)
        .limit(most)
    )
    return [Upload(*found) for found in work.session.execute(query)]
