"""Edits of a document: plain functions, no database."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.plain.errors import NotFound, TooLarge
from storefront.configurator.document import load_document, read_model
from storefront.configurator.document.editing.clauses import Clause, clauses_of, formula
from storefront.configurator.document.editing.matrix import Grid, blank, grid_of, rows_of
from storefront.configurator.document.editing.names import id_from, texts
from storefront.configurator.document.editing.options import put_group, tables_of
from storefront.configurator.document.editing.parts import SECTIONS, item_of, items, move, put, remove
from storefront.configurator.document.editing.paste import read_pasted
from storefront.configurator.document.editing.uses import users_of_input, users_of_option
from storefront.configurator.document.writing import to_yaml
from storefront.configurator.domain import Model
from storefront.configurator.expressions import compile_expression
from tests.storefront.configurator.conftest import MODELS, NAMES

Document = dict[str, Any]
OPTIONS = {"edge": ("square", "live"), "species": ("oak", "ash", "walnut"), "base": ("a", "b")}
LABELS = {
    "edge": {"square": "Square", "live": "Live edge"},
    "species": {"oak": "Oak", "ash": "Ash", "walnut": "Walnut"},
    "base": {"a": "A", "b": "B"},
}
HEADS = {"edge": "edge", "species": "species", "wood": "species", "base": "base"}


@pytest.fixture
def document(table_document: str) -> Document:
    return load_document(table_document)


@pytest.mark.parametrize("name", NAMES.values())
def test_a_written_file_reads_as_the_very_same_document(name: str) -> None:
    known = load_document((MODELS / f"{name}.yaml").read_text())
    written = to_yaml(known)
    assert load_document(written) == known
    assert to_yaml(load_document(written)) == written


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_any_words_survive_the_file(words: str) -> None:
    known = {"format": "joinery/model@1", "name": {"en": words}, "rules": [{"reason": words, "since": "2026-01-01"}]}
    assert load_document(to_yaml(known)) == known


def test_putting_moving_and_removing_leave_the_old_document_alone(document: Document) -> None:
    before = load_document(to_yaml(document))
    rules = SECTIONS["rules"]
    added, index = put(document, rules, "", {"id": "R10"})
    assert index == 9
    assert items(move(added, rules, "R10", -100), rules)[0]["id"] == "R10"
    assert [rule["id"] for rule in items(move(added, rules, "R1", 1), rules)][:2] == ["R2", "R1"]
    assert "R3" not in [rule["id"] for rule in items(remove(added, rules, "R3"), rules)]
    assert document == before
    with pytest.raises(NotFound):
        item_of(document, rules, "R99")


def test_an_option_and_its_figures_are_one_edit(document: Document, table: Model) -> None:
    assert tables_of(document, table, "species") == ["wood_cost", "m2_price", "density"]
    group = item_of(document, SECTIONS["groups"], "species")
    with_birch = {**group, "options": [*group["options"], {"id": "birch", "label": "Birch"}]}
    figures = {name: {**document["tables"][name], "birch": "5"} for name in tables_of(document, table, "species")}
    changed, _ = put_group(document, "species", with_birch, figures)
    model = read_model(changed, "x")
    assert model.group("species").ids == ("oak", "ash", "walnut", "birch")
    gone, _ = put_group(changed, "species", group, {name: document["tables"][name] for name in figures})
    assert gone == document


def test_who_speaks_of_an_option_or_an_input_is_known(table: Model) -> None:
    assert {use.words for use in users_of_option(table, "edge", "live")} == {"rule R3", "rule R4", "rule R8"}
    assert "rule R9" in {use.words for use in users_of_input(table, "width")}
    assert "the drawing" in {use.words for use in users_of_input(table, "edge")}
    assert users_of_option(table, "species", "oak") == []


CLAUSE = st.one_of(
    st.builds(
        lambda group, word, n: Clause(group, word, OPTIONS[group][:n]),
        st.sampled_from(["edge", "species"]), st.sampled_from(["is", "is_not"]), st.integers(1, 2),
    ),
    st.builds(
        lambda word, value: Clause("length", word, (str(value),)),
        st.sampled_from(["at_most", "at_least", "below", "above", "equals", "differs"]), st.integers(-999, 9999),
    ),
)  # fmt: skip


@given(st.lists(CLAUSE, min_size=1, max_size=5))
def test_a_sentence_becomes_a_formula_and_the_same_sentence_again(clauses: list[Clause]) -> None:
    from storefront.configurator.expressions import Scope, Span

    scope = Scope({"length": Span(0, 3000)}, OPTIONS, {})
    assert clauses_of(compile_expression(formula(clauses), scope, "truth").node) == tuple(clauses)


def test_what_no_sentence_says_stays_a_formula(table: Model) -> None:
    for source in ("length * 2 > width", "base == 'taper4' or edge == 'live'", "not (length > 3 and width > 3)"):
        assert clauses_of(compile_expression(source, table.scope, "truth").node) is None


@given(st.data())
def test_a_grid_is_folded_into_rows_and_back_without_loss(data: st.DataObject) -> None:
    groups = data.draw(st.permutations(["edge", "species", "base"]).map(lambda g: g[: data.draw(st.integers(2, 3))]))
    every = blank(groups, OPTIONS)
    sold = frozenset(data.draw(st.sets(st.sampled_from(sorted(every.sold)), min_size=1)))
    rule = {"groups": list(groups), **rows_of(Grid(every.groups, every.options, sold))}
    if rule.get("forbid") != []:
        assert grid_of(rule, OPTIONS).sold == sold
    else:
        assert sold == every.sold


def test_a_grid_of_too_many_cells_is_refused_in_a_sentence() -> None:
    many = {f"g{n}": tuple(f"o{i}" for i in range(100)) for n in range(4)}
    with pytest.raises(TooLarge, match="100,000,000 combinations"):
        blank(list(many), many)


def test_a_table_of_marks_is_read_whichever_way_it_lies() -> None:
    every = blank(["edge", "species"], OPTIONS)
    upright = read_pasted("\tOak\tAsh\tWalnut\nSquare\tx\tx\tx\nLive edge\tx\t\tyes", every, LABELS, HEADS)
    turned = read_pasted("wood;Square;live\nOak;1;1\nash;1;0\nWalnut;ok;✓\n", every, LABELS, HEADS)
    for pasted in (upright, turned):
        assert pasted.faults == ()
        assert pasted.grid.sold == every.sold - {("live", "ash")}
        assert pasted.read == 6
    assert turned.turned


def test_a_list_of_combinations_is_read_for_any_number_of_groups() -> None:
    every = blank(["edge", "species", "base"], OPTIONS)
    pasted = read_pasted("Wood,Edge,Base\nOak,*,A\nWalnut,Live edge,b\n", every, LABELS, HEADS)
    assert pasted.faults == ()
    assert pasted.grid.sold == {("square", "oak", "a"), ("live", "oak", "a"), ("live", "walnut", "b")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Nothing was pasted"),
        ("\tOak\tPine\nSquare\tx\tx", "“Pine” is no option here"),
        ("\tOak\tAsh\nRound\tx\tx", "“Round” is no option here"),
        ("\tOak\tAsh\nSquare\tx\tmaybe", "neither yes"),
        ("\tOak\nSquare\tx\tx\tx", "This line has 3 marks; the head names 1 options."),
        ("edge,species\nlive", "This line has 1 cells"),
        ("edge,species\nlive,pine", "“pine” is no option"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(text: str, said: str) -> None:
    pasted = read_pasted(text, blank(["edge", "species"], OPTIONS), LABELS, HEADS)
    assert any(said in fault.sentence for fault in pasted.faults)
    assert all(fault.line >= 1 for fault in pasted.faults)


@given(st.text(max_size=300))
def test_no_paste_breaks_the_grid(text: str) -> None:
    every = blank(["edge", "species"], OPTIONS)
    pasted = read_pasted(text, every, LABELS, HEADS)
    assert pasted.grid.sold <= frozenset(product(*every.options))


def test_a_matrix_of_hundreds_of_rows_compiles(document: Document) -> None:
    sizes = [{"id": f"s{n}", "label": f"S{n}"} for n in range(60)]
    colours = [{"id": f"c{n}", "label": f"C{n}"} for n in range(60)]
    group = {"label": "X", "help": "x", "default": "s0", "options": sizes}
    big = {**document, "groups": [*document["groups"], {"id": "size", **group},
                                  {"id": "colour", **group, "default": "c0", "options": colours}]}  # fmt: skip
    rows = [[f"s{a}", f"c{b}"] for a in range(60) for b in range(60) if (a * 7 + b * 3) % 11 == 0 and a != b]
    rule = {"id": "M", "kind": "matrix", "groups": ["size", "colour"], "forbid": rows[:900], "reason": "No."}
    model = read_model({**big, "rules": [rule]}, "x")
    known = {"size": tuple(o["id"] for o in sizes), "colour": tuple(o["id"] for o in colours)}
    folded = {**rule, **rows_of(grid_of(rule, known))}
    assert grid_of(folded, known).sold == grid_of(rule, known).sold
    assert len(model.rules) == 1


def test_ids_come_from_words_and_never_clash() -> None:
    assert id_from("Steel U-frames", [], "option") == "steel_u_frames"
    assert id_from("Æble & Ø", ["aeble_oe"], "option") == "aeble_oe_2"
    assert id_from("27 mm", [], "option") == "o27_mm"
    assert id_from("木", [], "option") == "option"
    assert id_from("not", [], "option") == "option"


def test_words_in_one_language_leave_the_others_alone() -> None:
    assert texts("Wood", "en", "Timber") == "Timber"
    assert texts("Wood", "da", "Træ") == {"en": "Wood", "da": "Træ"}
    assert texts({"en": "Wood", "da": "Træ"}, "da", "") == {"en": "Wood"}
