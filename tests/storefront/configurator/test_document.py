"""A model file: what is wrong in it is named with its place, and nothing hostile in it is followed."""

from __future__ import annotations

import json
import time

import pytest

from foundation.plain.errors import DomainError
from storefront.configurator.document import DocumentError, document_hash, load_document, parse_model
from storefront.configurator.domain import Model
from tests.storefront.configurator.conftest import MODELS

TABLE = (MODELS / "kast-oak-table.yaml").read_text()


def parse(source: str) -> Model:
    document = load_document(source)
    return parse_model(document, document_hash(document))


def test_json_and_yaml_are_the_same_model() -> None:
    document = load_document(TABLE)
    assert parse(json.dumps(document)) == parse(TABLE)


def test_no_stays_the_word_it_is() -> None:
    assert "no" in parse(TABLE).group("engraving").ids


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("format: joinery/model@1", "format: other", "format should be joinery/model@1."),
        ("currency: EUR", "currency: XYZ", "XYZ is not a currency"),
        ("time_zone: Europe/Copenhagen", "time_zone: Europe/Nowhere", "is no time zone"),
        ("    step: 10\n", "    step: 0\n", "numbers[0].step should be a whole number from 1"),
        ("    default: 2000", "    default: 2005", "numbers[0].default should be one of the steps"),
        ("    default: oak", "    default: pine", "“pine” is not among oak, ash, walnut"),
        ("  - id: species", "  - id: Species", "is no name. Use small letters"),
        ("    must: length <= 2600", "    must: length <= 2600 ** 9", "rules[1].must: “**” is not part of formulas"),
        ("    must: length <= 2600", "    must: length", "rules[1].must: “length” should give a condition"),
        ("    forbid: [[live, ash]]", "    forbid: [[live]]", "rules[2].forbid[0] should have one entry for each"),
        ("    forbid: [[live, ash]]", "    forbid: [[live, pine]]", "species has no option 'pine'"),
        ("    forbid: [[live, ash]]", "    forbid: [[live, \"ash') or ('\"]]", "should hold option ids"),
        ("    excludes: top == 't27'", "    maybe: top == 't27'", "needs either requires or excludes"),
        ("    reason: Live edge cannot be extended.", "    reason: ''", "rules[7].reason is empty"),
        ("  - id: R2\n", "  - id: R1\n", "there are two rules called R1"),
        ("thick: {t27: 27, t32: 32, t40: 40}", "thick: {t27: 27, t32: 32}", "has no row for t40"),
        ("thick: {t27: 27,", "thick: {t27: 27.5,", "tables.thick.t27 should be a whole number"),
        ("item: WOOD-{species}-{top}", "item: WOOD-{wood}-{top}", "{wood} is not an input"),
        ("    unit: g\n", "    unit: kg\n", "should be one of piece, mm, cm2, cm3, ml, g"),
        ("    cost: 950\n", "    cost: 0 - 950\n", "may come to -950. It must be at least 0"),
        ("    operation: 60\n", "    operation: 61\n", "there is no operation 61"),
        ("  - number: 50\n", "  - number: 40\n", "two steps with the same number"),
        (
            "    work_centre: KO-PRESS\n",
            "    work_centre: KO-PRESS\n    after: [90]\n",
            "wait for each other in a circle",
        ),
        (
            "    work_centre: KO-PRESS\n",
            "    work_centre: KO-PRESS\n    after: [11]\n",
            "comes after 11, which does not",
        ),
        ("  - {id: making, label: Making", "  - {id: making, lable: Making", "price.parts[0].label is missing"),
        ("deposit_percent: 40", "deposit_percent: 400", "deposit_percent should be a whole number from 0 to 100"),
        ("deposit_percent: 40", "deposit: 40", "deposit is not something a model has here"),
        ("    default: taper4", "    default: taper4\n    default: trestle", "has default twice"),
        ("    must: 5 * length <= 16 * width", "    must: length <= width", "The defaults cannot be bought"),
    ],
)
def test_a_fault_is_named_with_its_place(old: str, new: str, sentence: str) -> None:
    assert old in TABLE
    with pytest.raises(DocumentError) as refused:
        parse(TABLE.replace(old, new, 1))
    assert sentence in refused.value.sentence


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"


@pytest.mark.parametrize(
    "source",
    ["", "- a", "a: [", "\t- x", BOMB, "[" * 5000, "{" * 5000, "!!python/object/apply:os.system ['id']", "a" * 300_000,
     "\n".join(" " * i + "a:" for i in range(400)), "a: !!binary xx", "\x00"],
)  # fmt: skip
def test_no_text_harms_the_reader(source: str) -> None:
    began = time.thread_time()
    with pytest.raises(DomainError):
        parse(source)
    assert time.thread_time() - began < 1


def test_a_rules_days_are_read() -> None:
    dated = TABLE.replace("  - id: R2\n", "  - id: R2\n    since: 2026-12-01\n    until: 2026-12-24\n", 1)
    rule = parse(dated).rules[1]
    assert (str(rule.since), str(rule.until)) == ("2026-12-01", "2026-12-24")
    with pytest.raises(DocumentError, match="should be a day like"):
        parse(dated.replace("2026-12-24", "Christmas"))


def test_html_in_a_name_is_just_text() -> None:
    assert parse(TABLE.replace("label: Wood\n", "label: <b>Wood</b>\n", 1)).groups[0].label["en"] == "<b>Wood</b>"
