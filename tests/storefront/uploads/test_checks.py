"""A file is judged by its bytes: honest ones pass, hostile ones get a sentence that says what to do."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.plain.errors import DomainError, Invalid, TooLarge
from storefront.uploads.domain import ENDINGS, UploadRule, check, shown_name
from tests.storefront.uploads.files import GOOD, SVG, ZIP, chunk, jpeg, pdf, png, webp

ANY = UploadRule()


@pytest.mark.parametrize("kind", list(GOOD))
def test_an_honest_file_is_taken_as_what_it_is(kind: str) -> None:
    found = check(GOOD[kind], f"Logo{ENDINGS[kind]}", ANY)
    assert (found.kind, found.name) == (kind, f"Logo{ENDINGS[kind]}")
    assert found.data == GOOD[kind] or kind == "webp"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (SVG, "SVG"),
        (b"\xef\xbb\xbf  <!doctype html><script>", "SVG or a web page"),
        (b"GIF89a" + b"\0" * 20, "PNG, JPEG, WebP or PDF"),
        (ZIP, "cannot read"),
        (b"MZ\x90\0" + b"\0" * 60, "cannot read"),
        (b"#!/bin/sh\nrm -rf /", "cannot read"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (png()[:-1], "damaged"),
        (png()[:40], "damaged"),
        (png().replace(b"IHDR", b"IHDX"), "damaged"),
        (png()[:20] + b"\x07" + png()[21:], "damaged"),  # the checksum no longer fits
        (png()[:8] + chunk(b"IDAT", b"") + png()[8:], "damaged"),
        (png()[:8] + struct.pack(">I", 0xFFFFFFF0) + b"IHDR", "damaged"),
        (png(0, 5), "damaged"),
        (b"\xff\xd8\xff", "damaged"),
        (jpeg()[:-2], "damaged"),
        (jpeg()[:20] + b"\xff\xd9", "damaged"),
        (b"\xff\xd8\xff\xe0\x00\x00", "damaged"),
        (webp()[:20], "damaged"),
        (b"RIFF\xff\xff\xff\xffWEBPVP8L" + b"\0" * 30, "damaged"),
        (b"RIFF\x30\0\0\0WEBPABCD" + b"\0" * 60, "damaged"),
        (pdf()[:-7], "damaged"),
        (pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "carries a program"),
        (pdf(b"/AA << /S /J#61vaScr#69pt >>"), "carries a program"),
        (pdf(b"/Names << /EmbeddedFiles 3 0 R >>"), "carries a program"),
        (pdf(b"/S /Launch /F (cmd.exe)"), "carries a program"),
        (pdf(b"/Encrypt 4 0 R"), "password"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(data, "logo.png", ANY)
    assert words in refused.value.sentence
    assert refused.value.field == "file"


@pytest.mark.parametrize("data", [png(60_000, 60_000), png(20_001, 1), jpeg(65_000, 65_000), webp(16_000, 16_000)])
def test_a_small_file_that_unpacks_to_a_giant_picture_is_refused(data: bytes) -> None:
    assert len(data) < 1000
    with pytest.raises(TooLarge, match="more than we can open"):
        check(data, "bomb", ANY)


def test_a_file_larger_than_its_input_takes_is_refused_in_megabytes() -> None:
    with pytest.raises(TooLarge, match=r"larger than 1\.5 MB"):
        check(b"\0" * 1_500_001, "x.png", UploadRule(max_bytes=1_500_000))


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
@pytest.mark.parametrize("tail", [ZIP, SVG, b"<?php system($_GET[0]); ?>", b"%PDF-1.7 %%EOF"])
def test_what_hangs_behind_a_picture_is_cut_off(kind: str, tail: bytes) -> None:
    found = check(GOOD[kind] + tail, "two-in-one", ANY)
    assert tail not in found.data
    assert found.kind == kind


def test_an_input_takes_only_its_own_kinds() -> None:
    with pytest.raises(Invalid, match="Send it as PDF"):
        check(png(), "logo.png", UploadRule(accept=("pdf",)))
    assert UploadRule(accept=("pdf", "png")).words == "PNG or PDF"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("logo.exe", "logo.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\temp\\My logo.PNG", "My logo.png"),
        ("gpj\u202e.exe", "gpj.png"),
        ("", "file.png"),
        ("....", "file.png"),
        ('<img src="x">.png', "img src=x.png"),
        ("a" * 300 + ".png", "a" * 75 + ".png"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie x.png"),
        ("Größe ø.png", "Größe ø.png"),
    ],
)
def test_a_name_is_harmless_and_ends_as_what_the_file_is(given: str, shown: str) -> None:
    assert shown_name(given, "png") == shown


starts = st.sampled_from([*GOOD.values(), SVG, ZIP, b"%PDF-", b"RIFF\x20\0\0\0WEBPVP8X", b"\xff\xd8\xff\xff\xff"])


@given(starts, st.binary(max_size=60), st.integers(0, 80), st.integers(0, 255))
@settings(max_examples=300)
def test_no_bytes_whatever_break_the_check(start: bytes, tail: bytes, at: int, flipped: int) -> None:
    data = bytearray(start + tail)
    data[at % len(data)] = flipped
    with suppress(DomainError):
        assert bytes(data).startswith(check(bytes(data), "x", ANY).data)
