"""`line_items[0][quantity]=1`: the form encoding of the API's first version, read back into the library's own types."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin
from urllib.parse import parse_qsl

from typing_extensions import is_typeddict

from storefront.payments.wire.walker import hints_of

_PART = re.compile(r"[^\[\]]+")


def decode(encoded: str) -> dict[str, Any]:
    """Nested tables and lists of texts."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        *parents, leaf = _PART.findall(name)
        here = tree
        for parent in parents:
            here = here.setdefault(parent, {})
        here[leaf] = value
    return {name: _lists(value) for name, value in tree.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(item) for name, item in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def typed(value: Any, shape: Any) -> Any:
    """Texts become whole numbers and truth values where the request's type says so; the rest stays as it came."""
    origin, args = get_origin(shape), get_args(shape)
    if origin in (NotRequired, Required):
        return typed(value, args[0])
    if is_typeddict(shape) and isinstance(value, dict):
        hints = hints_of(shape)
        return {name: typed(item, hints.get(name, Any)) for name, item in value.items()}
    if origin is list and isinstance(value, list):
        return [typed(item, args[0]) for item in value]
    if origin in (Union, types.UnionType):
        return _typed_as_any(value, args)
    if shape is int and isinstance(value, str) and value.lstrip("-").isdigit():
        return int(value)
    if shape is bool and value in ("true", "false"):
        return value == "true"
    return value


def _typed_as_any(value: Any, choices: Iterable[Any]) -> Any:
    for choice in choices:
        if get_origin(choice) is Literal or choice is str:
            continue
        found = typed(value, choice)
        if found != value or type(found) is not type(value):
            return found
    return value
