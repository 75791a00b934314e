"""The configurator of the sold version as a plain form: what is chosen, what each option would mean, what is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from foundation.data.work import Work
from foundation.plain.errors import DomainError
from fulfilment.api.changes import ChangeLook, look
from fulfilment.api.workspec import WorkSpec
from storefront.changes.reading import Sold, fence_of
from storefront.configurator.codec import decode, read_shown
from storefront.configurator.domain import Choices, Model, explode, tidy
from storefront.configurator.engine import OptionState, State
from storefront.configurator.showing import state_of
from storefront.mount.config import Settings

Field = tuple[str, str]  # (group, option); ("length", "") for a number or a text
REPAIR = "!"  # before a group: what the way out beneath its option would change


@dataclass(frozen=True)
class Chosen:
    """The state after the choices, by field why it cannot be changed any more ("" or absent: it can), until when it
    still can, and by how many days it would come later than promised (below 0: sooner), changed alone."""

    state: State
    seen: ChangeLook | None  # None while what is chosen cannot be made
    frozen: Mapping[Field, str]
    until: Mapping[Field, datetime]
    later: Mapping[Field, int]
    same: bool


def read_choices(model: Model, sold: Choices, fields: Mapping[str, str]) -> Choices:
    """What the form says, over what was sold. A pressed repair brings the whole answer with it."""
    if fields.get("repair"):
        return decode(model, fields["repair"])
    options = {group.id: fields.get(group.id, sold.options.get(group.id, "")) for group in model.groups}
    numbers = dict(sold.numbers)
    for number in model.numbers:
        if number.id in fields:
            value = read_shown(number, fields[number.id])
            numbers.pop(number.id, None)
            if value is not None:
                numbers[number.id] = value
    texts = {words.id: fields.get(words.id, sold.texts.get(words.id, "")) for words in model.texts}
    return Choices(options, numbers, texts)


def choose(work: Work, settings: Settings, sold: Sold, choices: Choices) -> Chosen:
    """Everything the page shows of `choices`. The freeze of each option is derived by exploding what it would give."""
    state = state_of(work, sold.model, tidy(sold.model, choices))
    others = _others(sold, state)
    wanted = explode(sold.model, state.choices) if state.price is not None and state.buyable else None
    seen = look(
        work,
        sold.order_ref,
        sold.line_ref,
        wanted or sold.snapshot.spec,
        list(others.values()),
        fence_of(settings),
    )
    frozen = dict(zip(others, seen.others, strict=True))
    until = {field: at for field, at in zip(others, seen.until, strict=True) if at is not None}
    was = seen.offer.was
    later = {field: (day - was).days for field, day in zip(others, seen.days, strict=False) if day is not None}
    same = tidy(sold.model, state.choices) == sold.snapshot.choices
    return Chosen(state, seen if wanted is not None else None, frozen, until, later, same)


def _others(sold: Sold, state: State) -> dict[Field, WorkSpec]:
    """What is one tap away from what was sold, exploded: each option, each size one step off, other words.

    Measured from the sold piece, not from the present choices: a frozen option is so whatever else is picked."""
    found: dict[Field, Choices] = {}
    origin = sold.snapshot.choices
    for item in state.options:
        if origin.options.get(item.group) != item.option:
            found[item.group, item.option] = _after(origin, item)
        if item.repair is not None:
            found[REPAIR + item.group, item.option] = item.repair.choices
    for number in sold.model.numbers:
        here = origin.numbers.get(number.id, number.default)
        step = number.step if here + number.step <= number.high else -number.step
        found[number.id, ""] = origin.number(number.id, here + step)
    for words in sold.model.texts:
        if words.upload is None and origin.texts.get(words.id):
            found[words.id, ""] = origin.words(words.id, "B" if origin.texts[words.id] == "A" else "A")
    specs = {field: _exploded(sold.model, choices) for field, choices in found.items()}
    return {field: spec for field, spec in specs.items() if spec is not None}


def _after(origin: Choices, item: OptionState) -> Choices:
    return origin.option(item.group, item.option)


def _exploded(model: Model, choices: Choices) -> WorkSpec | None:
    """None for what cannot be made even on paper."""
    try:
        return explode(model, choices)
    except DomainError:
        return None
