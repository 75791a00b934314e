"""The ref by which choices hold a file: an id of ours, and nothing else."""

from __future__ import annotations

from typing import Final

from foundation.plain.ids import ALPHABET

REF_LENGTH: Final = 26


def is_ref(value: str) -> bool:
    """Whether a text could be the ref of an upload."""
    return len(value) == REF_LENGTH and all(sign in ALPHABET for sign in value)
