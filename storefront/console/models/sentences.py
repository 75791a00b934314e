"""If-then rules as sentences: the rows of the form, and what was chosen in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from storefront.configurator.document.editing.clauses import SIGNS, Clause, Word, clauses_of
from storefront.configurator.document.editing.parts import Item
from storefront.configurator.domain import Model
from storefront.configurator.expressions import FormulaError, compile_expression
from storefront.console.models.edits import Form
from storefront.console.models.reading import plain_integer

MOST_PARTS = 12
OPTION_WORDS: tuple[Word, ...] = ("is", "is_not")


@dataclass(frozen=True)
class Part:
    """One part of a sentence in the form; a part without a field is an empty row."""

    field: str = ""
    word: str = ""
    value: str = ""
    options: tuple[str, ...] = ()


def parts_of(model: Model, formula: str) -> list[Part] | None:
    """The parts of a condition, or None where it is more than a sentence."""
    said = clauses_in(model, formula)
    if said is None or len(said) > MOST_PARTS:
        return None
    return [
        Part(clause.field, clause.word, "", clause.values)
        if clause.word in OPTION_WORDS
        else Part(clause.field, clause.word, clause.values[0])
        for clause in said
    ]


def clauses_in(model: Model, formula: str) -> tuple[Clause, ...] | None:
    """What a condition says, or None where it is more than a sentence; an empty one says nothing."""
    if not formula:
        return ()
    try:
        return clauses_of(compile_expression(formula, model.scope, "truth").node)
    except FormulaError:
        return None


def speakable(model: Model, item: Item) -> bool:
    """Whether both sides of an if-then rule are sentences."""
    then = str(item.get("requires") or item.get("excludes") or "")
    return parts_of(model, str(item.get("when", ""))) is not None and parts_of(model, then) is not None


def parts_from(form: Form, side: str) -> list[Part]:
    """The parts of one side (`w` if, `t` then) as they were typed."""
    count = form.get(f"{side}-n", "0")
    number = int(count) if count.isascii() and count.isdigit() and len(count) < 3 else 0
    return [
        Part(
            form.get(f"{side}-{i}-field", ""),
            form.get(f"{side}-{i}-word", ""),
            form.get(f"{side}-{i}-value", "").strip(),
            tuple(form.getlist(f"{side}-{i}-opt")),
        )
        for i in range(min(number, MOST_PARTS))
    ]


def clauses_from(model: Model, parts: Sequence[Part], side: str, wrong: dict[str, str]) -> list[Clause]:
    """What the parts say; faults are put into `wrong` under `w-0` and the like."""
    groups = {group.id: group.ids for group in model.groups}
    numbers = {number.id for number in model.numbers} | {words.counter for words in model.texts}
    found = list[Clause]()
    for place, part in enumerate(parts):
        at = f"{side}-{place}"
        if not part.field:
            continue
        if part.field in groups:
            chosen = tuple(option for option in groups[part.field] if option in part.options)
            if not chosen:
                wrong[at] = "Tick at least one option."
            found.append(Clause(part.field, "is_not" if part.word == "is_not" else "is", chosen))
        elif part.field in numbers:
            found.append(_number(part, at, wrong))
        else:
            wrong[at] = f"This model has nothing called {part.field[:40]}."
    if not found and not wrong:
        wrong[f"{side}-0"] = "Choose what this is about."
    return found


def _number(part: Part, at: str, wrong: dict[str, str]) -> Clause:
    value = plain_integer(part.value)
    if not re.fullmatch(r"-?[0-9]{1,16}", value):
        wrong[at] = "Write a whole number, in base units."
    word: Word = next((known for known in SIGNS if known == part.word), "at_most")
    return Clause(part.field, word, (value,))
