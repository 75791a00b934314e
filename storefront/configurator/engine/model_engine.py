"""The engine: exact answers about a model, asked of a kernel over the finite problem that the model became.

Picks are what the shopper touched; everything else follows. One sweep that counts changed picks tells of every option
at once whether some product with the other picks holds it; a witness is the nearest product that does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from foundation.plain.errors import Invalid
from storefront.configurator.domain import Choices, Model, Problem, broken_rules, environment, price, tidy, validate
from storefront.configurator.domain.model import Rule, text
from storefront.configurator.domain.pricing import total_minor
from storefront.configurator.engine.costs import Effort, Prices
from storefront.configurator.engine.protocol import Change, Explained, OptionState, State
from storefront.configurator.engine.ranges import count, extremes, reach
from storefront.configurator.engine.reasons import Reasons
from storefront.configurator.engine.standing import Standing
from storefront.configurator.engine.ways_out import Finder
from storefront.configurator.finite import Translation
from storefront.configurator.solving.kernel import Kernel

FREE = "You can choose this."
BLOCKED = "This does not go with what you picked."  # where there are too many to explain each of them
MOST = {"solver": 60, "diagram": 250}  # options of one state for which a product or an explanation is looked for


@dataclass
class _View:
    """A standing point, one sweep from it (per value the fewest picks changed), what the picks leave of each variable,
    the rules that they break by themselves, and for how many options more something may be looked for."""

    standing: Standing
    effort: Effort
    sweep: Sequence[Sequence[int | None]]
    present: int  # the price there, in minor units
    left: Sequence[frozenset[int]]
    broken: frozenset[str]
    more: int

    @property
    def consistent(self) -> bool:
        """Whether a product with all the picks exists."""
        return 0 in self.sweep[0]  # written words may have to go

    def bands(self) -> list[frozenset[int]]:
        """Per set of sizes, the bands of products with all the picks."""
        translation = self.standing.translation
        rows = [self.sweep[translation.sizes_variable(index)] for index in range(len(translation.sizes))]
        return [frozenset(band for band, changes in enumerate(row) if changes == 0) for row in rows]


class ModelEngine:
    """Made for one model (cut to a day), a kernel of its problem, and the translation between the two."""

    def __init__(self, model: Model, kernel: Kernel, translation: Translation) -> None:
        self.model, self.kernel, self.translation = model, kernel, translation
        self._prices = Prices(model, translation)
        self._find = Finder(model, kernel, self._prices)
        self._reasons = Reasons(translation, kernel)
        self._rules = {rule.id: rule for rule in model.rules}
        self._naming = {group.id: _rules_naming(model, group.id) for group in model.groups}

    @property
    def name(self) -> str:
        return self.kernel.name

    def state(self, choices: Choices, locale: str = "en") -> State:
        given = tidy(self.model, choices)
        problems = tuple(validate(self.model, given, locale))
        if any(problem.rule_id is None and self._is_input(problem) for problem in problems):
            return State(given, problems, (), (), None, None, None, None, self.name, complete=False)
        view = self._view(given)
        if view.consistent and broken_rules(self.model, given):
            view = self._view(self._find.following(view.standing) or given)
        return self._told(view, given, locale)

    def explain(self, choices: Choices, group: str, option: str, locale: str = "en") -> Explained:
        at, chosen = self._option(group, option)
        state = self.state(choices, locale)
        if state.price is None:
            raise Invalid(state.problems[0].sentence, field=state.problems[0].field)
        view = self._view(state.choices)
        found = self._reasons.explain(view.standing, at, chosen)
        if found is None:
            return Explained((), (), FREE, ())
        picks, rules = found
        message = " ".join(text(self._rules[rule].reason, locale) for rule in rules)
        repairs = self._find.all_towards(view.standing, view.effort, (at, chosen), picks, view.present, locale)
        return Explained(picks, rules, message, repairs)

    def _option(self, group: str, option: str) -> tuple[int, int]:
        known = self.model.group(group)
        if option not in known.ids:
            raise Invalid(f"There is no “{option[:40]}” here. Reload the page and choose again.", field=group)
        return self.model.groups.index(known), known.ids.index(option)

    def _is_input(self, problem: Problem) -> bool:
        return problem.field not in {words.id for words in self.model.texts}

    def _view(self, choices: Choices) -> _View:
        standing = Standing(self.model, self.translation, choices)
        effort = self._prices.effort(standing)
        left = self._reasons.left(standing)
        return _View(
            standing, effort, self.kernel.best(effort.changes), total_minor(self.model, choices), left,
            self._reasons.broken(left), MOST.get(self.name, 0),
        )  # fmt: skip

    def _told(self, view: _View, given: Choices, locale: str) -> State:
        standing, choices = view.standing, view.standing.choices
        bounds = extremes(self.kernel, self._prices, standing) if view.consistent else None
        money = self._find.money
        return State(
            choices=choices,
            problems=tuple(validate(self.model, choices, locale)),
            repairs=self._find.out_of(standing, view.present, locale) if broken_rules(self.model, choices) else (),
            options=tuple(self._options(view, locale)),
            price=price(self.model, choices, locale),
            lowest=money(bounds[0]) if bounds else None,
            highest=money(bounds[1]) if bounds else None,
            count=count(self.kernel, standing) if view.consistent else 0,
            engine=self.name,
            complete=True,
            moved=tuple(self._find.differing(given, choices)),
            reach=reach(self.kernel, self._prices, standing, view.bands()),
        )

    def _options(self, view: _View, locale: str) -> Iterator[OptionState]:
        for at, group in enumerate(self.model.groups):
            found = [self._option_state(view, at, option, locale) for option in range(len(group.ids))]
            allowed = [item for item in found if item.allowed]
            for item in found:
                yield replace(item, forced=True) if allowed == [item] else item

    def _option_state(self, view: _View, at: int, option: int, locale: str) -> OptionState:
        group, standing, changes = self.model.groups[at], view.standing, view.sweep[at][option]
        chosen = standing.options[at] == option
        allowed = changes == int(standing.picked[at] and not chosen)  # choosing another is itself a change of its pick
        blank = OptionState(
            group.id, group.ids[option], chosen, allowed, forced=False, reason=None, broken=(), repair=None,
            difference=self._find.money(0),
        )  # fmt: skip
        if not allowed:
            return self._blocked(view, blank, at, option, locale)
        return blank if chosen else self._tapped(view, blank, at, option)

    def _tapped(self, view: _View, blank: OptionState, at: int, option: int) -> OptionState:
        """An allowed option: what tapping it gives, with what has to follow."""
        before = view.standing.choices
        after: Choices | None = tidy(self.model, before.option(blank.group, blank.option))
        if after is None or not self._fits(view, after, blank.group):
            after = self._towards(view, at, option)
        if after is None:
            return replace(blank, difference=None)
        moved = tuple(change for change in self._find.differing(before, after) if change.field != blank.group)
        return replace(blank, difference=self._find.money(total_minor(self.model, after) - view.present), moved=moved)

    def _fits(self, view: _View, after: Choices, group: str) -> bool:
        """Whether one option more or less breaks no rule. From a product, only rules that know of it can."""
        if not view.consistent:
            return not broken_rules(self.model, after)
        env = environment(self.model, after)
        return all(rule.holds.holds(env) for rule in self._naming[group])

    def _towards(self, view: _View, at: int, option: int) -> Choices | None:
        """The nearest product with an option, as long as looking for it is not too much."""
        if view.more <= 0:
            return None
        view.more -= 1
        return self._find.towards(view.standing, view.effort, at, option)

    def _blocked(self, view: _View, blank: OptionState, at: int, option: int, locale: str) -> OptionState:
        broken = self._broken(view, at, option)
        reason = text(self._rules[broken[0]].reason, locale) if broken else BLOCKED
        after = self._towards(view, at, option) if view.sweep[at][option] is not None else None
        if after is None:
            return replace(blank, broken=broken, reason=reason)
        wanted = Change(blank.group, blank.option)
        repair = self._find.repair(view.standing.choices, after, wanted, view.present, locale)
        return replace(blank, broken=broken, reason=reason, repair=repair, difference=repair.difference)

    def _broken(self, view: _View, at: int, option: int) -> tuple[str, ...]:
        """The rules to name beside a blocked option."""
        found = self._reasons.alone(view.left, view.broken, at, option)
        if found or view.more <= 0:
            return found
        view.more -= 1
        explained = self._reasons.explain(view.standing, at, option)
        return explained[1] if explained else ()


def _rules_naming(model: Model, group: str) -> tuple[Rule, ...]:
    """The rules that an option of the group can break: by name, or by the letters of a text that it asks for."""
    counters = {words.counter for words in model.texts if group in words.when.names}
    return tuple(rule for rule in model.rules if rule.holds.names & {group, *counters})
