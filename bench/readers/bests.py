"""What is known of an instance: `bounds.json` beside the data or in a folder above, or published_*.csv beside it."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from .shops import Instance

LEVELS = 3  # folders above the file that are looked at


class Best(NamedTuple):
    """The lowest objective anybody found, and the highest proven bound (None where nobody says)."""

    upper: int
    lower: int | None


def best_of(instance: Instance) -> Best | None:
    for folder in list(instance.path.resolve().parents)[:LEVELS]:
        if (folder / "bounds.json").is_file():
            found = [row for row in _rows(folder / "bounds.json") if _is(row, instance, folder)]
            return _best(found[0]) if found else None
    return _published(instance)


@cache
def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text("utf-8"))
    except (ValueError, OSError):
        return []  # known bests are a courtesy; the instance is solved without
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _is(row: dict[str, Any], instance: Instance, folder: Path) -> bool:
    """By the path that the row names, else by name: two collections call an instance la01."""
    if "path" in row:
        return str(instance.path.resolve().relative_to(folder).with_suffix("")).endswith(
            _stem(str(row["path"]), folder)
        )
    return str(row.get("name", "")).lower() == instance.name


def _stem(path: str, folder: Path) -> str:
    """The path below the folder of the bounds; a folder that the data leave out is left out."""
    parts = Path(path).with_suffix("").parts
    return str(Path(*parts)) if len(parts) < 2 or (folder / parts[0]).is_dir() else parts[-1]


def _best(row: dict[str, Any]) -> Best | None:
    bounds = row.get("bounds") if isinstance(row.get("bounds"), dict) else {}
    named = [row.get("optimum"), row.get("ub"), row.get("upper"), (bounds or {}).get("upper")]
    lows = [row.get("optimum"), row.get("lb"), row.get("lower"), (bounds or {}).get("lower")]
    upper, lower = [[v for v in values if isinstance(v, int)] for values in (named, lows)]
    if not upper:
        return None
    # One collection has a pair the wrong way round: an objective cannot be below its bound.
    return Best(max(upper[0], *lower), min(upper[0], *lower)) if lower else Best(upper[0], None)


def _published(instance: Instance) -> Best | None:
    """Row k of the published results is instance k; the better of the tables."""
    number = re.search(r"(\d+)$", instance.name)
    found = []
    for path in sorted(instance.path.resolve().parent.glob("published_*.csv")) if number else []:
        rows = _csv(path)
        if number and 0 < int(number[1]) <= len(rows):
            found.append(rows[int(number[1]) - 1])
    return Best(min(found), None) if found else None


@cache
def _csv(path: Path) -> list[int]:
    try:
        rows = [row for row in csv.reader(path.read_text("utf-8").splitlines(), delimiter=" ") if row]
        return [round(float(row[0].split(",")[0])) for row in rows]
    except (ValueError, OSError):
        return []
