"""Checks an outgoing request against the TypedDicts that the `stripe` library generates from the API's own OpenAPI.

Where the library writes `Literal[...] | str` (so that old code compiles with new values), the `str` is dropped: a
value that the pinned version does not know is a mistake of ours.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin, get_type_hints

from typing_extensions import is_typeddict

# Named in the library's base class under TYPE_CHECKING only; neither is ever part of a request's body.
_UNRESOLVED = {"StripeContext": Any, "Mapping": Mapping}


@lru_cache(maxsize=256)
def hints_of(shape: Any) -> dict[str, Any]:
    """Names and types of one request TypedDict, forward references resolved."""
    return get_type_hints(shape, localns=_UNRESOLVED, include_extras=True)


def mistakes(value: object, shape: Any, path: str = "") -> list[str]:
    """What is wrong with `value` as a `shape` (a TypedDict of the library), one sentence each; none if right."""
    origin, args = get_origin(shape), get_args(shape)
    if origin in (NotRequired, Required):
        return mistakes(value, args[0], path)
    if is_typeddict(shape):
        return _dict_mistakes(value, shape, path)
    if origin in (Union, types.UnionType):
        choices = _without_open_str(args)
        found = [mistakes(value, choice, path) for choice in choices]
        return [] if [] in found else min(found, key=len)
    if origin is Literal:
        return [] if value in args else [f"{path}: {value!r} is not one of {args}"]
    if origin is list:
        if not isinstance(value, list):
            return [f"{path}: not a list"]
        return [m for i, item in enumerate(value) for m in mistakes(item, args[0], f"{path}[{i}]")]
    if origin is dict:
        right = isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
        return [] if right else [f"{path}: not a table of texts"]
    if shape is Any:
        return []
    return [] if type(value) is shape else [f"{path}: {value!r} is not {getattr(shape, '__name__', shape)}"]


def _without_open_str(choices: tuple[Any, ...]) -> tuple[Any, ...]:
    if any(get_origin(choice) is Literal for choice in choices):
        return tuple(choice for choice in choices if choice is not str)
    return choices


def _dict_mistakes(value: object, shape: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: not an object"]
    hints = hints_of(shape)
    found = [f"{path}.{name}: missing" for name in sorted(shape.__required_keys__ - value.keys())]
    for name, inner in value.items():
        if name in hints:
            found += mistakes(inner, hints[name], f"{path}.{name}")
        else:
            found.append(f"{path}.{name}: unknown parameter")
    return found
