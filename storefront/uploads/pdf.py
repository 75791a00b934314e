"""PDF: whole, without password and without anything that acts by itself. What hides in packed streams is not unpacked:
the file is only ever handed on as a download, under a policy that lets nothing run."""

from __future__ import annotations

import re
from typing import Final

from foundation.plain.errors import Invalid

_STREAM: Final = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_HEX: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTS: Final = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|ImportData|SubmitForm)\b")
_END_WITHIN: Final = 2048  # readers look for the end mark in the last bytes of a file


def checked_pdf(data: bytes) -> bytes:
    """The same bytes. Raises `Invalid`."""
    if b"%%EOF" not in data[-_END_WITHIN:]:
        raise Invalid("That PDF is damaged or only half there. Save it once more and choose it again.", field="file")
    # Names may be written in hexadecimal (`/J#61vaScript`); data between stream and endstream is no name.
    plain = _HEX.sub(lambda found: bytes([int(found.group(1), 16)]), _STREAM.sub(b"", data))
    if b"/Encrypt" in plain:
        raise Invalid("That PDF has a password. Save it without one and choose it again.", field="file")
    if _ACTS.search(plain):
        raise Invalid(
            "That PDF carries a program or another file. Print it to a new PDF and choose that.", field="file"
        )
    return data
