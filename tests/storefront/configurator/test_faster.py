"""The cheapest faster option: what is said is what choosing it gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from storefront.configurator.codec import decode
from storefront.configurator.compiling import compile_model
from storefront.configurator.domain import default_choices
from storefront.configurator.faster import cheapest_faster
from tests.storefront.configurator.conftest import read_model

TABLE = read_model("kast-oak-table")
ENGINE = compile_model(TABLE).engine
STATE = ENGINE.state(default_choices(TABLE))
OTHERS = [(item.group, item.option) for item in STATE.options if not item.chosen and item.allowed]


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.sampled_from(OTHERS), st.integers(-20, 20)))
def test_nothing_that_is_sooner_costs_less_and_the_words_are_true(days: dict[tuple[str, str], int]) -> None:
    found = cheapest_faster(TABLE, STATE, days, "en")
    sooner = {key for key, day in days.items() if day < 0}
    costs = {(item.group, item.option): item.difference.minor for item in STATE.options if item.difference}
    if not sooner & costs.keys():
        assert found is None
        return
    assert found is not None
    there = ENGINE.state(decode(TABLE, found["d"]))
    assert STATE.price is not None
    assert there.price is not None
    saved = there.price.total.minor - STATE.price.total.minor
    assert saved == min(costs[key] for key in sooner & costs.keys())
    chosen = [key for key in sooner if there.choices.options[key[0]] == key[1] and costs.get(key) == saved]
    assert any(f"{-days[key]} day" in found["words"] for key in chosen)


def test_it_reads_as_a_sentence() -> None:
    key = next((item.group, item.option) for item in STATE.options if not item.chosen and item.allowed)
    label = next(o.label for g in TABLE.groups if g.id == key[0] for o in g.options if o.id == key[1])["en"]
    found = cheapest_faster(TABLE, STATE, {key: -4}, "en")
    assert found is not None
    assert found["words"].startswith(f"{label} instead of ")
    assert "4 days sooner, " in found["words"]
    assert cheapest_faster(TABLE, STATE, {key: 0}, "en") is None
