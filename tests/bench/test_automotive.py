"""A priced rule set: the price extremes have witnesses, and a rule that never fires is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.automotive import run
from bench.readers import Broken

DATA = Path(__file__).parents[3] / "shared" / "data" / "configurator" / "boolerules"
RULES = """header { prl_version 1.0 }
feature bell
feature horn
feature rack
mandatory group sound contains [bell, horn]
rule if bell then rack
rule if bell & horn then rack
rule if rack thenNot horn
"""


def test_extremes_have_witnesses_and_needless_rules_are_named(tmp_path: Path) -> None:
    rules, prices = tmp_path / "shop.prl", tmp_path / "prices.csv"
    rules.write_text(RULES)
    prices.write_text("CONSTRAINT;WEIGHT\ntrue;100\nbell;7\nrack;-3\nhorn;5\n\n")
    found = run(rules, prices, "solver")
    assert found["lowest"] == {"price": 104, "features": ["bell", "rack", "sound"]}
    assert found["highest"] == {"price": 105, "features": ["horn", "sound"]}
    assert found["redundant_rules"] == ["line 7"]
    assert found["rules_that_fire"] == 3


def test_a_price_of_an_unknown_feature_is_refused(tmp_path: Path) -> None:
    rules, prices = tmp_path / "shop.prl", tmp_path / "prices.csv"
    rules.write_text(RULES)
    prices.write_text("CONSTRAINT;WEIGHT\nbasket;7\n")
    with pytest.raises(Broken, match="'basket'"):
        run(rules, prices, "solver")
    prices.write_text("CONSTRAINT;WEIGHT\nbell;much\n")
    with pytest.raises(Broken, match="no whole price"):
        run(rules, prices, "solver")


def test_the_priced_automotive_model_has_its_two_extremes() -> None:
    if not DATA.exists():
        pytest.skip(f"development data not beside the project: {DATA}")
    found = run(DATA / "automotive_simple_1.prl", DATA / "optimization_req.csv", "solver")
    assert (found["variables"], found["rules"]) == (456, 339)
    assert (found["lowest"]["price"], found["highest"]["price"]) == (999_900, 1_191_735)
    assert found["rules_that_fire"] == 230
    assert len(found["redundant_rules"]) == 109
