"""The three kinds of rule a seller can write without code, each turned into one condition that must hold.

- `matrix`: allowed or forbidden rows over two or more groups; `*` or a list stands for several options.
- `if`: when … then requires … or excludes ….
- `limit`: must hold, only if ….
"""

from __future__ import annotations

from storefront.configurator.document.reader import OPTION_ID, DocumentError, Reader
from storefront.configurator.document.terms import Terms
from storefront.configurator.domain.model import Rule, RuleKind
from storefront.configurator.expressions import Expression, tree
from storefront.configurator.expressions.compiler import expression_of

MAX_ROWS = 1_000
KINDS: dict[str, RuleKind] = {"matrix": "matrix", "if": "if", "limit": "limit"}


def parse_rules(top: Reader, terms: Terms) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    for item in top.items("rules", []):
        kind = item.word("kind")
        if kind not in KINDS:
            raise DocumentError(item.at("kind"), "should be matrix, if or limit.")
        rule = Rule(
            id=item.word("id"),
            kind=KINDS[kind],
            reason=item.texts("reason"),
            holds=READERS[kind](item, terms),
            since=item.day("since"),
            until=item.day("until"),
        )
        item.done()
        if not rule.reason:
            raise DocumentError(item.at("reason"), "is empty. The shopper reads it: say why, in your own words.")
        if any(other.id == rule.id for other in rules):
            raise DocumentError(item.at("id"), f"there are two rules called {rule.id}. Rename one.")
        rules.append(rule)
    return tuple(rules)


def _matrix(item: Reader, terms: Terms) -> Expression:
    """Built as a tree at once: a pasted matrix of hundreds of rows is longer than any formula may be."""
    groups = item.words("groups")
    allow = item.has("allow")
    key = "allow" if allow else "forbid"
    if len(groups) < 2 or len(set(groups)) < len(groups):
        raise DocumentError(item.at("groups"), "needs two or more different groups.")
    for group in groups:
        if group not in terms.scope.options:
            raise DocumentError(item.at("groups"), f"there is no option group called {group[:40]}.")
    rows = item.raw(key)
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_ROWS:
        raise DocumentError(item.at(key), f"should be a list of 1 to {MAX_ROWS} rows.")
    said = tree.AnyOf(tuple(_row(f"{item.at(key)}[{i}]", groups, row, terms) for i, row in enumerate(rows)))
    return expression_of(said if allow else tree.Not(said), terms.scope)


def _row(place: str, groups: list[str], row: object, terms: Terms) -> tree.Node:
    if not isinstance(row, list) or len(row) != len(groups):
        raise DocumentError(place, f"should have one entry for each of {', '.join(groups)}.")
    tests: list[tree.Node] = []
    for group, cell in zip(groups, row, strict=True):
        ids = [str(one) for one in cell] if isinstance(cell, list) else [str(cell)]
        if ids == ["*"]:
            continue
        if not ids or not all(OPTION_ID.fullmatch(one) for one in ids):
            raise DocumentError(place, "should hold option ids, lists of them, or “*”.")
        known = terms.scope.options[group]
        unknown = [one for one in ids if one not in known]
        if unknown:
            raise DocumentError(place, f"{group} has no option '{unknown[0]}'. There are {', '.join(known)}.")
        tests.append(tree.OneOf(group, tuple(ids)))
    return tree.All(tuple(tests)) if tests else tree.Truth(True)


def _if(item: Reader, terms: Terms) -> Expression:
    when = item.word("when")
    if item.has("requires") == item.has("excludes"):
        raise DocumentError(item.place, "needs either requires or excludes.")
    requires = item.has("requires")
    then = item.word("requires" if requires else "excludes")
    terms.compile(item.at("when"), when, "truth")  # alone first, so that an error names its own line
    terms.compile(item.at("requires" if requires else "excludes"), then, "truth")
    return terms.compile(item.place, f"not ({when}) or {'' if requires else 'not '}({then})", "truth")


def _limit(item: Reader, terms: Terms) -> Expression:
    must = item.word("must")
    terms.compile(item.at("must"), must, "truth")
    if not item.has("only_if"):
        return terms.compile(item.at("must"), must, "truth")
    only_if = item.word("only_if")
    terms.compile(item.at("only_if"), only_if, "truth")
    return terms.compile(item.place, f"not ({only_if}) or ({must})", "truth")


READERS = {"matrix": _matrix, "if": _if, "limit": _limit}
