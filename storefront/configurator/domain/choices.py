"""What a shopper chose: options by group, numbers in base units, texts. Frozen, comparable, one canonical spelling."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from foundation.plain.errors import Invalid
from storefront.configurator.domain.model import Model
from storefront.configurator.expressions.scope import Value


@dataclass(frozen=True)
class Choices:
    options: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("options", "numbers", "texts"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def option(self, group: str, option: str) -> Choices:
        return Choices({**self.options, group: option}, self.numbers, self.texts)

    def number(self, name: str, value: int) -> Choices:
        return Choices(self.options, {**self.numbers, name: value}, self.texts)

    def to_dict(self) -> dict[str, dict[str, Any]]:
        return {"options": dict(self.options), "numbers": dict(self.numbers), "texts": dict(self.texts)}

    @classmethod
    def from_dict(cls, data: object) -> Choices:
        """The inverse of `to_dict`, from JSON that a browser sent. Raises `Invalid` for any other shape."""
        if not isinstance(data, dict) or not set(data) <= {"options", "numbers", "texts"}:
            raise Invalid("These choices cannot be read. Open the configurator again.", field="choices")
        parts = [data.get(name, {}) for name in ("options", "numbers", "texts")]
        for part, kind in zip(parts, (str, int, str), strict=True):
            if not isinstance(part, dict) or not all(type(k) is str and type(v) is kind for k, v in part.items()):
                raise Invalid("These choices cannot be read. Open the configurator again.", field="choices")
        return cls(*parts)


def default_choices(model: Model) -> Choices:
    """The piece that the seller shows first."""
    return Choices(
        {group.id: group.default for group in model.groups},
        {number.id: number.default for number in model.numbers},
        {words.id: "" for words in model.texts},
    )


def environment(model: Model, choices: Choices) -> dict[str, Value]:
    """Name -> value for every name a formula of `model` may use. Expects structurally valid choices."""
    env: dict[str, Value] = {**choices.options, **choices.numbers}
    for words in model.texts:
        env[words.counter] = 0
    for words in model.texts:
        if words.when.holds(env):
            env[words.counter] = len("".join(choices.texts.get(words.id, "").split()))
    return env


def tidy(model: Model, choices: Choices) -> Choices:
    """The same choices in canonical form: texts composed (NFC), spaces single, texts that do not apply emptied."""
    if set(choices.options) != {g.id for g in model.groups} or set(choices.numbers) != {n.id for n in model.numbers}:
        return choices  # validation says what is missing
    env = environment(model, choices)
    texts = dict(choices.texts)
    for words in model.texts:
        given = " ".join(unicodedata.normalize("NFC", texts.get(words.id, "")).split())
        texts[words.id] = given if words.when.holds(env) else ""
    return Choices(choices.options, choices.numbers, texts)
