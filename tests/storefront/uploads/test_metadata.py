"""What a camera notes about a photo does not stay with it; which way up it is does."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.uploads.metadata import _orientation, without_metadata
from storefront.uploads.pictures import checked_jpeg, checked_png, checked_webp

SECRET = b"GPS 55.1234 N 9.5678 E, camera of Mette"


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def exif(turned: int, order: str = "<") -> bytes:
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    entries = struct.pack(order + "HHHIHH", 2, 0x010F, 2, 4, 0, 0) + struct.pack(
        order + "HHIHH", 0x0112, 3, 1, turned, 0
    )
    return b"Exif\0\0" + head + entries + b"\0\0\0\0" + SECRET


def jpeg(*notes: bytes) -> bytes:
    frame = segment(0xC0, struct.pack(">BHHB", 8, 20, 30, 1) + b"\x01\x11\0")
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\x00\x34"
    return b"\xff\xd8" + b"".join(notes) + segment(0xDB, b"\0" + bytes(64)) + frame + scan + b"\xff\xd9"


@given(turned=st.integers(1, 8), order=st.sampled_from("<>"))
def test_a_jpeg_keeps_its_way_up_and_its_colours_and_nothing_else(turned: int, order: str) -> None:
    jfif, profile = segment(0xE0, b"JFIF\0" + bytes(9)), segment(0xE2, b"ICC_PROFILE\0\1\1colours")
    notes = (
        jfif,
        segment(0xE1, exif(turned, order)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET),
        profile,
    )
    notes += (segment(0xED, SECRET), segment(0xFE, SECRET), segment(0xE2, b"MPF\0" + SECRET))
    clean = without_metadata("jpeg", checked_jpeg(jpeg(*notes)))
    assert checked_jpeg(clean) == clean
    assert SECRET not in clean
    assert profile in clean
    if turned == 1:
        assert b"Exif" not in clean
    else:
        at = clean.index(b"Exif\0\0") + 6
        assert _orientation(clean[at:]) == turned
    assert without_metadata("jpeg", clean) == clean


@given(st.binary(max_size=60))
def test_a_broken_exif_is_cut_out_like_any_other(noise: bytes) -> None:
    clean = without_metadata("jpeg", checked_jpeg(jpeg(segment(0xE1, b"Exif\0\0" + noise))))
    assert checked_jpeg(clean) == clean
    assert b"Exif\0\0" + noise not in clean or not noise


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def test_a_png_is_what_it_is_drawn_from() -> None:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0))
    notes = chunk(b"eXIf", SECRET) + chunk(b"tEXt", SECRET) + chunk(b"iTXt", SECRET) + chunk(b"tIME", bytes(7))
    kept = chunk(b"gAMA", b"\0\0\xb1\x8f") + chunk(b"IDAT", zlib.compress(bytes(20))) + chunk(b"IEND", b"")
    data = b"\x89PNG\r\n\x1a\n" + head + notes + kept
    clean = without_metadata("png", checked_png(data))
    assert clean == b"\x89PNG\r\n\x1a\n" + head + kept
    assert checked_png(clean) == clean


@pytest.mark.parametrize("note", [SECRET, SECRET + b"."])
def test_a_webp_loses_its_notes_and_says_so(note: bytes) -> None:
    def riff(*parts: tuple[bytes, bytes]) -> bytes:
        body = b"WEBP" + b"".join(
            name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in parts
        )
        return b"RIFF" + struct.pack("<I", len(body)) + body

    picture = (b"VP8L", b"\x2f" + bytes(30))
    flags = bytes((0b0010_1100, 0, 0, 0)) + bytes((3, 0, 0, 3, 0, 0))
    data = riff((b"VP8X", flags), (b"ICCP", b"colours"), picture, (b"EXIF", note), (b"XMP ", note))
    clean = without_metadata("webp", checked_webp(data))
    assert checked_webp(clean) == clean
    assert note not in clean
    assert clean[20] == 0b0010_0000
    assert b"colours" in clean
