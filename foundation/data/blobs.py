"""Where files live that the shop makes or is given: labels, photos. A folder by default, S3 by setting."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Protocol

from foundation.plain.errors import Invalid, NotFound

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_.-]*)+")


class BlobStore(Protocol):
    """Bytes under a key such as `labels/01jd….gif`. Keys are ours, never a visitor's file name."""

    def put(self, key: str, data: bytes) -> None: ...

    def get(self, key: str) -> bytes:
        """Raises `NotFound` when there is none."""
        ...

    def delete(self, key: str) -> None:
        """Throw the bytes away; where there are none, nothing happens."""
        ...


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key) or ".." in key:
        raise Invalid("That is not the name of a file of this shop.")
    return key


class FolderBlobs:
    """Files below one folder, outside the web root; a write is whole or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, data: bytes) -> None:
        path = self._root / _checked(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(path.name + ".part")
        half.write_bytes(data)
        os.replace(half, path)

    def get(self, key: str) -> bytes:
        try:
            return (self._root / _checked(key)).read_bytes()
        except FileNotFoundError:
            raise NotFound("That file is not here any more.") from None

    def delete(self, key: str) -> None:
        (self._root / _checked(key)).unlink(missing_ok=True)


class S3Blobs:
    """The same in a bucket. `client` is a boto3 S3 client, which brings its own credentials."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def put(self, key: str, data: bytes) -> None:
        self._client.put_object(Bucket=self._bucket, Key=_checked(key), Body=data)

    def get(self, key: str) -> bytes:
        try:
            body: bytes = self._client.get_object(Bucket=self._bucket, Key=_checked(key))["Body"].read()
        except self._client.exceptions.NoSuchKey:
            raise NotFound("That file is not here any more.") from None
        return body

    def delete(self, key: str) -> None:
        # S3 answers 204 whether or not there was something.
        self._client.delete_object(Bucket=self._bucket, Key=_checked(key))
