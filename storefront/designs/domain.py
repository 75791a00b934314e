"""Designs as plain values: their codes, their rows, what changed since, how two of them differ."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.plain.ids import ALPHABET
from storefront.configurator.domain import Choices, Model, environment
from storefront.configurator.domain.model import text
from storefront.configurator.domain.words import shown, written

CODE_LENGTH = 10  # 50 random bits: nobody finds another's by trying
REMEMBERED = 24  # designs that a visitor's cookie holds; the oldest goes first
NAME_LENGTH = 80
_CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")


@dataclass(frozen=True)
class Row:
    """One input in words, as the sheet says it: `Row("species", "Wood", "Oak")`."""

    field: str
    label: str
    words: str


@dataclass(frozen=True)
class Change:
    """What is another since a design was kept. `before` or `now` is "" for what came or went."""

    label: str
    before: str
    now: str

    @property
    def sentence(self) -> str:
        if not self.now:
            return f"{self.label}: {self.before} is not offered any more."
        if not self.before:
            return f"{self.label} is new: {self.now}."
        return f"{self.label}: {self.now} instead of {self.before}."


@dataclass(frozen=True)
class Pair:
    """One line of two designs side by side; "" where a design does not have it."""

    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def read_code(given: str) -> str | None:
    """The code in what somebody typed or pasted; None where it is none. Read aloud, o is 0 and i and l are 1."""
    code = given.strip().lower().translate(str.maketrans("oil", "011"))
    return code if _CODE.fullmatch(code) else None


def rows_of(model: Model, choices: Choices, locale: str = "en") -> list[Row]:
    """Every input that applies, measures first. Expects structurally valid choices."""
    rows = [Row(n.id, text(n.label, locale), shown(n, choices.numbers[n.id])) for n in model.numbers]
    for group in model.groups:
        option = group.option(choices.options[group.id])
        rows.append(Row(group.id, text(group.label, locale), text(option.label, locale)))
    env = environment(model, choices)
    for words in model.texts:
        if words.when.holds(env) and (choices.texts.get(words.id) or not words.optional):
            rows.append(Row(words.id, text(words.label, locale), written(words, choices)))
    return rows


def changes(before: Sequence[Row], now: Sequence[Row]) -> list[Change]:
    """What reads otherwise now. A label that was only reworded is no change."""
    old, new = {row.field: row for row in before}, {row.field: row for row in now}
    found = [
        Change(row.label, row.words, new[field].words if field in new else "")
        for field, row in old.items()
        if field not in new or new[field].words != row.words
    ]
    return found + [Change(row.label, "", row.words) for field, row in new.items() if field not in old]


def side_by_side(first: Sequence[Row], second: Sequence[Row]) -> list[Pair]:
    """The rows of both in the first one's order, then what only the second has."""
    left, right = {row.field: row for row in first}, {row.field: row for row in second}
    labels = {**{row.field: row.label for row in second}, **{row.field: row.label for row in first}}
    order = [*left, *(field for field in right if field not in left)]
    return [Pair(labels[field], _words(left, field), _words(right, field)) for field in order]


def _words(rows: Mapping[str, Row], field: str) -> str:
    return rows[field].words if field in rows else ""


def still_known(model: Model, kept: Mapping[str, Mapping[str, str | int]]) -> Choices:
    """Of the kept choices those that the present model still understands; the rest follows its defaults."""
    options, numbers, texts = (kept.get(part, {}) for part in ("options", "numbers", "texts"))
    return Choices(
        {g.id: str(options[g.id]) for g in model.groups if options.get(g.id) in g.ids},
        {n.id: int(numbers[n.id]) for n in model.numbers if n.id in numbers and n.fits(int(numbers[n.id]))},
        {words.id: str(texts[words.id]) for words in model.texts if texts.get(words.id)},
    )
