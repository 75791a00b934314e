"""Reading strangers' JSON: every field may be missing, of another type, or hold a placeholder."""

from __future__ import annotations

import json
from typing import Any

from carriers.errors import CarrierMalformed

# Real replies carry these words in typed fields; they mean *nothing here*.
_PLACEHOLDERS = frozenset({"", "null", "none", "string", "n/a"})


def load_object(raw: bytes, carrier: str) -> dict[str, Any]:
    """The JSON object in `raw`. Raises `CarrierMalformed` for anything else, bad UTF-8 and endless nesting included."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise CarrierMalformed(f"{carrier} sent something that cannot be read. We try again shortly.", carrier=carrier)
    return data


def obj(data: Any, *path: str) -> dict[str, Any]:
    """The object at `path`, or an empty one."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def items(data: Any, name: str) -> list[dict[str, Any]]:
    """The objects in the list `name`; a lone object counts as a list of one, as UPS itself does it."""
    value = data.get(name) if isinstance(data, dict) else None
    if isinstance(value, dict):
        return [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(data: Any, name: str) -> str:
    """The string or whole number at `name`, stripped; placeholders and other types read as empty."""
    value = data.get(name) if isinstance(data, dict) else None
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    result = str(value).strip()
    return "" if result.lower() in _PLACEHOLDERS else result
