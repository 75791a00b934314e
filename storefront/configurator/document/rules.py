"""The three kinds of rule a seller can write without code, each turned into one condition that must hold.

- `matrix`: allowed or forbidden rows over two or more groups; `*` or a list stands for several options.
- `if`: when … then requires … or excludes ….
- `limit`: must hold, only if ….
"""

from __future__ import annotations

from storefront.configurator.document.reader import DocumentError, Reader
from storefront.configurator.document.terms import Terms
from storefront.configurator.domain.model import Rule, RuleKind
from storefront.configurator.expressions import Expression

MAX_ROWS = 40
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
    groups = item.words("groups")
    allow = item.has("allow")
    key = "allow" if allow else "forbid"
    if len(groups) < 2:
        raise DocumentError(item.at("groups"), "needs two or more groups.")
    rows = item.raw(key)
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_ROWS:
        raise DocumentError(item.at(key), f"should be a list of 1 to {MAX_ROWS} rows.")
    said = [_row(item, f"{item.at(key)}[{index}]", groups, row) for index, row in enumerate(rows)]
    joined = " or ".join(f"({row})" for row in said)
    return terms.compile(item.place, joined if allow else f"not ({joined})", "truth")


def _row(item: Reader, place: str, groups: list[str], row: object) -> str:
    if not isinstance(row, list) or len(row) != len(groups):
        raise DocumentError(place, f"should have one entry for each of {', '.join(groups)}.")
    tests = []
    for group, cell in zip(groups, row, strict=True):
        ids = cell if isinstance(cell, list) else [cell]
        if ids == ["*"]:
            continue
        if not all((isinstance(one, (str, int)) and str(one).isidentifier()) or str(one).isalnum() for one in ids):
            raise DocumentError(place, "should hold option ids, lists of them, or “*”.")
        quoted = ", ".join(f"'{one}'" for one in ids)
        tests.append(f"{group} in ({quoted},)")
    return " and ".join(tests) or "True"


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
