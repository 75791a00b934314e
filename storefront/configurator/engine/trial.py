"""The first engine: tries every option against the rules, and finds the smallest repair by branching on broken rules.

A repair must change an input of each rule that is broken, so the search only branches on those: breadth first, at most
`MAX_CHANGES` deep. What it finds is smallest in the number of changes. It decides with all other choices kept, which is
exact for one step and says nothing about the steps after it: `complete` is therefore false.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from foundation.plain.money import Money
from storefront.configurator.domain import Choices, Model, Problem, broken_rules, price, tidy, validate
from storefront.configurator.domain.model import NumberInput, Rule, text
from storefront.configurator.domain.pricing import total_minor
from storefront.configurator.domain.validation import field_of
from storefront.configurator.engine.protocol import Change, Explained, OptionState, Repair, State
from storefront.configurator.engine.sentences import repair_sentence

MAX_CHANGES = 3
MAX_TRIED = 3_000  # configurations looked at for one repair


@dataclass(frozen=True)
class _Step:
    choices: Choices
    changes: tuple[Change, ...]
    broken: tuple[Rule, ...]


@dataclass(frozen=True)
class TrialEngine:
    """The engine for one model."""

    model: Model
    name: str = field(default="trial", init=False)

    def state(self, choices: Choices, locale: str = "en") -> State:
        choices = tidy(self.model, choices)
        problems = tuple(validate(self.model, choices, locale))
        readable = not any(problem.rule_id is None and self._is_input(problem) for problem in problems)
        if not readable:
            return State(choices, problems, (), (), None, None, None, None, self.name, complete=False)
        present = total_minor(self.model, choices)
        repairs = self._ways_out(choices, present, locale) if any(p.rule_id for p in problems) else ()
        return State(
            choices=choices,
            problems=problems,
            repairs=repairs,
            options=tuple(self._options(choices, present, locale)),
            price=price(self.model, choices, locale),
            lowest=None,
            highest=None,
            count=None,
            engine=self.name,
            complete=False,
        )

    def explain(self, choices: Choices, group: str, option: str, locale: str = "en") -> Explained:
        self.model.group(group)
        found = self.state(choices, locale).option(group, option)
        repairs = (found.repair,) if found.repair else ()
        return Explained((), found.broken, found.reason or "You can choose this.", repairs)

    def _is_input(self, problem: Problem) -> bool:
        return problem.field not in {words.id for words in self.model.texts}

    def _options(self, choices: Choices, present: int, locale: str) -> Iterator[OptionState]:
        for group in self.model.groups:
            found = [self._option(choices, group.id, option, present, locale) for option in group.ids]
            allowed = [item for item in found if item.allowed]
            for item in found:
                yield _forced(item) if allowed == [item] else item

    def _option(self, choices: Choices, group: str, option: str, present: int, locale: str) -> OptionState:
        tried = choices.option(group, option)
        broken = broken_rules(self.model, tried)
        wanted = Change(group, option)
        return OptionState(
            group=group,
            option=option,
            chosen=choices.options[group] == option,
            allowed=not broken,
            forced=False,
            reason=text(broken[0].reason, locale) if broken else None,
            broken=tuple(rule.id for rule in broken),
            repair=self._repair(tried, broken, wanted, present, locale) if broken else None,
            difference=self._money(total_minor(self.model, tried) - present),
        )

    def _money(self, minor: int) -> Money:
        return Money(minor, self.model.currency)

    def _ways_out(self, choices: Choices, present: int, locale: str) -> tuple[Repair, ...]:
        """Up to three ways out of broken rules: keep the size and change options, or change the size."""
        broken = broken_rules(self.model, choices)
        found: dict[tuple[Change, ...], Repair] = {}
        kept = [self._repair(choices, broken, None, present, locale)]
        for number in self.model.numbers:
            if any(number.id in rule.holds.names for rule in broken):
                kept.extend(self._resized(choices, number, broken, present, locale))
        speaking = field_of(self.model, broken[0])
        if speaking in choices.numbers:
            wanted = Change(speaking, choices.numbers[speaking])
            kept.insert(0, self._repair(choices, broken, wanted, present, locale))
        for repair in kept:
            if repair is not None:
                found.setdefault(repair.changes, repair)
        return tuple(found.values())[:3]

    def _resized(
        self, choices: Choices, number: NumberInput, broken: tuple[Rule, ...], present: int, locale: str
    ) -> Iterator[Repair]:
        for value in self._values(choices, number, broken[0]):
            step = self._step(_Step(choices, (), broken), Change(number.id, value))
            if not step.broken:
                yield self._as_repair(step, None, present, locale)

    def _repair(
        self, tried: Choices, broken: tuple[Rule, ...], wanted: Change | None, present: int, locale: str
    ) -> Repair | None:
        """The smallest repair of `tried` that leaves `wanted` as it is; of equals the one that keeps sizes, then money.

        A room's size is a fact and an option a taste: so options are changed before numbers.
        """
        level, tried_count = [_Step(tried, (), broken)], 0
        for _ in range(MAX_CHANGES):
            after: list[_Step] = []
            for step in level:
                for change in self._candidates(step, wanted):
                    after.append(self._step(step, change))
                    tried_count += 1
                    if tried_count > MAX_TRIED:
                        return None
            whole = [step for step in after if not step.broken]
            if whole:
                best = min(whole, key=lambda step: self._rank(step, tried, present))
                return self._as_repair(best, wanted, present, locale)
            level = after
        return None

    def _rank(self, step: _Step, tried: Choices, present: int) -> tuple[int, int, int]:
        resized = [change for change in step.changes if isinstance(change.value, int)]
        distance = sum(abs(int(change.value) - tried.numbers[change.field]) for change in resized)
        return len(resized), distance, abs(total_minor(self.model, step.choices) - present)

    def _step(self, step: _Step, change: Change) -> _Step:
        if isinstance(change.value, int):
            choices = step.choices.number(change.field, change.value)
        else:
            choices = step.choices.option(change.field, change.value)
        return _Step(choices, (*step.changes, change), broken_rules(self.model, choices))

    def _candidates(self, step: _Step, wanted: Change | None) -> Iterator[Change]:
        """Changes of one input of the first broken rule that make this rule hold, inputs already changed left out."""
        rule = step.broken[0]
        fixed = {change.field for change in step.changes} | ({wanted.field} if wanted else set())
        for group in self.model.groups:
            if group.id in rule.holds.names - fixed:
                for option in group.ids:
                    changed = step.choices.option(group.id, option)
                    if option != step.choices.options[group.id] and self._holds(rule, changed):
                        yield Change(group.id, option)
        for number in self.model.numbers:
            if number.id in rule.holds.names - fixed:
                for value in self._values(step.choices, number, rule):
                    yield Change(number.id, value)

    def _holds(self, rule: Rule, choices: Choices) -> bool:
        return rule not in broken_rules(self.model, choices)

    def _values(self, choices: Choices, number: NumberInput, rule: Rule) -> list[int]:
        """The nearest values below and above at which every rule about this number holds, else at which `rule` does."""
        rules = [other for other in self.model.rules if number.id in other.holds.names]
        found = set(self._nearest(choices, number, rules)) | set(self._nearest(choices, number, [rule]))
        return sorted(found, key=lambda value: abs(value - choices.numbers[number.id]))

    def _nearest(self, choices: Choices, number: NumberInput, rules: list[Rule]) -> Iterator[int]:
        present = choices.numbers[number.id]
        env: dict[str, int | str] = {**choices.options, **choices.numbers}
        env.update({words.counter: 0 for words in self.model.texts})
        down, up = (
            range(present - number.step, number.low - 1, -number.step),
            range(present + number.step, number.high + 1, number.step),
        )
        for values in (down, up):
            for value in values:
                env[number.id] = value
                if all(rule.holds.holds(env) for rule in rules):
                    yield value
                    break

    def _as_repair(self, step: _Step, wanted: Change | None, present: int, locale: str) -> Repair:
        return Repair(
            changes=step.changes,
            choices=tidy(self.model, step.choices),
            difference=self._money(total_minor(self.model, step.choices) - present),
            sentence=repair_sentence(self.model, step.changes, wanted, locale),
        )


def _forced(item: OptionState) -> OptionState:
    return OptionState(**{**item.__dict__, "forced": True})
