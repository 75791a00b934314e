"""PNG, JPEG and WebP walked from end to end: whole, of a bearable size, nothing after their end. Nothing is decoded."""

from __future__ import annotations

import zlib
from typing import Final

from foundation.plain.errors import Invalid, TooLarge

# A picture is a few megabytes on the disk and gigabytes in the memory of whoever opens it: 60 megapixels is a poster.
MOST_PIXELS: Final = 60_000_000
LONGEST_SIDE: Final = 20_000


def _damaged() -> Invalid:
    return Invalid("That picture is damaged or only half there. Save it once more and choose it again.", field="file")


def bear(width: int, height: int) -> None:
    """Raises `TooLarge` for a picture that nobody could open, `Invalid` for one without an area."""
    if width <= 0 or height <= 0:
        raise _damaged()
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise TooLarge(
            f"That picture has {width} × {height} points, more than we can open. Save it smaller and choose it again.",
            field="file",
        )


def checked_png(data: bytes) -> bytes:
    """Chunk by chunk with their checksums, from IHDR to IEND."""
    at, first = 8, True
    while True:
        length = int.from_bytes(data[at : at + 4], "big")
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        end = at + 12 + length
        if length > 0x7FFFFFFF or end > len(data) or not name.isalpha():
            raise _damaged()
        if zlib.crc32(name + body) != int.from_bytes(data[end - 4 : end], "big"):
            raise _damaged()
        if first:
            if name != b"IHDR" or length != 13:
                raise _damaged()
            bear(int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big"))
            first = False
        if name == b"IEND":
            return data[:end]
        at = end


# Markers that stand alone, and the frames that carry the size (all SOF but DHT C4, JPG C8, DAC CC).
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def checked_jpeg(data: bytes) -> bytes:
    """Segment by segment to the end of the picture; the size is in its frame header."""
    at, sized, seen = 2, False, False
    while True:
        at, marker = _next_marker(data, at)
        if marker == 0xD9:
            if not sized or not seen:
                raise _damaged()
            return data[:at]
        if marker in _ALONE:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        if length < 2 or at + length > len(data):
            raise _damaged()
        if marker in _FRAMES:
            if length < 8:
                raise _damaged()
            bear(int.from_bytes(data[at + 5 : at + 7], "big"), int.from_bytes(data[at + 3 : at + 5], "big"))
            sized = True
        at += length
        if marker == 0xDA:
            seen, at = True, _after_scan(data, at)


def _next_marker(data: bytes, at: int) -> tuple[int, int]:
    """(place after the marker, marker); fill bytes FF may stand before it."""
    if data[at : at + 1] != b"\xff":
        raise _damaged()
    while data[at : at + 1] == b"\xff":
        at += 1
    if at >= len(data):
        raise _damaged()
    return at + 1, data[at]


def _after_scan(data: bytes, at: int) -> int:
    """Where the coded data of a scan ends: the first FF that is neither stuffed (00) nor a restart (D0..D7)."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise _damaged()
        after = data[at + 1]
        if after != 0 and not 0xD0 <= after <= 0xD7:
            return at
        at += 2


def checked_webp(data: bytes) -> bytes:
    """The RIFF length, then the size out of whichever of the three kinds of first chunk there is."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data) or end < 30:
        raise _damaged()
    name, body = data[12:16], data[20:30]
    if name == b"VP8X":
        bear(1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little"))
    elif name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        bear(int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF)
    elif name == b"VP8L" and body[:1] == b"\x2f":
        bits = int.from_bytes(body[1:5], "little")
        bear(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    else:
        raise _damaged()
    return data[:end]
