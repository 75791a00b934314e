"""Checks before publishing: each fault is found, with the rule to blame; a sound model has none."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from storefront.configurator.checks import Report, check, check_document
from storefront.configurator.checks.sales import difference_in_sales
from storefront.configurator.checks.walks import walks
from storefront.configurator.compiling import compile_model
from storefront.configurator.document import document_hash, load_document, parse_model, read_model
from storefront.configurator.domain import Model, broken_rules, price, validate
from tests.storefront.configurator.conftest import MODELS
from tests.storefront.configurator.conftest import read_model as demo_model
from tests.storefront.configurator.small_models import products, small_model

TODAY = date(2026, 11, 23)
SOURCE = (MODELS / "kast-oak-table.yaml").read_text()


def changed(*pairs: tuple[str, str]) -> dict[str, Any]:
    source = SOURCE
    for old, new in pairs:
        assert old in source
        source = source.replace(old, new, 1)
    return load_document(source)


def model_of(document: dict[str, Any]) -> Model:
    return parse_model(document, document_hash(document))


def report_of(*pairs: tuple[str, str]) -> Report:
    return check_document(changed(*pairs), TODAY)


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def rule(text: str) -> tuple[str, str]:
    """One more rule at the front."""
    return "rules:\n", f"rules:\n  - {text}\n"


@pytest.mark.parametrize("name", ["kast-oak-table", "fjordhjul-bicycle"])
def test_the_demo_models_are_sound_and_their_bounds_are_products(name: str) -> None:
    model = demo_model(name)
    report = check(model)
    assert report.findings == ()
    assert report.count
    for bound in (report.lowest, report.highest):
        assert bound is not None
        assert validate(model, bound.choices) == []
        assert price(model, bound.choices).total == bound.price


def test_a_model_of_which_nothing_can_be_bought_names_the_rules_that_contradict() -> None:
    document = changed(
        rule("{id: X1, kind: limit, must: length > 2500, reason: Long.}"),
        ("rules:\n", "rules:\n  - {id: X2, kind: limit, must: length < 1500, reason: Short.}\n"),
    )
    report = check(read_model(document, document_hash(document)))
    assert report.blocked
    assert codes(report) == {"void"}
    assert set(report.findings[0].rules) == {"X1", "X2"}


def test_options_that_can_never_be_bought_are_told_with_the_rules_to_blame() -> None:
    report = report_of(rule("{id: X, kind: if, when: species == 'walnut', requires: height < 700, reason: No.}"))
    dead = next(finding for finding in report.findings if finding.code == "dead_option")
    assert (dead.severity, dead.rules, dead.place) == ("warn", ("X",), "species")
    assert "Walnut can never be bought" in dead.sentence


def test_a_group_without_a_choice_is_told() -> None:
    report = report_of(rule("{id: X, kind: limit, must: base == 'taper4', reason: No.}"))
    assert "forced_option" in codes(report)
    assert "dead_size" in codes(report)  # nothing above 260 cm is left


def test_a_rule_that_changes_nothing_is_told_with_those_that_say_it_already() -> None:
    report = report_of(rule("{id: X, kind: limit, must: length <= 2700, only_if: base == 'taper4', reason: No.}"))
    redundant = [finding for finding in report.findings if finding.code == "redundant_rule"]
    assert [finding.rules for finding in redundant] == [("X", "R2")]


def test_a_ban_that_no_single_rule_says_is_told() -> None:
    report = report_of(
        rule("{id: X1, kind: if, when: finish == 'soap', requires: engraving == 'no', reason: No.}"),
        ("rules:\n", "rules:\n  - {id: X2, kind: if, when: engraving == 'no', requires: top != 't27', reason: No.}\n"),
    )
    hidden = [finding for finding in report.findings if finding.code == "never_meet"]
    assert [set(finding.rules) for finding in hidden] == [{"X1", "X2"}]


def test_a_price_that_can_come_to_nothing_blocks() -> None:
    report = report_of(('amount: "39000"', 'amount: "0 - 61000"'))
    assert report.blocked
    assert "no_price" in codes(report)


def test_a_line_that_never_applies_is_told() -> None:
    report = report_of(
        ("when: ext != 'none'\n    operation: 10", "when: ext != 'none' and edge == 'live'\n    operation: 10")
    )
    found = next(finding for finding in report.findings if finding.code == "never_applies")
    assert found.rules == ("R8",)
    assert found.place.startswith("materials[")


@pytest.mark.parametrize(
    ("low", "high", "code"),
    [("<= 2000", ">= 2000", "overlap"), ("< 2000", "> 2000", "hole"), ("<= 2000", "> 2000", None)],
)
def test_alternatives_that_overlap_or_leave_a_hole_are_told(low: str, high: str, code: str | None) -> None:
    crate = "  - {item: CRATE-L,"
    lines = "".join(
        f"  - {{item: CRATE-{at}, label: C, quantity: 1, unit: piece, when: length {when}, operation: 90, cost: 1}}\n"
        for at, when in enumerate((low, high))
    )
    report = report_of((crate, lines + crate))
    assert codes(report) == ({code} if code else set())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("length <= 2600", "lenght <= 2600", "There is nothing called lenght"),
        ("base == 'taper4'\n", "base == 'taper5'\n", "has no option 'taper5'"),
        (
            "[edge, species]\n    forbid: [[live, ash]]",
            "[edge, wood]\n    forbid: [[live, ash]]",
            "there is no option group called wood",
        ),
        ('amount: "39000"', "amount: making + 1", "There is nothing called making"),
        ('amount: "39000"', "amount: length // (width - 900)", "may divide by zero"),
        ('amount: "39000"', "amount: length * length * length * length * length", "too large"),
    ],
)
def test_what_does_not_read_is_one_blocking_finding_that_names_the_place(old: str, new: str, said: str) -> None:
    report = report_of((old, new))
    assert report.blocked
    assert [finding.code for finding in report.findings] == ["document"]
    assert said in report.findings[0].sentence


NEEDLE = "(width * 7919 + drop * 104729) % 1000003 != 12345"  # forbids a few cells, and nobody knows which


def test_a_grid_of_ten_million_sizes_that_cannot_be_looked_through_is_a_clear_answer() -> None:
    source = (MODELS / "lumen-blind.yaml").read_text().replace("width * drop <= 6500000", NEEDLE)
    report = check_document(load_document(source.replace("default: 1200", "default: 1201")), TODAY)
    assert report.blocked
    assert [finding.code for finding in report.findings] == ["too_many_sizes"]
    assert "Use larger steps" in report.findings[0].sentence


def test_random_walks_end_in_the_price_extremes_and_no_promise_is_broken() -> None:
    for name in ("kast-oak-table", "fjordhjul-bicycle"):
        model = demo_model(name)
        for walk in walks(model, compile_model(model).engine, 3):
            assert walk.faults == ()
            assert walk.reached
            assert broken_rules(model, walk.choices) == ()


def test_two_versions_are_compared_by_what_they_sell() -> None:
    old, new = model_of(changed()), model_of(changed(("must: length <= 2600", "must: length <= 2500")))
    sales = difference_in_sales(old, new)
    assert (sales.gained, sales.gained_example) == (0, None)
    assert sales.lost_example is not None
    assert 2500 < sales.lost_example.numbers["length"] <= 2600
    assert difference_in_sales(new, old).gained == sales.lost
    assert difference_in_sales(new, old).lost == 0


@pytest.mark.parametrize("seed", range(12))
def test_the_difference_in_sales_is_that_of_brute_force(seed: int) -> None:
    new = small_model(seed)
    dropped = random.Random(seed).sample([rule.id for rule in new.rules], len(new.rules) // 2)
    old = new.only([rule.id for rule in new.rules if rule.id not in dropped])
    letters = [rule for rule in new.rules if "w_letters" in rule.holds.names]
    if letters:
        return  # words are no part of what is compared
    sold = [{(*t.choices.options.items(), *t.choices.numbers.items()) for t in products(m)} for m in (old, new)]
    sales = difference_in_sales(old, new)
    assert (sales.gained, sales.lost) == (len(sold[1] - sold[0]), len(sold[0] - sold[1]))
