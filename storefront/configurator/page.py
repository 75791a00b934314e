"""The page after a choice, as ready words: one mapping that the template renders and the script receives as JSON."""

from __future__ import annotations

from typing import Any

from foundation.plain.money import Money
from storefront.configurator.codec import encode
from storefront.configurator.dates import DateLine
from storefront.configurator.domain import Model, Price, describe, drawing_spec, unusual_questions
from storefront.configurator.engine import OptionState, Repair, State
from storefront.configurator.engine.protocol import Change
from storefront.configurator.engine.sentences import value_words
from storefront.mount import filters

Page = dict[str, Any]


def present(model: Model, state: State, date: DateLine | None, changed: str, locale: str) -> Page:
    """Everything that moves with a choice. `changed` is the input that the shopper just touched, "" at first."""
    cost = state.price
    page: Page = {
        "hash": model.hash,
        "d": encode(state.choices),
        "buyable": state.buyable,
        "problems": _problems(state),
        "repairs": [_repair(repair, locale) for repair in state.repairs],
        "options": _options(state, locale),
        "asked": _asked(model, state),
        "price": _price(cost, locale) if cost else None,
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


def _problems(state: State) -> dict[str, str]:
    """The first sentence beside each input; what belongs to none is under ""."""
    found: dict[str, str] = {}
    for problem in state.problems:
        found.setdefault(problem.field, problem.sentence)
    return found


def _options(state: State, locale: str) -> dict[str, dict[str, Page]]:
    """Rows that only share the trouble the shopper already reads about above are not dashed a second time."""
    present_trouble = {problem.rule_id for problem in state.problems if problem.rule_id}
    groups: dict[str, dict[str, Page]] = {}
    for item in state.options:
        groups.setdefault(item.group, {})[item.option] = _row(item, present_trouble, locale)
    return groups


def _row(item: OptionState, present_trouble: set[str], locale: str) -> Page:
    blocked = not item.allowed and not item.chosen and not set(item.broken) <= present_trouble
    shown = "" if item.chosen else difference(item.difference, locale)
    return {
        "chosen": item.chosen,
        "forced": item.forced,
        "blocked": (item.reason or "") if blocked else "",
        "diff": "" if blocked else shown,
        "repair": _repair(item.repair, locale) if blocked and item.repair else None,
    }


def _repair(repair: Repair, locale: str) -> Page:
    return {
        "label": repair.sentence,
        "value": encode(repair.choices),
        "diff": difference(repair.difference, locale),
    }


def _asked(model: Model, state: State) -> list[str]:
    """The texts that apply to the present choices."""
    if state.price is None:
        return []
    env: dict[str, int | str] = {**state.choices.options, **state.choices.numbers}
    env.update({words.counter: 0 for words in model.texts})
    return [words.id for words in model.texts if words.when.holds(env)]


def _price(cost: Price, locale: str) -> Page:
    return {
        "total": filters.money(cost.total, locale),
        "today": filters.money(cost.deposit, locale),
        "later": filters.money(cost.balance, locale) if cost.balance.minor else "",
        "lines": [[line.label, filters.money(line.amount, locale)] for line in cost.lines],
    }


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


def changed_words(model: Model, before: State, after: State, locale: str) -> str:
    """ "Base changed to Trestle." for the toast after a repair."""
    old: dict[str, str | int] = {**before.choices.options, **before.choices.numbers}
    new: dict[str, str | int] = {**after.choices.options, **after.choices.numbers}
    said = [
        f"{model.label_of(name, locale)} changed to {value_words(model, Change(name, value), locale)}"
        for name, value in new.items()
        if old.get(name) != value
    ]
    return "; ".join(said) + "." if said else ""
