"""The cost of an order on plain values: every sum is the sum of its lines."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.money import Money
from fulfilment.costing.domain import (
    Facts,
    LogFacts,
    MaterialFacts,
    OperationFacts,
    OrderCost,
    Rates,
    by_product,
    cost_of,
)
from fulfilment.costing.domain.adding import NO_LOG, NO_PRICE


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


AMOUNTS = st.integers(0, 10**7).map(eur)
MATERIALS = st.lists(
    st.builds(
        MaterialFacts,
        sku=st.sampled_from(["OAK", "GLUE"]),
        name=st.just("x"),
        unit=st.just("g"),
        operation=st.integers(1, 3),
        planned=st.integers(0, 500),
        planned_cost=AMOUNTS,
        taken=st.integers(0, 500),
        taken_value=st.one_of(st.none(), AMOUNTS),
        issued=st.booleans(),
        ahead_cost=st.one_of(st.none(), AMOUNTS),
    ),
    max_size=5,
)
OPERATIONS = st.lists(
    st.builds(
        OperationFacts,
        number=st.integers(1, 5),
        name=st.just("saw"),
        planned=st.integers(0, 300),
        ahead=st.integers(0, 300),
        rate=st.integers(0, 9_000).map(eur),
        begun=st.booleans(),
        done=st.booleans(),
    ),
    max_size=5,
    unique_by=lambda one: one.number,
)
LOGS = st.lists(
    st.builds(LogFacts, operation=st.integers(1, 5), minutes=st.integers(0, 600), rate=st.integers(0, 9_000).map(eur)),
    max_size=6,
)
RATES = st.builds(Rates, st.integers(0, 20_000), st.integers(0, 20_000))
FACTS = st.builds(Facts, st.just("EUR"), MATERIALS, OPERATIONS, LOGS, RATES)


def order(facts: Facts, **given: object) -> OrderCost:
    values = {"sku": "TABLE", "quantity": 1, "finished": True, "line_ref": "line"} | given
    return OrderCost(
        ref="po", order_number="1042", seller_ref="s", title="Table", state="completed",
        confirmed_at=datetime(2026, 11, 23, tzinfo=UTC), currency="EUR", lines=cost_of(facts), **values,
    )  # type: ignore[arg-type]  # fmt: skip


@given(FACTS)
def test_the_cost_of_an_order_is_the_sum_of_its_lines(facts: Facts) -> None:
    found = order(facts)
    for name in ("planned", "actual", "expected"):
        whole = getattr(found, name)()
        assert whole.minor == sum(getattr(line, name).minor for line in found.lines)
        assert whole == getattr(found, name)("material") + getattr(found, name)("labour") + getattr(found, name)(
            "overhead"
        )
    assert all(line.expected.minor >= line.actual.minor >= 0 for line in found.lines)


@given(FACTS)
def test_of_a_finished_order_nothing_more_is_expected(facts: Facts) -> None:
    done = Facts(
        "EUR",
        [one._replace(issued=True) for one in facts.materials],
        [one._replace(done=True) for one in facts.operations],
        facts.logs,
        facts.rates,
    )
    assert order(done).expected() == order(done).actual()


def oak(**given: object) -> MaterialFacts:
    return MaterialFacts("OAK", "Oak", "cm3", 10, 1_000, eur(40_000), 1_100, eur(46_000), True)._replace(**given)  # type: ignore[arg-type]


def saw(**given: object) -> OperationFacts:
    return OperationFacts(10, "Saw", 60, 60, eur(4_600), True, True)._replace(**given)  # type: ignore[arg-type]


def test_plan_and_actual_stand_side_by_side() -> None:
    material, labour, on_material, on_labour = cost_of(
        Facts("EUR", [oak()], [saw()], [LogFacts(10, 90, eur(4_600))], Rates(1_000, 5_000))
    )
    assert (material.planned, material.actual, material.difference) == (eur(40_000), eur(46_000), eur(6_000))
    assert (labour.planned, labour.actual, labour.actual_quantity) == (eur(4_600), eur(6_900), 90)
    assert (on_material.planned, on_material.actual) == (eur(4_000), eur(4_600))
    assert (on_labour.planned, on_labour.actual) == (eur(2_300), eur(3_450))


def test_what_has_not_begun_is_expected_as_planned() -> None:
    ahead, logs = oak(taken=0, taken_value=eur(0), issued=False), [LogFacts(10, 20, eur(4_600))]
    material, labour = cost_of(Facts("EUR", [ahead], [saw(done=False)], logs, Rates()))
    assert (material.actual, material.expected) == (eur(0), eur(40_000))
    assert (labour.actual, labour.expected) == (eur(1_533), eur(1_533) + eur(3_067))


def test_rework_was_not_planned_and_costs_all_the_same() -> None:
    (line,) = cost_of(Facts("EUR", [], [saw(number=90, planned=0)], [LogFacts(90, 30, eur(4_600))], Rates()))
    assert (line.planned, line.actual) == (eur(0), eur(2_300))


def test_what_a_replacement_will_take_is_expected() -> None:
    again = oak(operation=90, planned=0, planned_cost=eur(0), taken=0, taken_value=eur(0), issued=False)
    (line,) = cost_of(Facts("EUR", [oak(), again._replace(ahead_cost=eur(40_000))], [], [], Rates()))
    assert (line.planned, line.actual, line.expected) == (eur(40_000), eur(46_000), eur(86_000))


def test_what_nobody_booked_is_assumed_in_words() -> None:
    material, labour = cost_of(Facts("EUR", [oak(taken_value=None)], [saw()], [], Rates()))
    assert (material.actual, material.assumed) == (eur(44_000), NO_PRICE)
    assert (labour.actual, labour.assumed) == (eur(4_600), NO_LOG)


def test_products_count_what_is_finished() -> None:
    facts = Facts("EUR", [oak()], [saw()], [LogFacts(10, 60, eur(4_600))], Rates())
    rows = [order(facts), order(facts, line_ref="two", quantity=2), order(facts, finished=False)]
    (table,) = by_product(rows, "EUR")
    assert (table.orders, table.pieces, table.open_orders) == (2, 3, 1)
    assert table.actual == eur(2 * (46_000 + 4_600))
    assert by_product(rows, "DKK") == []
