"""Models (complete assignments) as the solver gives them, and sets of Booleans as bits."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence

SIGNS = bytes(49 if byte < 128 else 48 for byte in range(256))  # a number's highest byte: "1" for plus, "0" for minus
TOP_BYTE = slice(3, None, 4) if sys.byteorder == "little" else slice(0, None, 4)


def digits(model: Sequence[int], count: int) -> bytes:
    """A solver's model as "0" and "1" per Boolean, 1..`count` in order."""
    return array("i", model[:count]).tobytes()[TOP_BYTE].translate(SIGNS)


def packed(model: bytes, count: int) -> int:
    """The Booleans 1..`count` of a model in digits as bits: bit i is the Boolean i, bit 0 is never set."""
    return int(model[count - 1 :: -1] + b"0", 2)


def bits_of(places: Iterable[int]) -> int:
    bits = 0
    for place in places:
        bits |= 1 << place
    return bits


def places_of(bits: int) -> Iterator[int]:
    """The set bits, lowest first."""
    text = bin(bits)[:1:-1]
    place = text.find("1")
    while place >= 0:
        yield place
        place = text.find("1", place + 1)
