"""What a shopper's file may be, decided on its bytes alone: its name and what a browser says of it count for nothing.

PNG (https://www.w3.org/TR/png-3/), JPEG (ITU-T T.81, annex B), WebP (RFC 9649) and PDF (ISO 32000-1, 7.5). What follows
after the end of a picture is cut off: a file that is a picture and an archive at once leaves its archive here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from foundation.plain.errors import Invalid, TooLarge
from storefront.uploads.pdf import checked_pdf
from storefront.uploads.pictures import checked_jpeg, checked_png, checked_webp

KINDS: Final = ("png", "jpeg", "webp", "pdf")
MIMETYPES: Final = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "pdf": "application/pdf"}
ENDINGS: Final = {"png": ".png", "jpeg": ".jpg", "webp": ".webp", "pdf": ".pdf"}
_SAID: Final = {"png": "PNG", "jpeg": "JPEG", "webp": "WebP", "pdf": "PDF"}
_PICKED: Final = {"png": ".png", "jpeg": ".jpg,.jpeg", "webp": ".webp", "pdf": ".pdf"}
_LONGEST_NAME: Final = 80


@dataclass(frozen=True)
class UploadRule:
    """What one input takes: some of `KINDS`, at most so many bytes."""

    accept: tuple[str, ...] = KINDS
    max_bytes: int = 5_000_000

    @property
    def words(self) -> str:
        """`PNG, JPEG or PDF`."""
        said = [_SAID[kind] for kind in KINDS if kind in self.accept]
        return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} or {said[-1]}"

    @property
    def endings(self) -> str:
        """For the `accept` of a file input."""
        return ",".join(_PICKED[kind] for kind in KINDS if kind in self.accept)

    @property
    def megabytes(self) -> str:
        return f"{self.max_bytes / 1_000_000:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: what it is, the bytes to keep (its tail cut off), a name to show."""

    kind: str
    data: bytes
    name: str


def check(data: bytes, filename: str, rule: UploadRule) -> Checked:
    """The file, if it is one that the rule takes. Raises `TooLarge` and `Invalid`, each with what to do next."""
    if len(data) > rule.max_bytes:
        raise TooLarge(
            f"That file is larger than {rule.megabytes} MB. Save it smaller, or as JPEG, and choose it again.",
            field="file",
        )
    if not data:
        raise Invalid("That file is empty. Choose another one.", field="file")
    kind = _kind(data, rule)
    return Checked(kind, _CHECKS[kind](data), shown_name(filename, kind))


def _kind(data: bytes, rule: UploadRule) -> str:
    found = next((kind for kind, starts in _STARTS.items() if starts(data)), None)
    if found in rule.accept:
        return str(found)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        # SVG and HTML are programs as much as pictures; cleaning them is a race that is lost one day.
        raise Invalid(f"An SVG or a web page can carry a program. Save it as {rule.words} and choose it again.",
                      field="file")  # fmt: skip
    raise Invalid(f"We cannot read that kind of file. Send it as {rule.words}.", field="file")


_STARTS: Final[Mapping[str, Callable[[bytes], bool]]] = {
    "png": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "jpeg": lambda data: data.startswith(b"\xff\xd8\xff"),
    "webp": lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP",
    "pdf": lambda data: data.startswith(b"%PDF-"),
}
_CHECKS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "png": checked_png, "jpeg": checked_jpeg, "webp": checked_webp, "pdf": checked_pdf,
}  # fmt: skip


def shown_name(filename: str, kind: str) -> str:
    """The visitor's name for the file, harmless and with the ending of what it really is: `logo.exe -> logo.png`."""
    base = filename.replace("\\", "/").rpartition("/")[2]
    # Controls and marks that turn the reading direction (`gpj.exe`) have no place in a name.
    clean = "".join(sign for sign in base if unicodedata.category(sign)[0] != "C" and sign not in '<>"|?*:').strip(" .")
    stem = clean.rpartition(".")[0] or clean
    return (stem[: _LONGEST_NAME - 5].strip() or "file") + ENDINGS[kind]
