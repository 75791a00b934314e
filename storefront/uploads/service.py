"""Verbs on uploads: take one, tie it to a configuration, forget it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import delete

from foundation.data.blobs import BlobStore
from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.errors import Invalid, Unavailable
from storefront.uploads import models, queries
from storefront.uploads.domain import Checked, UploadRule, check
from storefront.uploads.queries import Upload

UNUSED_FOR: Final = timedelta(days=2)
UNORDERED_FOR: Final = timedelta(days=60)
# A day's files that nobody put into a cart; more is somebody filling the disk, not shoppers.
MOST_WAITING: Final = 2000


def store_upload(runner: Runner, blobs: BlobStore, data: bytes, filename: str, rule: UploadRule) -> Upload:
    """Check the bytes, keep them, note them. The blob store may be far away, so no transaction is open meanwhile.

    Raises `Invalid` or `TooLarge` for what is not taken, `Unavailable` when too many files wait.
    """
    checked = check(data, filename, rule)
    upload = runner.read(lambda work: _room(work, checked))
    blobs.put(upload.key, checked.data)
    runner.write(lambda work: _note(work, upload))
    return upload


def _room(work: Work, checked: Checked) -> Upload:
    if queries.waiting(work, work.now() - timedelta(days=1)) >= MOST_WAITING:
        raise Unavailable("We cannot take files just now. Please try again tomorrow, or send yours by mail.")
    return Upload(work.new_id(), checked.name, checked.kind, len(checked.data))


def _note(work: Work, upload: Upload) -> None:
    row = models.Upload(ref=upload.ref, name=upload.name, kind=upload.kind, size=upload.size, created_at=work.now())
    work.session.add(row)
    work.session.flush()


def claim(work: Work, snapshot_ref: str, given: Sequence[tuple[str, UploadRule, str]]) -> None:
    """Tie files to a configuration: (field, rule, ref) each. Checks them against the field's own rule once more, since
    a ref can be brought from another product. The same claim twice changes nothing.

    Raises `Invalid` with its field for a file that is gone or of a kind that the field does not take.
    """
    for field, rule, ref in given:
        found = queries.find_or_none(work, ref)
        if found is None:
            raise Invalid("That file is not here any more. Please choose it again.", field=field)
        if found.kind not in rule.accept or found.size > rule.max_bytes:
            raise Invalid(f"Please send this file as {rule.words}, at most {rule.megabytes} MB.", field=field)
        if work.session.get(models.UploadUse, (ref, snapshot_ref)) is None:
            work.session.add(models.UploadUse(upload_ref=ref, snapshot_ref=snapshot_ref, used_at=work.now()))
    work.session.flush()


def forget(work: Work, ref: str) -> None:
    """Take the note of a file away, its uses with it. Once more changes nothing."""
    work.session.execute(delete(models.UploadUse).where(models.UploadUse.upload_ref == ref))
    work.session.execute(delete(models.Upload).where(models.Upload.ref == ref))
