"""Model to finite problem: sizes that meet in a comparison or in a part of the price are banded together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from storefront.configurator.domain.model import Model, TextInput
from storefront.configurator.expressions import Scope, tree
from storefront.configurator.finite.banding import Banded, Banding, asked
from storefront.configurator.finite.blocks import Share, base_of, laid_out, names_of, shares
from storefront.configurator.finite.conditions import TRUE, Conditions
from storefront.configurator.finite.direction import direction
from storefront.configurator.finite.folding import fold
from storefront.configurator.finite.limits import Looks, TooManySizes
from storefront.configurator.finite.sizes import SizeMap
from storefront.configurator.finite.translation import Block, RuleTree, Translation
from storefront.configurator.finite.wide import MAX_PLACES, MAX_SIZES, searched
from storefront.configurator.solving.problem import Is, Tree

Named = Sequence[tuple[str, tree.Node]]
Atoms = tuple[tree.Compare, ...]


def translate(model: Model) -> Translation:
    """`model` (cut to a day by `Model.at`) as a finite problem. Raises `TooManySizes`, naming what is too wide."""
    sizes, rules = read(model, conditions(model))
    blocks, exact = _blocks(model, sizes)
    groups = tuple((group.id, group.ids) for group in model.groups)
    return Translation(groups, sizes, blocks, rules, base_of(model), exact)


def ruled_with(model: Model, extra: Named) -> tuple[Translation, tuple[RuleTree, ...]]:
    """The rules of `model` without its prices, and further conditions over the same bands. Raises `TooManySizes`."""
    own = conditions(model)
    sizes, found = read(model, [*own, *extra])
    groups = tuple((group.id, group.ids) for group in model.groups)
    return Translation(groups, sizes, (), found[: len(own)], 0, exact=False), found[len(own) :]


def read(model: Model, named: Named) -> tuple[tuple[SizeMap, ...], tuple[RuleTree, ...]]:
    """Conditions over the options and sizes of `model`, and the bands of sizes that they need."""
    variables = {group.id: at for at, group in enumerate(model.groups)}
    banded = _banded(model, atoms_of(model, named))
    reader = Conditions(model.scope, variables, _Placed(len(model.groups), banded).tree)
    return tuple(found.sizes for found, _ in banded), tuple(RuleTree(name, reader.of(node)) for name, node in named)


def _noted(atoms: dict[tree.Compare, None], atom: tree.Compare) -> Tree:
    atoms[atom] = None
    return TRUE


def conditions(model: Model) -> list[tuple[str, tree.Node]]:
    """The rules, and as structure: a text has letters when it is asked for (or may be empty where it is
    optional), and none when it is not."""
    found = [(rule.id, rule.holds.node) for rule in model.rules]
    for at, words in enumerate(model.texts):
        test = asked(words.counter)
        when = _when(model, words, model.texts[at:])
        if words.optional:
            found.append(("", tree.AnyOf((when, tree.Not(test)))))
        else:
            found.append(("", tree.Choice(when, test, tree.Not(test))))
    return found


def _when(model: Model, words: TextInput, later: Iterable[TextInput]) -> tree.Node:
    """The text's condition; letters of texts that come after it count as none, as they do in `environment`."""
    return fold(words.when.node, model.scope, {other.counter: 0 for other in later})


def _banded(model: Model, atoms: Atoms) -> list[tuple[Banded, tuple[tree.Compare, ...]]]:
    grids = {number.id: range(number.low, number.high + 1, number.step) for number in model.numbers}
    grids.update({words.counter: range(words.max_length + 1) for words in model.texts})
    counters = frozenset(words.counter for words in model.texts)
    together = [tree.names(atom) for atom in atoms]
    together += [names_of(model, part) & grids.keys() for part in range(len(model.price_parts))]
    looks, found = Looks(), []
    for names in _joined(list(grids), together):
        mine = tuple(atom for atom in atoms if tree.names(atom) & set(names))
        found.append((_mapped(model.scope, names, tuple(grids[name] for name in names), counters, mine, looks), mine))
    return found


def _mapped(
    scope: Scope, names: tuple[str, ...], grids: tuple[range, ...], counters: frozenset[str], atoms: Atoms, looks: Looks
) -> Banded:
    """The bands of a set of sizes: by a map of its grid, else by a search that leaves sizes to be judged as they are
    asked about. Raises the first one's `TooManySizes` where that does not do either."""
    left = looks.left
    try:
        return Banding(scope, names, grids, counters & set(names), atoms, looks).built()
    except TooManySizes as error:
        looks.left = left
        if not all(_searchable(atom, names, grids, scope) for atom in atoms):
            raise
        try:
            found = searched(names, grids, counters & set(names), atoms)
        except TooManySizes:
            raise error from None
        return Banded(found, found.truths)


def _searchable(atom: tree.Compare, names: tuple[str, ...], grids: tuple[range, ...], scope: Scope) -> bool:
    """Whether a comparison can be judged as it is asked about: one that rises or falls in all its sizes always."""
    used = tree.names(atom)
    places = [len(grids[names.index(name)]) for name in used]
    rough = all(direction(atom, name, scope) is not None for name in used)
    return rough or (len(used) <= MAX_SIZES and max(places) <= MAX_PLACES)


def atoms_of(model: Model, named: Named) -> Atoms:
    """The comparisons of sizes in some conditions."""
    found: dict[tree.Compare, None] = {}
    variables = {group.id: at for at, group in enumerate(model.groups)}
    collector = Conditions(model.scope, variables, lambda atom: _noted(found, atom))
    for _, node in named:
        collector.of(node)
    return tuple(found)


def _joined(names: Sequence[str], together: Iterable[frozenset[str]]) -> list[tuple[str, ...]]:
    """The names in sets that share none of `together`, each in the given order (letter counters are given last)."""
    home = {name: name for name in names}
    for linked in together:
        homes = {home[name] for name in linked}
        for name, at in home.items():
            if at in homes:
                home[name] = min(homes)
    sets: dict[str, list[str]] = {}
    for name in names:
        sets.setdefault(home[name], []).append(name)
    return [tuple(found) for found in sets.values()]


@dataclass
class _Placed:
    """Where each atom is true: the bands of the sizes it speaks of."""

    first: int
    banded: Sequence[tuple[Banded, tuple[tree.Compare, ...]]]
    _trees: Mapping[tree.Compare, Tree] = field(init=False)

    def __post_init__(self) -> None:
        found: dict[tree.Compare, Tree] = {}
        for index, (banded, atoms) in enumerate(self.banded):
            for at, atom in enumerate(atoms):
                bands = frozenset(band for band, signature in enumerate(banded.signatures) if signature[at])
                found[atom] = Is(self.first + index, bands)
        self._trees = found

    def tree(self, atom: tree.Compare) -> Tree:
        return self._trees[atom]


def _blocks(model: Model, sizes: tuple[SizeMap, ...]) -> tuple[tuple[Block, ...], bool]:
    """The price's blocks; part by part, and then not exact, where together they depend on too much."""
    blocks: list[Block] = []
    exact, free = True, len(model.groups) + len(sizes)
    for share in shares(model, sizes):
        try:
            made = [laid_out(model, share, sizes, free)]
        except TooManySizes:
            if len(share.parts) + len(share.texts) == 1:
                raise
            exact, made = False, []
            for piece in _pieces(model, share):
                made.append(laid_out(model, piece, sizes, free))
                free += made[-1].variable == free
            blocks += made
            continue
        free += made[-1].variable == free
        blocks += made
    return tuple(blocks), exact and all(block.exact for block in blocks)


def _pieces(model: Model, share: Share) -> list[Share]:
    index = {group.id: at for at, group in enumerate(model.groups)}
    found = [
        Share(tuple(sorted(index[n] for n in names_of(model, part) if n in index)), share.sizes, (part,), ())
        for part in share.parts
    ]
    return found + [Share((), share.sizes, (), (text,)) for text in share.texts]
