"""Where a shopper stands, in the terms of the finite problem: picks, and the nearest cell of every band of sizes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from storefront.configurator.domain import Choices, Model, environment
from storefront.configurator.expressions.scope import Value
from storefront.configurator.finite import SizeMap, Translation
from storefront.configurator.finite.nearest import FREE, KEPT, LOOSE, MEANT, PICKED, WRITTEN, Way, nearest
from storefront.configurator.finite.sizes import Cell

Fixed = tuple[int | None, ...]


@dataclass(frozen=True)
class Standing:
    """`choices` are readable: every option known, every number on its grid. `words`: how all that is
    written is held, KEPT (it may be taken back) or FIRM; None: as its text is."""

    model: Model
    translation: Translation
    choices: Choices
    words: int | None = None

    @cached_property
    def env(self) -> dict[str, Value]:
        return environment(self.model, self.choices)

    @cached_property
    def options(self) -> tuple[int, ...]:
        """Per group, the index of the present option."""
        return tuple(ids.index(self.choices.options[group]) for group, ids in self.translation.groups)

    @cached_property
    def picked(self) -> tuple[bool, ...]:
        """Per group, whether it is a pick."""
        return tuple(group in self.choices.picked for group, _ in self.translation.groups)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Per set of sizes, the cell of the present values."""
        return tuple(
            tuple(
                grid.index(min(int(self.env[name]), grid[-1]))  # words that are too long are told of elsewhere
                for name, grid in zip(sizes.names, sizes.grids, strict=True)
            )
            for sizes in self.translation.sizes
        )

    @cached_property
    def held(self) -> tuple[tuple[int, ...], ...]:
        """Per set of sizes and size, how it is held."""
        return tuple(tuple(self._held(sizes, name) for name in sizes.names) for sizes in self.translation.sizes)

    def _held(self, sizes: SizeMap, name: str) -> int:
        if name in sizes.counters:
            words = next(words for words in self.model.texts if words.counter == name)
            if words.id not in self.choices.picked or not self.env[name]:
                return LOOSE
            usual = WRITTEN if words.always else KEPT
            return usual if self.words is None else self.words
        return PICKED if name in self.choices.picked else FREE

    @cached_property
    def ways(self) -> tuple[tuple[Way | None, ...], ...]:
        """Per set of sizes and band, the way to its nearest cell."""
        return tuple(
            nearest(sizes, cell, held)
            for sizes, cell, held in zip(self.translation.sizes, self.cells, self.held, strict=True)
        )

    def option_picks(self) -> dict[int, int]:
        """The picked options as picks of the kernel."""
        return {at: option for at, option in enumerate(self.options) if self.picked[at]}

    @cached_property
    def sized(self) -> bool:
        """Whether any size (or written text) is a pick, which no pick of the kernel can say."""
        return any(mode in MEANT for held in self.held for mode in held)

    def fixings(self, index: int) -> list[Fixed]:
        """The cells that the picked sizes leave: what is fixed, once for each way a written text may count."""
        cell, held = self.cells[index], self.held[index]
        ways: list[Sequence[int | None]] = []
        for at, mode in zip(cell, held, strict=True):
            ways.append(sorted({0, at}) if mode == KEPT else (at,) if mode in MEANT else (None,))
        return list(product(*ways))

    def fields(self) -> Iterator[str]:
        """The picks by name, in the model's order."""
        for item in self.model.inputs:
            if item.id in self.choices.picked:
                yield item.id

    def after(self, values: Sequence[int], ways: Sequence[Sequence[Way | None]] | None = None) -> Choices:
        """The choices of one assignment of the finite problem, sizes at the nearest cell of their band. A text that
        may be left out is taken back where its letters are none."""
        used = ways or self.ways
        options = {group: ids[value] for (group, ids), value in zip(self.translation.groups, values, strict=False)}
        numbers, none = dict(self.choices.numbers), set[str]()
        for index, sizes in enumerate(self.translation.sizes):
            way = used[index][values[self.translation.sizes_variable(index)]]
            assert way is not None  # its band was forbidden
            for name, value in sizes.values(way[4]).items():
                if name in numbers:
                    numbers[name] = value
                elif not value:
                    none.add(name)
        back = {words.id: "" for words in self.model.texts if words.optional and words.counter in none}
        return Choices(options, numbers, {**self.choices.texts, **back}, self.choices.picked - set(back))
