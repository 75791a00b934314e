"""From an assignment of the finite problem to what a page says: changes, followers, the price of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from foundation.plain.money import Money
from storefront.configurator.domain import Choices, Model, environment, tidy
from storefront.configurator.domain.pricing import total_minor
from storefront.configurator.domain.validation import broken_rules, field_of
from storefront.configurator.engine.costs import Effort, Prices
from storefront.configurator.engine.protocol import Change, Repair
from storefront.configurator.engine.sentences import repair_sentence
from storefront.configurator.engine.standing import Standing
from storefront.configurator.finite.nearest import FIRM, KEPT, LETTERS
from storefront.configurator.solving.kernel import Kernel

MAX_WAYS = 3  # ways out of picks that contradict each other
MAX_TRIED = 8  # picks that are let go one by one to find them


@dataclass(frozen=True)
class Finder:
    """Looks for products near a standing point."""

    model: Model
    kernel: Kernel
    prices: Prices

    def differing(self, before: Choices, after: Choices) -> Iterator[Change]:
        """The inputs whose values differ, in the model's order: sizes as people read them, then options, then texts
        that were taken back though there is room for them."""
        for number in self.model.numbers:
            if before.numbers[number.id] != after.numbers[number.id]:
                yield Change(number.id, after.numbers[number.id])
        for group in self.model.groups:
            if before.options[group.id] != after.options[group.id]:
                yield Change(group.id, after.options[group.id])
        for words in self.model.texts:
            if (
                before.texts[words.id]
                and not after.texts[words.id]
                and words.when.holds(environment(self.model, after))
            ):
                yield Change(words.id, "")

    def towards(self, standing: Standing, effort: Effort, group: int, option: int) -> Choices | None:
        """The nearest product that holds the option, which is picked in it; None: there is none."""
        best = self.kernel.witness(effort.costs, {group: option})
        if best is None:
            return None
        after = standing.after(best)
        return tidy(self.model, after.picking(after.picked | {self.model.groups[group].id}))

    def following(self, standing: Standing) -> Choices | None:
        """The nearest product with all the picks, in which nothing written is taken back; None where there is none."""
        before = standing.choices
        for near in (standing, replace(standing, words=FIRM)):
            after = self.nearest(near)
            if after and not before.picked & {change.field for change in self.differing(before, after)}:
                return after
        return None

    def nearest(self, standing: Standing) -> Choices | None:
        """The nearest product of all; None for a model without any."""
        best = self.kernel.witness(self.prices.effort(standing).costs, {})
        return None if best is None else tidy(self.model, standing.after(best))

    def repair(self, before: Choices, after: Choices, wanted: Change | None, present: int, locale: str) -> Repair:
        changes: list[Change] = []
        moved: list[Change] = []
        for change in self.differing(before, after):
            if wanted is None or change.field != wanted.field:
                (changes if change.field in before.picked else moved).append(change)
        said = tuple(changes) or tuple(moved)
        return Repair(
            changes=tuple(changes),
            choices=after,
            difference=self.money(total_minor(self.model, after) - present),
            sentence=repair_sentence(self.model, said, wanted, locale) if said else "",
            moved=tuple(moved),
        )

    def money(self, minor: int) -> Money:
        return Money(minor, self.model.currency)

    def out_of(self, standing: Standing, present: int, locale: str) -> tuple[Repair, ...]:
        """Up to three ways out of picks that contradict each other: the nearest of all, and the nearest for each pick
        of a broken rule that is let go. The shortest first; a size is kept before an option."""
        before = standing.choices
        broken = broken_rules(self.model, before)
        found: dict[tuple[Change, ...], tuple[tuple[int, ...], Repair]] = {}
        names = {name for rule in broken for name in rule.holds.names}
        for near in (*self._worded(standing), *self._loosened(standing, names)):
            after = self.nearest(near)
            if after is not None:
                after = after.picking(before.picked)
                repair = self.repair(before, after, self._kept(standing, after), present, locale)
                found.setdefault((*repair.changes, *repair.moved), (self._rank(repair), repair))
        ranked = sorted(found.values(), key=lambda pair: pair[0])
        return tuple(repair for _, repair in ranked[:MAX_WAYS])

    def all_towards(
        self,
        standing: Standing,
        effort: Effort,
        option: tuple[int, int],
        picks: Sequence[str],
        present: int,
        locale: str,
    ) -> tuple[Repair, ...]:
        """Up to three ways to get an option: the nearest of all, and the nearest with one of `picks` let go."""
        before, (at, chosen) = standing.choices, option
        wanted = Change(self.model.groups[at].id, self.model.groups[at].ids[chosen])
        found: dict[tuple[Change, ...], tuple[tuple[int, ...], Repair]] = {}
        for near, costs in ((standing, effort), *((n, self.prices.effort(n)) for n in self._loosened(standing, picks))):
            after = self.towards(near, costs, at, chosen)
            if after is not None:
                after = after.picking(before.picked | {wanted.field})
                repair = self.repair(before, after, wanted, present, locale)
                found.setdefault((*repair.changes, *repair.moved), (self._rank(repair), repair))
        ranked = sorted(found.values(), key=lambda pair: pair[0])
        return tuple(repair for _, repair in ranked[:MAX_WAYS])

    def _worded(self, standing: Standing) -> Iterator[Standing]:
        """The same place; and where something is written, with nothing of it taken back, and with all of it free to."""
        yield standing
        if LETTERS & {mode for held in standing.held for mode in held}:
            yield from (replace(standing, words=mode) for mode in (FIRM, KEPT))

    def _loosened(self, standing: Standing, names: Collection[str]) -> Iterator[Standing]:
        """The same place with one pick of `names` untouched."""
        fields = [name for name in standing.fields() if name in names]
        for name in fields[:MAX_TRIED]:
            choices = standing.choices.picking(standing.choices.picked - {name})
            yield Standing(self.model, standing.translation, choices)

    def _kept(self, standing: Standing, after: Choices) -> Change | None:
        """The size beside which the trouble is told, where it stays: "… keep 270 cm"."""
        broken = broken_rules(self.model, standing.choices)
        name = field_of(self.model, broken[0]) if broken else ""
        value = standing.choices.numbers.get(name)
        return Change(name, value) if value is not None and after.numbers[name] == value else None

    def _rank(self, repair: Repair) -> tuple[int, ...]:
        sized = sum(isinstance(change.value, int) for change in repair.changes)
        return len(repair.changes), len(repair.moved), sized, abs(repair.difference.minor)
