"""Small random models and the brute truth about them: every product, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any

from storefront.configurator.document import document_hash, read_model
from storefront.configurator.domain import Choices, Model, broken_rules, environment
from storefront.configurator.domain.pricing import total_minor

OPTIONS = 3


def small_model(seed: int) -> Model:
    """Up to three groups, two sizes, one text, four rules and four parts of the price; defaults may be unbuyable."""
    random = Random(seed)
    groups = "abc"[: random.randint(1, 3)]
    numbers = "xy"[: random.randint(0, 2)]
    worded = random.random() < 0.3
    document: dict[str, Any] = {
        "format": "joinery/model@1", "sku": f"SMALL-{seed}", "seller": "s", "currency": "EUR", "name": "Small",
        "groups": [_group(name, random) for name in groups],
        "numbers": [_number(name, random) for name in numbers],
        "texts": [_text(random)] if worded else [],
        "tables": {f"t{name}": {f"{name}{at}": str(random.randint(0, 9)) for at in range(OPTIONS)} for name in groups},
        "rules": [
            {"id": f"R{at}", "kind": "limit", "must": condition(random, groups, numbers, worded), "reason": f"No {at}."}
            for at in range(random.randint(0, 4))
        ],
        "price": {"round_to": random.choice(["1", "10"]), "parts": _parts(random, groups, numbers)},
        "materials": [],
        "operations": [{"number": "1", "name": "Make", "work_centre": "W", "run": "1", "stage": "Made"}],
        "packed": {"length": "1", "width": "1", "height": "1", "weight": "1"},
        "drawing": {"kind": "table"},
    }  # fmt: skip
    return read_model(document, document_hash(document))


def _group(name: str, random: Random) -> dict[str, Any]:
    count = random.randint(1, OPTIONS)
    options = [{"id": f"{name}{at}", "label": f"{name}{at}", "help": "."} for at in range(count)]
    return {"id": name, "label": name, "help": ".", "default": f"{name}{random.randrange(count)}", "options": options}


def _number(name: str, random: Random) -> dict[str, Any]:
    low, step, steps = random.randint(-2, 4), random.randint(1, 3), random.randint(0, 6)
    return {
        "id": name, "label": name, "help": ".", "unit": "mm", "shown": "mm", "min": str(low), "step": str(step),
        "max": str(low + step * steps), "default": str(low + step * random.randint(0, steps)),
    }  # fmt: skip


def _text(random: Random) -> dict[str, Any]:
    return {
        "id": "w", "label": "w", "help": ".", "alphabet": ["letters"], "alphabet_words": "letters",
        "max_length": str(random.randint(1, 3)), "price_per_letter": str(random.randint(0, 9)),
        "when": random.choice(["True", "a == 'a0'", "a != 'a0'"]), "optional": random.choice(["true", "false"]),
    }  # fmt: skip


def condition(random: Random, groups: str, numbers: str, worded: bool) -> str:
    """A random condition; some are true of all products, some of none."""
    kind = random.randint(0, 5)
    if kind == 0 and len(groups) > 1:
        return f"{_option(random, groups)} or {_option(random, groups)}"
    if kind == 1:
        return f"not ({_option(random, groups)} and {_size(random, groups, numbers)})"
    if kind == 2 and worded:
        return f"w_letters <= {random.randint(0, 2)} or {_option(random, groups)}"
    if kind == 3:
        return f"({_size(random, groups, numbers)}) if {_option(random, groups)} else ({_option(random, groups)})"
    return _size(random, groups, numbers)


def _option(random: Random, groups: str) -> str:
    name = random.choice(groups)
    sign = random.choice(["==", "!="])
    return f"{name} {sign} '{name}0'"


def _size(random: Random, groups: str, numbers: str) -> str:
    """A comparison of sizes, tables or both."""
    table = (lambda name: f"t{name}[{name}]")(random.choice(groups))
    if not numbers:
        return f"{table} <= {random.randint(0, 9)}"
    x, y = random.choice(numbers), random.choice(numbers)
    left = random.choice(
        [x, f"{x} * {y}", f"{x} + 2 * {y}", f"{x} - {y}", f"max({x}, {table})", f"{x} % 3", f"{x} * {x}"]
    )
    right = random.choice([str(random.randint(-2, 12)), table, f"{y} + {random.randint(0, 3)}", f"{table} - {x}"])
    return f"{left} {random.choice(['<=', '>', '==', '!=', '<', '>='])} {right}"


def _parts(random: Random, groups: str, numbers: str) -> list[dict[str, Any]]:
    parts = [{"id": "p0", "label": "p0", "amount": str(random.randint(0, 50))}]
    for at in range(random.randint(0, 3)):
        table = (lambda name: f"t{name}[{name}]")(random.choice(groups))
        ways = [table, f"{table} * t{groups[0]}[{groups[0]}]", f"{random.randint(1, 9)} - {table}"]
        if numbers:
            x, y = random.choice(numbers), random.choice(numbers)
            ways += [
                f"{x} * {table}",
                f"mul_div({x} * {y}, {table}, 3)",
                f"({x} - 3) * ({y} - 4)",
                f"7 if {x} > 2 else {y}",
            ]
        when = random.choice(["True", _option(random, groups), _size(random, groups, numbers)])
        parts.append({"id": f"p{at + 1}", "label": "p", "amount": random.choice(ways), "when": when})
    return parts


@dataclass(frozen=True)
class Truth:
    """One product: its choices (words of so many letters) and its price in minor units."""

    choices: Choices
    minor: int
    letters: int


def products(model: Model) -> list[Truth]:
    """Everything that `model` sells."""
    return list(_products(model))


def _products(model: Model) -> Iterator[Truth]:
    ids = [group.ids for group in model.groups]
    grids = [range(number.low, number.high + 1, number.step) for number in model.numbers]
    longest = model.texts[0].max_length if model.texts else 0
    for options in product(*ids):
        for numbers in product(*grids):
            for letters in range(longest + 1):
                choices = Choices(
                    {group.id: option for group, option in zip(model.groups, options, strict=True)},
                    {number.id: value for number, value in zip(model.numbers, numbers, strict=True)},
                    {words.id: "A" * letters for words in model.texts},
                )
                env = environment(model, choices)
                asked = bool(model.texts) and model.texts[0].when.holds({**env, "w_letters": 0})
                optional = bool(model.texts) and model.texts[0].optional
                if (asked == (letters > 0) or (asked and optional)) and not broken_rules(model, choices):
                    yield Truth(choices, total_minor(model, choices), letters)
