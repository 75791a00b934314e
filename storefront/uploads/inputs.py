"""An upload as an input of a configurable product: its rule, and the value that stands for it among the choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from foundation.plain.ids import ALPHABET
from storefront.uploads.domain import UploadRule

REF_LENGTH: Final = 26


@dataclass(frozen=True)
class UploadInput:
    """A file the shopper may give. `id` is also the name under which the choices hold the upload's ref, as a text."""

    id: str
    label: Mapping[str, str]
    help: Mapping[str, str]
    rule: UploadRule

    @property
    def accept(self) -> str:
        """For the `accept` of a file input."""
        endings = {"png": ".png", "jpeg": ".jpg,.jpeg", "webp": ".webp", "pdf": ".pdf"}
        return ",".join(endings[kind] for kind in self.rule.accept)


def is_ref(value: str) -> bool:
    """Whether a text could be the ref of an upload."""
    return len(value) == REF_LENGTH and all(sign in ALPHABET for sign in value)
