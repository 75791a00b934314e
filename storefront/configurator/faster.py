"""The cheapest option that comes sooner: what a shopper who is in a hurry would have to look for."""

from __future__ import annotations

from collections.abc import Mapping

from foundation.plain.money import Money
from storefront.configurator.codec import encode
from storefront.configurator.domain import Choices, Model
from storefront.configurator.engine import OptionState, State
from storefront.configurator.page import difference, later
from storefront.mount import filters


def cheapest_faster(
    model: Model, state: State, days: Mapping[tuple[str, str], int], locale: str
) -> dict[str, str] | None:
    """`Beech instead of walnut: 4 days sooner, −€120` and the choices it leads to, or None where nothing is sooner.

    Looked for among what is one tap away and fits: of the options that come sooner the one with the lowest price, of
    equal ones the soonest, of equal ones the first on the page.
    """
    found = [(item, days[item.group, item.option]) for item in state.options if _sooner(item, days)]
    if not found:
        return None
    item, sooner = min(found, key=lambda one: (_minor(one[0].difference), one[1]))
    return {"words": _words(model, state, item, -sooner, locale), "d": encode(after(state, item))}


def after(state: State, item: OptionState) -> Choices:
    """What tapping the option, or its repair, gives."""
    if not item.allowed:
        return item.repair.choices if item.repair else state.choices
    choices = state.choices.option(item.group, item.option)
    for change in item.moved:
        if isinstance(change.value, int):
            choices = choices.number(change.field, change.value)
        else:
            choices = choices.option(change.field, change.value)
    return choices


def _sooner(item: OptionState, days: Mapping[tuple[str, str], int]) -> bool:
    there = not item.chosen and item.allowed and item.difference is not None
    return there and days.get((item.group, item.option), 0) < 0


def _minor(amount: Money | None) -> int:
    return amount.minor if amount else 0


def _words(model: Model, state: State, item: OptionState, days: int, locale: str) -> str:
    group = next(group for group in model.groups if group.id == item.group)
    labels = {option.id: filters.text(option.label, locale) for option in group.options}
    chosen = labels.get(state.choices.options.get(item.group, ""), "")
    instead = f" instead of {chosen}" if chosen else ""
    cost = difference(item.difference, locale) if item.difference else "same price"
    return f"{labels[item.option]}{instead}: {later(-days)}, {cost}"
