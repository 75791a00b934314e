"""What a shopper chose: options by group, numbers in base units, texts. Frozen, comparable, one canonical spelling.

`Choices` always holds a value for every input. `picked` names those that the shopper touched; the others hold the
seller's defaults and follow. How a product came about does not make it another product, so `picked` is not compared.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from foundation.plain.errors import Invalid
from storefront.configurator.domain.model import Model
from storefront.configurator.expressions.scope import Value

ALL_OF_THEM: frozenset[str] = frozenset({"*"})  # no input can be called that


@dataclass(frozen=True)
class Choices:
    options: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    picked: frozenset[str] = field(default=ALL_OF_THEM, compare=False)  # left out: everything that is given is a pick

    def __post_init__(self) -> None:
        for name in ("options", "numbers", "texts"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        given = frozenset((*self.options, *self.numbers, *(name for name, words in self.texts.items() if words)))
        object.__setattr__(self, "picked", given if self.picked is ALL_OF_THEM else frozenset(self.picked))

    def option(self, group: str, option: str) -> Choices:
        """With `option` picked."""
        return Choices({**self.options, group: option}, self.numbers, self.texts, self.picked | {group})

    def number(self, name: str, value: int) -> Choices:
        """With `value` picked."""
        return Choices(self.options, {**self.numbers, name: value}, self.texts, self.picked | {name})

    def words(self, name: str, words: str) -> Choices:
        """With these words picked; without any, the text is untouched again."""
        picked = self.picked | {name} if words else self.picked - {name}
        return Choices(self.options, self.numbers, {**self.texts, name: words}, picked)

    def picking(self, picked: Iterable[str]) -> Choices:
        """The same values with other picks."""
        return Choices(self.options, self.numbers, self.texts, frozenset(picked))

    def to_dict(self) -> dict[str, dict[str, Any]]:
        return {"options": dict(self.options), "numbers": dict(self.numbers), "texts": dict(self.texts)}

    @classmethod
    def from_dict(cls, data: object) -> Choices:
        """The inverse of `to_dict`, from JSON that a browser sent, which may name its picks in a list `picked`. Raises
        `Invalid` for any other shape."""
        if not isinstance(data, dict) or not set(data) <= {"options", "numbers", "texts", "picked"}:
            raise Invalid("These choices cannot be read. Open the configurator again.", field="choices")
        parts = [data.get(name, {}) for name in ("options", "numbers", "texts")]
        for part, kind in zip(parts, (str, int, str), strict=True):
            if not isinstance(part, dict) or not all(type(k) is str and type(v) is kind for k, v in part.items()):
                raise Invalid("These choices cannot be read. Open the configurator again.", field="choices")
        options, numbers, texts = parts
        if "picked" not in data:
            return cls(options, numbers, texts)
        picked = data["picked"]
        if not isinstance(picked, list) or not all(type(name) is str for name in picked):
            raise Invalid("These choices cannot be read. Open the configurator again.", field="choices")
        return cls(options, numbers, texts, frozenset(picked))


def default_choices(model: Model) -> Choices:
    """The piece that the seller shows first: nothing of it is picked yet."""
    return Choices(
        {group.id: group.default for group in model.groups},
        {number.id: number.default for number in model.numbers},
        {words.id: "" for words in model.texts},
        frozenset(),
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
    return Choices(choices.options, choices.numbers, texts, choices.picked)
