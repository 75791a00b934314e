"""Photos that a form brings: checked on their bytes, stripped of what the camera noted, kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import FileStorage

from foundation.data.blobs import BlobStore
from foundation.plain.errors import Invalid
from storefront.uploads.domain import UploadRule, check
from storefront.uploads.metadata import without_metadata

RULE: Final = UploadRule(("jpeg", "png", "webp"), 12_000_000)  # a phone's photo, as it comes
_FORM_BYTES: Final = 65_536
Key = Callable[[str, str], str]


@dataclass(frozen=True)
class Photo:
    """One that lies in the blob store under `key(ref, kind)`. `size` in bytes."""

    ref: str
    kind: str
    size: int


def most_bytes(photos: int) -> int:
    """What a form with so many photos may weigh; more is a 413 unread."""
    return photos * RULE.max_bytes + _FORM_BYTES


def take(blobs: BlobStore, files: Sequence[FileStorage], client_id: str, key: Key, *, most: int) -> list[Photo]:
    """The photos among `files`, in the blob store by now. Their refs follow from the form's own id: the same form again
    writes the same files. Raises `Invalid` and `TooLarge` for what is no photo and for too many."""
    sent = [file for file in files if file.filename]
    if len(sent) > most:
        raise Invalid(f"At most {most} photos. Choose the ones that show it best.", field="photo")
    return [_kept(blobs, client_id, number, file, key) for number, file in enumerate(sent)]


def forget(blobs: BlobStore, photos: Sequence[Photo], key: Key) -> None:
    """What they belonged to was refused: they are not kept."""
    for photo in photos:
        blobs.delete(key(photo.ref, photo.kind))


def _kept(blobs: BlobStore, client_id: str, number: int, file: FileStorage, key: Key) -> Photo:
    with file.stream as stream:
        data = stream.read(RULE.max_bytes + 1)
    try:
        checked = check(data, file.filename or "photo", RULE)
    except Invalid as error:
        raise type(error)(error.sentence, field="photo") from None
    clean = without_metadata(checked.kind, checked.data)
    ref = hashlib.sha256(f"{client_id}:{number}".encode()).hexdigest()[:26]
    blobs.put(key(ref, checked.kind), clean)
    return Photo(ref, checked.kind, len(clean))
