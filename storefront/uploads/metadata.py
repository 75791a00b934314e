"""Where and when a photo was taken, by which camera, is nobody's business: it is cut out before the photo is kept.

JPEG: ITU-T T.81, B.1.1.4 (APPn, COM); its Exif (CIPA DC-008, APP1) says also which way up the picture is, and that one
number is kept, for else every photo of an upright phone lies on its side. PNG: W3C, third edition, 11.3. WebP: RFC
9649, 2.7. The bytes must have been walked by `storefront.uploads.pictures` before.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

_SOI: Final = b"\xff\xd8"
_ICC: Final = b"ICC_PROFILE\0"
# What a picture is drawn from; everything else in a PNG is words about it.
_PNG_KEPT: Final = frozenset(
    (
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"cHRM",
        b"gAMA",
        b"iCCP",
        b"sBIT",
        b"sRGB",
        b"cICP",
        b"pHYs",
        b"bKGD",
    )
)
_WEBP_DROPPED: Final = frozenset((b"EXIF", b"XMP "))
_EXIF_FLAGS: Final = 0b0000_1100  # of VP8X: Exif and XMP are there


def without_metadata(kind: str, data: bytes) -> bytes:
    """The same picture without what was noted about it."""
    return {"jpeg": _jpeg, "png": _png, "webp": _webp}[kind](data)


def _jpeg(data: bytes) -> bytes:
    turned, out, at = 1, [], 2
    while True:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        segment = data[at : at + 2 + length]
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            turned = _orientation(segment[10:]) or turned
        if _jpeg_kept(marker, segment):
            out.append(segment)
        if marker == 0xDA:
            return _SOI + (_turned(turned) if turned != 1 else b"") + b"".join(out) + data[at + len(segment) :]
        at += len(segment)


def _jpeg_kept(marker: int, segment: bytes) -> bool:
    """JFIF, Adobe's colour note and the colour profile are needed to draw it; comments and all other notes are not."""
    if 0xE0 <= marker <= 0xEF:
        return marker in (0xE0, 0xEE) or (marker == 0xE2 and segment[4:16] == _ICC)
    return marker != 0xFE


def _orientation(tiff: bytes) -> int:
    """Tag 0x0112 of the first directory, 1 to 8; 0 when it does not say."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 0
    start = struct.unpack(order + "I", tiff[4:8])[0]
    if start + 2 > len(tiff):
        return 0
    count = struct.unpack(order + "H", tiff[start : start + 2])[0]
    for number in range(min(count, 200)):
        entry = tiff[start + 2 + number * 12 : start + 14 + number * 12]
        if len(entry) == 12 and struct.unpack(order + "H", entry[:2])[0] == 0x0112:
            value: int = struct.unpack(order + "H", entry[8:10])[0]
            return value if 1 <= value <= 8 else 0
    return 0


def _turned(value: int) -> bytes:
    """An Exif segment that says nothing but which way up."""
    tiff = b"MM\0\x2a\0\0\0\x08" + b"\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, value, 0) + b"\0\0\0\0"
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(data: bytes) -> bytes:
    return data[:8] + b"".join(chunk for name, chunk in _png_chunks(data) if name in _PNG_KEPT)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        chunk = data[at : at + 12 + length]
        yield chunk[4:8], chunk
        at += len(chunk)


def _webp(data: bytes) -> bytes:
    out, at = [], 12
    while at + 8 <= len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        chunk = data[at : at + 8 + length + length % 2]
        name = chunk[:4]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_EXIF_FLAGS & 0xFF]) + chunk[9:]
        if name not in _WEBP_DROPPED:
            out.append(chunk)
        at += 8 + length + length % 2
    body = b"WEBP" + b"".join(out)
    return b"RIFF" + struct.pack("<I", len(body)) + body
