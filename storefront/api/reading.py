"""Reading what is sent: strictly, with a sentence per field, and never with the input in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.datastructures import MultiDict

from storefront.api.domain import IDEMPOTENCY_KEY, request_print
from storefront.api.problems import Problem

M = TypeVar("M", bound=BaseModel)
MOST_ERRORS = 20
_UNREADABLE = "This is no JSON. Send one object, in UTF-8."
_SENTENCES: Mapping[str, str] = {
    "missing": "This is needed.",
    "extra_forbidden": "There is no such field.",
    "string_type": "This is a text.",
    "int_type": "This is a whole number.",
    "int_parsing": "This is a whole number.",
    "bool_type": "This is true or false.",
    "list_type": "This is a list.",
    "dict_type": "This is an object.",
    "model_type": "This is an object.",
    "model_attributes_type": "This is an object.",
    "string_pattern_mismatch": "This is not written as it should be.",
    "datetime_type": "Write a moment as 2026-12-18T09:00:00Z.",
}


def query_of(model: type[M], args: MultiDict[str, str]) -> M:
    """The query string as `model`. Raises 422."""
    twice = [name for name, values in args.lists() if len(values) > 1]
    if twice:
        raise _invalid([(twice[0], "This is given twice.")])
    if any("\0" in text for pair in args.items() for text in pair):
        raise Problem("unreadable", "Leave the NUL character out.")
    try:
        return model.model_validate(args.to_dict())
    except ValidationError as wrong:
        raise _invalid(_errors(wrong)) from None


def no_query(args: MultiDict[str, str]) -> None:
    """For addresses that take none: a misspelt wish is better refused than ignored."""
    if args:
        raise _invalid([(next(iter(args)), "There is no such field.")])


def body_of(model: type[M], mimetype: str, raw: bytes) -> M:
    """The body as `model`. Raises 400 for what is no JSON, 415 for what does not say that it is, 422 for the rest."""
    if mimetype != "application/json":
        raise Problem("unsupported_media_type", "Send the body as application/json.")
    try:
        found = model.model_validate_json(raw)
    except ValidationError as wrong:
        if any(error["type"] == "json_invalid" for error in wrong.errors(include_url=False, include_context=False)):
            raise Problem("unreadable", _UNREADABLE) from None
        raise _invalid(_errors(wrong)) from None
    except RecursionError:
        raise Problem("unreadable", _UNREADABLE) from None
    if "\\u0000" in found.model_dump_json():
        raise Problem("unreadable", "Leave the NUL character out.")
    return found


def idempotency_key(header: str | None) -> str | None:
    """The key of a request, None without one. Raises 422 for one that could be guessed."""
    if header is None:
        return None
    key = header.strip().strip('"')
    if not re.fullmatch(IDEMPOTENCY_KEY, key):
        sentence = "An Idempotency-Key is 16 to 64 letters, digits, - or _, made at random: a UUID is good."
        raise Problem("invalid", sentence, errors=[("Idempotency-Key", sentence)])
    return key


def print_of(method: str, path: str, sent: BaseModel | None) -> str:
    return request_print(method, path, None if sent is None else sent.model_dump(mode="json"))


def _errors(wrong: ValidationError) -> list[tuple[str, str]]:
    found = wrong.errors(include_url=False, include_input=False, include_context=True)[:MOST_ERRORS]
    return [(".".join(str(step) for step in error["loc"])[:120], _sentence(error)) for error in found]


def _sentence(error: ErrorDetails) -> str:
    known = _SENTENCES.get(error["type"])
    if known:
        return known
    context: dict[str, Any] = error.get("ctx", {})
    if "ge" in context or "le" in context:
        return f"At least {context['ge']}." if "ge" in context else f"At most {context['le']}."
    if "min_length" in context or "max_length" in context:
        low = context.get("min_length")
        return f"At least {low} long." if low else f"At most {context.get('max_length')} long."
    if "expected" in context:
        return f"One of {context['expected']}."
    return "This is not written as it should be."


def _invalid(errors: list[tuple[str, str]]) -> Problem:
    field, sentence = errors[0]
    return Problem("invalid", f"{field}: {sentence}", errors=errors)
