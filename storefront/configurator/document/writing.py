"""A document as the readable file that people keep: YAML with short entries on one line, keys in one fixed order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

WIDTH = 118
TOP = (
    "format", "sku", "seller", "currency", "time_zone", "deposit_percent", "name", "measure", "drawing", "numbers",
    "groups", "texts", "tables", "rules", "price", "materials", "operations", "packed", "unusual",
)  # fmt: skip
ENTRY = (
    "id", "number", "item", "kind", "name", "label", "help", "measure", "work_centre", "also", "groups", "allow",
    "forbid", "when", "requires", "excludes", "must", "only_if", "reason", "since", "until", "unit", "shown", "scale",
    "min", "max", "step", "default", "options", "swatch", "alphabet", "alphabet_words", "max_length",
    "price_per_letter", "round_to", "parts", "amount", "quantity", "operation", "cost", "cost_per", "buy_days",
    "setup", "run", "wait", "stage", "batch", "after", "uses", "inspection", "packing", "whole", "length", "width",
    "height", "weight", "two_person", "ask", "option", "formula", "text", "words", "params",
)  # fmt: skip
# Words that a YAML reader of another house would take for true, false or nothing.
MISREAD = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", ""}
FLAGS = {"inspection", "packing", "whole"}


class _Dumper(yaml.Dumper):
    """Writes every scalar as the text it is: our loader reads no numbers, so none needs quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


class _Flag(str):
    """`true` without quotes."""


def _string(dumper: yaml.Dumper, value: str) -> yaml.ScalarNode:
    quoted = not isinstance(value, _Flag) and value.casefold() in MISREAD
    long = len(value) > WIDTH - 20 and " " in value
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style='"' if quoted else ">" if long else None)


def _mapping(dumper: yaml.Dumper, value: Mapping[str, Any]) -> yaml.MappingNode:
    node = dumper.represent_mapping("tag:yaml.org,2002:map", value.items())
    node.flow_style = _short(value)
    return node


def _list(dumper: yaml.Dumper, value: list[Any]) -> yaml.SequenceNode:
    node = dumper.represent_sequence("tag:yaml.org,2002:seq", value)
    node.flow_style = _short(value)
    return node


_Dumper.add_representer(str, _string)
_Dumper.add_representer(_Flag, _string)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _list)
_Dumper.yaml_implicit_resolvers = {}


def to_yaml(document: Mapping[str, Any]) -> str:
    """The file of a document. Reading it gives the very same document."""
    written = yaml.dump(
        ordered(document), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False
    )
    return _spaced(str(written))


def ordered(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with its keys in the order in which people read them. A database may have lost it."""
    top = {key: document[key] for key in (*TOP, *sorted(set(document) - set(TOP))) if key in document}
    tables = top.get("tables")
    if isinstance(tables, dict):
        top["tables"] = {name: _by_option(tables[name], document) for name in sorted(tables)}
    return {key: value if key == "tables" else _entry(value) for key, value in top.items()}


def _by_option(rows: Any, document: Mapping[str, Any]) -> Any:
    """A table's rows in the order of the options that they are named after."""
    if not isinstance(rows, dict):
        return rows
    order = [str(o.get("id")) for group in document.get("groups", []) for o in group.get("options", [])]
    return {key: rows[key] for key in sorted(rows, key=lambda key: order.index(key) if key in order else len(order))}


def _entry(value: Any) -> Any:
    if isinstance(value, dict):
        keys = [key for key in ENTRY if key in value] + sorted(set(value) - set(ENTRY))
        return {key: _Flag(value[key]) if key in FLAGS else _entry(value[key]) for key in keys}
    return [_entry(item) for item in value] if isinstance(value, list) else value


def _short(value: Any) -> bool:
    """Whether an entry is short and flat enough to stand on one line."""
    inner = list(value.values()) if isinstance(value, dict) else value
    if any(isinstance(item, (dict, list)) and not _leaf(item) for item in inner):
        return False
    return len(str(value)) <= WIDTH


def _leaf(value: Any) -> bool:
    inner = value.values() if isinstance(value, dict) else value
    return not any(isinstance(item, (dict, list)) for item in inner)


def _spaced(written: str) -> str:
    """An empty line before each part of the file that is longer than a line."""
    lines: list[str] = []
    for line in written.splitlines():
        if lines and line.endswith(":") and not line.startswith((" ", "-")):
            lines.append("")
        lines.append(line)
    return "\n".join(lines) + "\n"
