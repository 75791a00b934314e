"""The document as its page shows it: sections of operations, with what each takes and answers in rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_ROWS = 60


@dataclass(frozen=True)
class Row:
    """One field: `depth` is how far it is indented."""

    name: str
    kind: str
    needed: bool
    words: str
    depth: int


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    summary: str
    words: str
    scope: str
    parameters: tuple[Row, ...]
    body: tuple[Row, ...]
    body_example: str
    status: str
    answer: tuple[Row, ...]
    answer_example: str
    refusals: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    name: str
    operations: tuple[Operation, ...]


def sections(document: Mapping[str, Any]) -> tuple[Section, ...]:
    """Everything that can be called, by heading."""
    known = document["components"]["schemas"]
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append(_operation(method, path, operation, known))
    return tuple(Section(name, tuple(operations)) for name, operations in found.items())


def _operation(method: str, path: str, told: Mapping[str, Any], known: Mapping[str, Any]) -> Operation:
    good = next(status for status in told["responses"] if status.startswith("2"))
    answer = told["responses"][good].get("content", {}).get("application/json")
    body = told.get("requestBody", {}).get("content", {}).get("application/json")
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        words=_spoken(told["description"].partition(" Scope: ")[0]),
        scope=told.get("x-scope", ""),
        parameters=tuple(_parameter(one) for one in told["parameters"]),
        body=_fields(body["schema"], known) if body else (),
        body_example=pretty(body["example"]) if body else "",
        status=good,
        answer=_fields(answer["schema"], known) if answer else (),
        answer_example=pretty(answer["example"]) if answer else "",
        refusals=tuple(status for status in told["responses"] if status[0] in "45"),
    )


def _parameter(one: Mapping[str, Any]) -> Row:
    where = "" if one["in"] == "query" else f" ({one['in']})"
    return Row(one["name"], kind_of(one["schema"], {}) + where, one["required"], _spoken(one.get("description", "")), 0)


def _fields(schema: Mapping[str, Any], known: Mapping[str, Any], depth: int = 0) -> tuple[Row, ...]:
    found = _resolved(schema, known)
    rows: list[Row] = []
    for name, inner in found.get("properties", {}).items():
        needed = name in found.get("required", [])
        rows.append(Row(name, kind_of(inner, known), needed, _spoken(inner.get("description", "")), depth))
        if depth < 2:
            rows += _fields(_inside(inner, known), known, depth + 1)
    return tuple(rows[:MOST_ROWS])


def _resolved(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in schema:
        found: Mapping[str, Any] = known.get(schema["$ref"].rpartition("/")[2], {})
        return found
    return schema


def _inside(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a field holds: itself, or what its list or its choice is of. Money is said once, above."""
    if "anyOf" in schema:
        return _inside(schema["anyOf"][0], known)
    if schema.get("type") == "array":
        return _inside(schema.get("items") or {}, known)
    name = schema.get("$ref", "").rpartition("/")[2]
    return {} if name in ("Amount", "AmountIn") else _resolved(schema, known)


def kind_of(schema: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """`text`, `number`, `day`, `list of OrderLine`, `Amount or nothing`."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(kind_of(one, known) for one in schema["anyOf"])
    if schema.get("enum"):
        return " | ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return "list of " + kind_of(schema.get("items") or {"type": "object"}, known)
    formats = {"date": "day", "date-time": "moment", "uri": "address"}
    kinds = {"string": "text", "integer": "number", "boolean": "true or false", "null": "nothing", "object": "object"}
    return formats.get(schema.get("format", "")) or kinds.get(schema.get("type", "object"), "anything")


def _spoken(words: str) -> str:
    """Without the marks that Markdown would read."""
    return words.replace("`", "")


def pretty(example: Any) -> str:
    """An example as the page prints it."""
    return json.dumps(example, indent=2, ensure_ascii=False)
