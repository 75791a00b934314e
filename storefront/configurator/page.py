"""The page after a choice, as ready words: one mapping that the template renders and the script receives as JSON.

`static/configurator/words.js` says the same from the browser's own state; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foundation.plain.money import Money
from storefront.configurator.codec import encode
from storefront.configurator.dates import DateLine
from storefront.configurator.domain import Choices, Model, Price, describe, drawing_spec, environment, unusual_questions
from storefront.configurator.domain.model import NumberInput
from storefront.configurator.domain.words import shown, shown_number
from storefront.configurator.engine import OptionState, Repair, State
from storefront.configurator.engine.protocol import Change
from storefront.configurator.engine.sentences import value_words
from storefront.mount import filters

UNRANGED = "What you still choose can change the price. How far is not worked out for this product."

Page = dict[str, Any]
Days = Mapping[tuple[str, str], int]  # (group, option) -> by how many days its piece comes later than the present one


def present(
    model: Model, state: State, date: DateLine | None, changed: str, locale: str, days: Days | None = None
) -> Page:
    """Everything that moves with a choice. `changed` is the input that the shopper just touched, "" at first."""
    cost = state.price
    page: Page = {
        "hash": model.address,
        "d": encode(state.choices),
        "buyable": state.buyable,
        "problems": _problems(state),
        "repairs": [_repair(repair, locale) for repair in state.repairs],
        "options": _options(state, locale, days or {}),
        "numbers": {number.id: _number(number, state) for number in model.numbers} if cost else {},
        "texts": _texts(model, state, locale),
        "price": _price(cost, locale) if cost else None,
        "range": _range(state, locale),
        "date": {"sentence": date.sentence, "why": date.why} if date else None,
        "engine": state.engine,
        "complete": state.complete,
    }
    page["sentence"] = _spoken(model, state, page, changed, locale)
    return page


def made(model: Model, state: State, locale: str) -> Page:
    """What only readable choices have: the drawing's spec, every pick in words, the seller's questions."""
    if state.price is None:
        return {"drawing": None, "picks": [], "questions": []}
    return {
        "drawing": drawing_spec(model, state.choices),
        "picks": describe(model, state.choices, locale),
        "questions": unusual_questions(model, state.choices, locale),
    }


def difference(amount: Money, locale: str) -> str:
    """`+€110`, `−€60`, `same price`."""
    if amount.minor == 0:
        return "same price"
    sign = "+" if amount.minor > 0 else "−"
    return sign + filters.money(amount if amount.minor > 0 else -amount, locale)


def later(days: int) -> str:
    """`2 days later`, `1 day sooner`, `same day`."""
    if days == 0:
        return "same day"
    return f"{abs(days)} {'day' if abs(days) == 1 else 'days'} {'later' if days > 0 else 'sooner'}"


def _problems(state: State) -> dict[str, str]:
    """The first sentence beside each input; what belongs to none is under ""."""
    found: dict[str, str] = {}
    for problem in state.problems:
        found.setdefault(problem.field, problem.sentence)
    return found


def _options(state: State, locale: str, days: Days) -> dict[str, dict[str, Page]]:
    """Rows that only share the trouble the shopper already reads about above are not dashed a second time."""
    trouble = {problem.rule_id for problem in state.problems if problem.rule_id}
    groups: dict[str, dict[str, Page]] = {}
    for item in state.options:
        groups.setdefault(item.group, {})[item.option] = _row(item, trouble, locale, days)
    return groups


def _row(item: OptionState, trouble: set[str], locale: str, days: Days) -> Page:
    unfit = not item.allowed and not item.chosen
    blocked = unfit and not (item.broken and set(item.broken) <= trouble)
    moved = days.get((item.group, item.option))
    return {
        "chosen": item.chosen,
        "forced": item.forced,
        "blocked": (item.reason or "") if blocked else "",
        "diff": "" if item.chosen or unfit or item.difference is None else difference(item.difference, locale),
        "when": "" if item.chosen or moved is None else later(moved),
        "repair": _repair(item.repair, locale) if blocked and item.repair else None,
    }


def _repair(repair: Repair, locale: str) -> Page:
    return {
        "label": repair.sentence,
        "value": encode(repair.choices),
        "diff": difference(repair.difference, locale),
    }


def _number(number: NumberInput, state: State) -> Page:
    """The value in the shopper's unit; the values that the other picks leave, as shown pairs and in words."""
    ranges = state.reach.get(number.id, ())
    ends = [(part[0], part[-1]) for part in ranges if len(part)]
    whole = ends == [(number.low, number.high)] or not ends
    return {
        "value": shown_number(number, state.choices.numbers[number.id]),
        "reach": [[shown_number(number, low), shown_number(number, high)] for low, high in ends],
        "words": "" if whole else _reach_words(number, ends),
    }


def _reach_words(number: NumberInput, ends: list[tuple[int, int]]) -> str:
    """`With your other choices: 120 to 260 cm.`"""
    parts = [
        shown(number, low) if low == high else f"{shown_number(number, low)} to {shown(number, high)}"
        for low, high in ends[:4]
    ]
    more = ", and more" if len(ends) > len(parts) else ""
    return f"With your other choices: {', '.join(parts)}{more}."


def _texts(model: Model, state: State, locale: str) -> dict[str, Page]:
    """The texts that apply to the present choices: how many letters there are, of how many, and what they cost."""
    if state.price is None:
        return {}
    env = environment(model, state.choices)
    found = {}
    for words in model.texts:
        if words.when.holds(env):
            if words.upload is not None:
                said = f"{words.upload.words}, at most {words.upload.megabytes} MB."
                found[words.id] = {"count": said}
                continue
            letters = int(env[words.counter])
            given = len(state.choices.texts.get(words.id, ""))
            said = f"{given} of {words.max_length} letters"
            if words.price_per_letter:
                cost = Money(letters * words.price_per_letter, model.currency)
                each = filters.money(Money(words.price_per_letter, model.currency), locale)
                said += f", {filters.money(cost, locale)} ({each} a letter, spaces free)"
            found[words.id] = {"count": said + "."}
    return found


def _price(cost: Price, locale: str) -> Page:
    return {
        "total": filters.money(cost.total, locale),
        "today": filters.money(cost.deposit, locale),
        "later": filters.money(cost.balance, locale) if cost.balance.minor else "",
        "lines": [[line.label, filters.money(line.amount, locale)] for line in cost.lines],
    }


def _range(state: State, locale: str) -> str:
    """The range that the picks leave open: `from €1,290 to €4,870`. Only what is proven is told."""
    if state.lowest is None or state.highest is None:
        return UNRANGED if state.buyable else ""
    if state.lowest == state.highest:
        return "Every price is settled."
    low, high = filters.money(state.lowest, locale), filters.money(state.highest, locale)
    return f"From {low} to {high}, depending on what you still choose."


def _spoken(model: Model, state: State, page: Page, changed: str, locale: str) -> str:
    """One sentence for the live region: what changed, what it costs, when it comes; or what is wrong."""
    trouble = page["problems"].get(changed) or next(iter(page["problems"].values()), "")
    if trouble:
        return str(trouble)
    said = []
    if changed:
        said.append(f"{model.label_of(changed, locale)}: {_now(model, state, changed, locale)}.")
    if page["price"]:
        said.append(f"{page['price']['total']}.")
    if page["date"]:
        said.append(page["date"]["sentence"])
    return " ".join(said)


def _now(model: Model, state: State, field: str, locale: str) -> str:
    choices = state.choices
    value = choices.options.get(field, choices.numbers.get(field))
    if value is None:
        return choices.texts.get(field, "")
    return value_words(model, Change(field, value), locale)


def changed_words(model: Model, before: Choices, after: Choices, locale: str) -> str:
    """ "Base changed to Trestle. Edge follows: now Rounded." for the toast after a repair."""
    old: dict[str, str | int] = {**before.options, **before.numbers}
    new: dict[str, str | int] = {**after.options, **after.numbers}
    picked, followed = [], []
    for name, value in new.items():
        if old.get(name) == value:
            continue
        label, words = model.label_of(name, locale), value_words(model, Change(name, value), locale)
        if name in after.picked:
            picked.append(f"{label} changed to {words}")
        else:
            followed.append(f"{label} follows: now {words}")
    back = [model.label_of(n, locale) for n, words in before.texts.items() if words and not after.texts.get(n)]
    picked += [f"{label} left out" for label in back]
    return " ".join("; ".join(part) + "." for part in (picked, followed) if part)
