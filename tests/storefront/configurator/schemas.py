"""As much of JSON Schema as our own schema uses, so that the suite needs no further package."""

from __future__ import annotations

import re
from typing import Any

Schema = dict[str, Any] | bool
KNOWN = {
    "$schema", "title", "description", "$defs", "$ref", "type", "properties", "required", "additionalProperties",
    "items", "anyOf", "oneOf", "not", "const", "enum", "pattern", "minLength", "maxLength", "minItems", "maxItems",
    "uniqueItems", "propertyNames",
}  # fmt: skip


def fits(value: Any, schema: Schema, root: dict[str, Any]) -> bool:
    """Whether `value` is valid under `schema`; a keyword that is not known here is an error, never ignored."""
    if isinstance(schema, bool):
        return schema
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema and not fits(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root):
        return False
    return (
        _typed(value, schema)
        and _valued(value, schema)
        and _text(value, schema)
        and _list(value, schema, root)
        and _mapping(value, schema, root)
        and _joined(value, schema, root)
    )


def _typed(value: Any, schema: dict[str, Any]) -> bool:
    kinds = schema.get("type", [])
    names = {
        "string": isinstance(value, str),
        "integer": type(value) is int,
        "boolean": isinstance(value, bool),
        "object": isinstance(value, dict),
        "array": isinstance(value, list),
    }
    wanted = [kinds] if isinstance(kinds, str) else kinds
    return not wanted or any(names[kind] for kind in wanted)


def _valued(value: Any, schema: dict[str, Any]) -> bool:
    same = [(type(one), one) for one in schema.get("enum", [schema["const"]] if "const" in schema else [])]
    return not same or (type(value), value) in same


def _text(value: Any, schema: dict[str, Any]) -> bool:
    if not isinstance(value, str):
        return True
    return bool(re.search(schema.get("pattern", ""), value)) and schema.get("minLength", 0) <= len(value) <= schema.get(
        "maxLength", len(value)
    )


def _list(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    if not isinstance(value, list):
        return True
    return (
        schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        and not (schema.get("uniqueItems") and len({str(one) for one in value}) < len(value))
        and all(fits(one, schema.get("items", True), root) for one in value)
    )


def _mapping(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    if not isinstance(value, dict):
        return True
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    return (
        set(schema.get("required", [])) <= set(value)
        and all(fits(name, schema.get("propertyNames", True), root) for name in value)
        and all(fits(inner, known.get(name, others), root) for name, inner in value.items())
    )


def _joined(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    if "anyOf" in schema and not any(fits(value, one, root) for one in schema["anyOf"]):
        return False
    if "oneOf" in schema and sum(fits(value, one, root) for one in schema["oneOf"]) != 1:
        return False
    return not ("not" in schema and fits(value, schema["not"], root))
