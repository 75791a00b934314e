"""Typed reading of a document, with the place of every error: "rules[2].when …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from foundation.plain.errors import Invalid

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
OPTION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,39}")
RESERVED = {"and", "or", "not", "in", "if", "else", "is", "for", "lambda", "min", "max", "d", "quantity", "choices"}
_MISSING: Any = object()


class DocumentError(Invalid):
    """The document is not a model. The sentence starts with the place in it."""

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(f"{place} {sentence}", field=place)


class Reader:
    """One mapping of the document. `done` complains about keys nobody asked for: a typo must not pass in silence."""

    def __init__(self, data: object, place: str) -> None:
        if not isinstance(data, Mapping):
            raise DocumentError(place or "The file", "should be a mapping of names to values.")
        self.data, self.place, self._asked = data, place, set[str]()

    def at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def raw(self, key: str, default: Any = _MISSING) -> Any:
        self._asked.add(key)
        value = self.data.get(key, default)
        if value is _MISSING:
            raise DocumentError(self.at(key), "is missing.")
        return value

    def has(self, key: str) -> bool:
        return key in self.data

    def word(self, key: str, default: Any = _MISSING) -> str:
        value = self.raw(key, default)
        if isinstance(value, bool) or not isinstance(value, (str, int)) or len(str(value)) > 2_000:
            raise DocumentError(self.at(key), "should be a line of text.")
        return str(value)

    def name(self, key: str) -> str:
        """An id that formulas use."""
        value = self.word(key)
        if not NAME.fullmatch(value) or value in RESERVED:
            raise DocumentError(self.at(key), f"“{value}” is no name. Use small letters, digits and _, like leg_style.")
        return value

    def integer(self, key: str, default: Any = _MISSING, low: int = -(2**53), high: int = 2**53) -> int:
        value = self.word(key, default)
        if not re.fullmatch(r"-?[0-9]{1,16}", value) or not low <= int(value) <= high:
            raise DocumentError(self.at(key), f"should be a whole number from {low} to {high}, not “{value[:40]}”.")
        return int(value)

    def flag(self, key: str) -> bool:
        value = str(self.raw(key, "false")).lower()
        if value not in ("true", "false"):
            raise DocumentError(self.at(key), "should be true or false.")
        return value == "true"

    def day(self, key: str) -> date | None:
        if not self.has(key):
            return None
        try:
            return date.fromisoformat(self.word(key))
        except ValueError:
            raise DocumentError(self.at(key), "should be a day like 2026-12-24.") from None

    def texts(self, key: str, default: Any = _MISSING) -> dict[str, str]:
        """A text: a line of it (English), or a mapping {locale: text}."""
        value = self.raw(key, default)
        if isinstance(value, str):
            return {"en": value} if value else {}
        if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
            raise DocumentError(self.at(key), "should be a text, or one per language like {en: Wood, da: Træ}.")
        return dict(value)

    def items(self, key: str, default: Any = _MISSING) -> Iterator[Reader]:
        """The mappings of a list, each with its place."""
        value = self.raw(key, default)
        if not isinstance(value, list):
            raise DocumentError(self.at(key), "should be a list.")
        for index, item in enumerate(value):
            yield Reader(item, f"{self.at(key)}[{index}]")

    def words(self, key: str, default: Any = _MISSING) -> list[str]:
        value = self.raw(key, default)
        if not isinstance(value, list) or not all(isinstance(item, (str, int)) for item in value):
            raise DocumentError(self.at(key), "should be a list of words, like [oak, ash].")
        return [str(item) for item in value]

    def mapping(self, key: str, default: Any = _MISSING) -> dict[str, str]:
        value = self.raw(key, default)
        if not isinstance(value, Mapping) or not all(isinstance(v, (str, int)) for v in value.values()):
            raise DocumentError(self.at(key), "should map names to words.")
        return {str(k): str(v) for k, v in value.items()}

    def inner(self, key: str) -> Reader:
        return Reader(self.raw(key), self.at(key))

    def done(self) -> None:
        unknown = sorted(set(map(str, self.data)) - self._asked)
        if unknown:
            raise DocumentError(self.at(unknown[0]), "is not something a model has here. Check the spelling.")
