"""An example of a schema, made of the examples of its leaves: one place to write them, and no way to fall behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_BY_TYPE: Mapping[str, Any] = {"string": "", "integer": 1, "number": 1, "boolean": True, "null": None}


def example_of(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    """Raises `KeyError` for a reference to nothing."""
    if "$ref" in schema:
        return example_of({**known[schema["$ref"].rpartition("/")[2]], **_beside(schema)}, known)
    if schema.get("examples"):
        return schema["examples"][0]
    if "const" in schema or schema.get("enum"):
        return schema.get("const") or schema["enum"][0]
    if "anyOf" in schema:
        return example_of(schema["anyOf"][0], known)
    if schema.get("default") is not None:
        return schema["default"]
    return _of_type(schema, known)


def _left_out(schema: Mapping[str, Any]) -> bool:
    """What may be null and says no example is better left out of one."""
    return "default" in schema and schema["default"] is None and not schema.get("examples")


def _beside(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name == "examples"}


def _of_type(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    kind = schema.get("type", "object")
    if kind == "object":
        fields = schema.get("properties", {}).items()
        return {name: example_of(inner, known) for name, inner in fields if not _left_out(inner)}
    if kind == "array":
        if "prefixItems" in schema:
            return [example_of(inner, known) for inner in schema["prefixItems"]]
        return [example_of(schema["items"], known)] if schema.get("items") else []
    return _BY_TYPE[kind]
