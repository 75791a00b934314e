"""Text to plain lists and mappings, guarded: size, aliases, doubled keys; every scalar stays the text it was.

YAML 1.1 would read the option id `no` as false and `12:30` as 750; here only the reader gives a scalar its meaning.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import yaml

from foundation.plain.errors import TooLarge
from storefront.configurator.document.reader import DocumentError

MAX_DOCUMENT = 262_144  # characters
MAX_LEVELS = 12


class _Loader(yaml.BaseLoader):
    """BaseLoader keeps scalars as text. No aliases (they multiply), no doubled keys (one would silently win)."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise DocumentError("The file", "repeats a part by an alias (*name). Write it out instead.")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        doubled = sorted({str(key) for key in keys if keys.count(key) > 1})
        if doubled:
            raise DocumentError(f"Line {node.start_mark.line + 1}", f"has {doubled[0]} twice. Keep one.")
        return super().construct_mapping(node, deep)


def load_document(source: str) -> dict[str, Any]:
    """The document in `source`, YAML or JSON. Raises `DocumentError` or `TooLarge`."""
    if len(source) > MAX_DOCUMENT:
        raise TooLarge(f"A model file may have {MAX_DOCUMENT:,} characters. Split the product, or shorten its tables.")
    _check_levels(source)
    as_json = _json(source) if source.lstrip().startswith("{") else None
    if as_json is not None:
        return as_json
    try:
        loaded = yaml.load(source, Loader=_Loader)  # noqa: S506 - derived from BaseLoader: text, lists, mappings
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"Line {mark.line + 1}" if mark else "The file"
        raise DocumentError(where, "cannot be read. Check its indentation, quotes and colons.") from None
    if not isinstance(loaded, dict):
        raise DocumentError("The file", "should be one mapping that starts with “format: joinery/model@1”.")
    return loaded


def _json(source: str) -> dict[str, Any] | None:
    """JSON with its scalars as the text they are; None for what is none, which may still be YAML."""
    try:
        loaded = json.loads(source, object_pairs_hook=_once, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError:
        return None
    found: dict[str, Any] = _as_text(loaded)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    doubled = sorted({key for key in keys if keys.count(key) > 1})
    if doubled:
        raise DocumentError("The file", f"has {doubled[0]} twice in one place. Keep one.")
    return dict(pairs)


def _as_text(value: Any) -> Any:
    match value:
        case dict():
            return {key: _as_text(inner) for key, inner in value.items()}
        case list():
            return [_as_text(inner) for inner in value]
        case bool() | None:
            return "" if value is None else str(value).lower()
        case _:
            return value


def _check_levels(source: str) -> None:
    """Refuse deep nesting before the parser, which recurses, sees it."""
    deepest = level = 0
    for letter in source:
        level += (letter in "[{") - (letter in "]}")
        deepest = max(deepest, level)
    widest = max((len(line) - len(line.lstrip(" -")) for line in source.splitlines()), default=0)
    if deepest > MAX_LEVELS or widest > 8 * MAX_LEVELS:
        raise DocumentError("The file", "is nested too deeply to be a model.")


def canonical(document: dict[str, Any]) -> str:
    """One spelling of a document: sorted keys, no spaces."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def document_hash(document: dict[str, Any]) -> str:
    """SHA-256 (hex) of the canonical spelling: the address of a model version."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()
