"""A CSV file as rows of named cells. What cannot be read at all is refused in a sentence that names the place."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from foundation.plain.errors import Invalid, TooLarge

MOST_BYTES, MOST_ROWS = 15_000_000, 50_000  # Shopify's own limit for a product file is 15 MB
REQUIRED = ("Handle", "Title", "Variant Price")
# A spreadsheet runs a cell that begins like this. Ours leave with an apostrophe before it, and lose it coming home.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?\Z")


@dataclass(frozen=True)
class Row:
    """One row: the line it begins on (the header is line 1) and its cells by column, as text."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """The rows that could be read, and (line, sentence) of those that could not."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    broken: tuple[tuple[int, str], ...]


def read_sheet(data: bytes) -> Sheet:
    """Read a Shopify product file: UTF-8, with or without a byte order mark.

    Raises `TooLarge` for an oversize file, `Invalid` for a wrong encoding (naming byte and line), a NUL byte, a broken
    quotation or missing columns. A row of the wrong width is listed as broken, the others are read.
    """
    if len(data) > MOST_BYTES:
        raise TooLarge(f"This file has more than {MOST_BYTES // 1_000_000} MB. Split it into smaller ones.")
    lines = csv.reader(io.StringIO(_decoded(data), newline=""), strict=True)
    try:
        header = _header(next(lines, []))
        rows, broken = _rows(lines, header)
    except csv.Error as error:
        raise Invalid(
            f"Line {lines.line_num} cannot be read as CSV ({error}). Look for a quotation mark that is not closed."
        ) from None
    return Sheet(header, tuple(rows), tuple(broken))


def protect(cell: str) -> str:
    """A cell as it may leave for a spreadsheet: a formula becomes text by an apostrophe, a number stays a number."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.match(cell) else cell


def unprotect(cell: str) -> str:
    """The inverse of `protect`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) and not _NUMBER.match(cell[1:]) else cell


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Invalid("This file is written in UTF-16. Save it as “CSV UTF-8” and send it again.")
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise Invalid(f"Line {line} holds a NUL byte, so this is not a text file. Export it again as CSV UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        byte = data[error.start]
        raise Invalid(
            f"Line {line} is not UTF-8 (byte 0x{byte:02X} at position {error.start}). "
            "Save the file as “CSV UTF-8” and send it again."
        ) from None


def _header(cells: list[str]) -> tuple[str, ...]:
    header = tuple(cell.strip() for cell in cells)
    missing = [column for column in REQUIRED if column not in header]
    if missing:
        raise Invalid(f"This is not a Shopify product file: the column {missing[0]} is missing from its first line.")
    twice = {column for column in header if header.count(column) > 1}
    if twice:
        raise Invalid(f"The column {min(twice)} stands in the first line twice. Keep one of them.")
    return header


def _rows(lines: Iterator[list[str]], header: tuple[str, ...]) -> tuple[list[Row], list[tuple[int, str]]]:
    rows: list[Row] = []
    broken: list[tuple[int, str]] = []
    begins = lines.line_num + 1  # type: ignore[attr-defined]  # csv readers count their lines
    for cells in lines:
        line, begins = begins, lines.line_num + 1  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) + len(broken) >= MOST_ROWS:
            raise TooLarge(f"This file has more than {MOST_ROWS} rows. Split it into smaller ones.")
        if len(cells) != len(header):
            broken.append((line, f"This row has {len(cells)} cells, the first line has {len(header)}. Compare them."))
        else:
            rows.append(Row(line, dict(zip(header, map(unprotect, cells), strict=True))))
    return rows, broken
