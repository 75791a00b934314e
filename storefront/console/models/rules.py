"""The three kinds of rule as forms: an if-then sentence (or formula), a limit, a grid of what goes with what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from foundation.plain.errors import DomainError, Invalid
from storefront.configurator.document.editing.clauses import Clause, formula
from storefront.configurator.document.editing.matrix import Combination, Grid, blank, grid_of, rows_of
from storefront.configurator.document.editing.names import words_in
from storefront.configurator.document.editing.parts import SECTIONS, Document, Item, key_of, place_of, put
from storefront.configurator.document.editing.paste import Pasted, fold, read_pasted
from storefront.configurator.domain import Model
from storefront.configurator.drafting import draft_model
from storefront.console.models.edits import Edited, Form, check, compiles, old_entry, said, taken_in
from storefront.console.models.fields import IF, LIMIT, RULE, Field
from storefront.console.models.reading import Faults, item_from, typed_values, values_of
from storefront.console.models.sentences import Part, clauses_from, clauses_in, parts_from, parts_of, speakable

Mode = Literal["sentence", "formula", "limit", "matrix"]
KINDS: dict[Mode, str] = {"sentence": "if", "formula": "if", "limit": "limit", "matrix": "matrix"}
FIELDS: dict[Mode, tuple[Field, ...]] = {"sentence": RULE, "formula": IF, "limit": LIMIT, "matrix": RULE}
BODY = ("when", "requires", "excludes", "must", "only_if", "groups", "allow", "forbid")


@dataclass(frozen=True)
class RuleForm:
    """A rule as its page shows it."""

    mode: Mode
    values: dict[str, str]
    when: list[Part] = field(default_factory=list)
    then: list[Part] = field(default_factory=list)
    then_word: str = "requires"
    groups: tuple[str, ...] = ()
    grid: Grid | None = None
    pasted: Pasted | None = None
    speakable: bool = True


def mode_of(document: Document, key: str, asked: str) -> Mode:
    """How a rule is edited: a new one as asked for, an if-then rule as a sentence where it is one."""
    if key == "new":
        return next((mode for mode in KINDS if mode == asked), "sentence")
    item = old_entry(document, SECTIONS["rules"], key)
    kind = str(item.get("kind"))
    if kind in ("limit", "matrix"):
        return "limit" if kind == "limit" else "matrix"
    return "sentence" if asked != "formula" and speakable(draft_model(document), item) else "formula"


def asked_mode(form: Form) -> Mode:
    """How a sent form was edited."""
    return next((known for known in KINDS if known == form.get("mode")), "sentence")


def form_of(document: Document, key: str, mode: Mode, locale: str) -> RuleForm:
    """The form of a rule as it is saved. Raises `TooLarge` for a matrix that no page can show."""
    item = old_entry(document, SECTIONS["rules"], key)
    model = draft_model(document)
    then_word = "excludes" if "excludes" in item else "requires"
    form = RuleForm(
        mode=mode,
        values=values_of(FIELDS[mode], item, locale),
        then_word=then_word,
        speakable=mode != "formula" or speakable(model, item),
    )
    if mode == "sentence":
        when = parts_of(model, str(item.get("when", ""))) or []
        then = parts_of(model, str(item.get(then_word, ""))) or []
        return _with(form, when=when or [Part()], then=then or [Part()])
    if mode == "matrix" and key != "new":
        grid = grid_of(item, _known(model))
        return _with(form, groups=grid.groups, grid=grid)
    return form


def form_from(document: Document, key: str, mode: Mode, form: Form, locale: str) -> RuleForm:
    """The form as it was typed: with another row, with the grid of the chosen groups, with a paste in it."""
    model = draft_model(document)
    values = typed_values(FIELDS[mode], form, old_entry(document, SECTIONS["rules"], key))
    shown = RuleForm(mode, values, then_word="excludes" if form.get("then") == "excludes" else "requires")
    if mode == "sentence":
        more = form.get("action", "")
        when, then = parts_from(form, "w"), parts_from(form, "t")
        return _with(
            shown,
            when=[*when, Part()] if more == "more-w" else when or [Part()],
            then=[*then, Part()] if more == "more-t" else then or [Part()],
        )
    if mode == "matrix":
        grid = _grid_from(model, form)
        pasted = _pasted(model, grid, form, locale) if grid and form.get("action") == "paste" else None
        return _with(shown, groups=_groups(model, form), grid=pasted.grid if pasted else grid, pasted=pasted)
    return shown


def edit_rule(document: Document, key: str, form: Form, locale: str) -> Edited:
    """Save a rule of any kind. Raises `Faults`."""
    section = SECTIONS["rules"]
    mode = asked_mode(form)
    present = old_entry(document, section, key)
    old = {name: value for name, value in present.items() if name not in BODY}
    wrong = dict[str, str]()
    item: Item = {}
    try:
        item = item_from(FIELDS[mode], form, old, locale, taken_in(document, section, key), "rule")
    except Faults as faults:
        wrong.update(faults.by_field)
    body = BODIES[mode](draft_model(document), form, present, wrong)
    if wrong:
        raise Faults(wrong)
    item = {"id": item["id"], "kind": KINDS[mode], **body, **{k: v for k, v in item.items() if k not in ("id", "kind")}}
    changed, index = put(document, section, "" if key == "new" else key, item)
    if mode in ("formula", "limit"):
        check(changed, FIELDS[mode], item, place_of(section, index))
    else:
        compiles(changed, {f.name for f in FIELDS[mode]}, place_of(section, index))
    return Edited(changed, key_of(section, index, item), said(section, item, key, locale))


def _sentence(model: Model, form: Form, present: Item, wrong: dict[str, str]) -> Item:
    when = clauses_from(model, parts_from(form, "w"), "w", wrong)
    then = clauses_from(model, parts_from(form, "t"), "t", wrong)
    word = "excludes" if form.get("then") == "excludes" else "requires"
    if wrong:
        return {}
    return {name: _kept(model, present.get(name), said) for name, said in (("when", when), (word, then))}


def _kept(model: Model, present: object, said: list[Clause]) -> str:
    """The formula as its author wrote it, where the sentence still says the same."""
    if isinstance(present, str) and clauses_in(model, present) == tuple(said):
        return present
    return formula(said)


def _formula(_model: Model, form: Form, _present: Item, wrong: dict[str, str]) -> Item:
    said_both = bool(form.get("requires", "").strip()) == bool(form.get("excludes", "").strip())
    if said_both:
        wrong["requires"] = "Fill in one of the two: what must be so, or what cannot be so."
    return {}


def _limit(_model: Model, _form: Form, _present: Item, _wrong: dict[str, str]) -> Item:
    return {}


def _matrix(model: Model, form: Form, present: Item, wrong: dict[str, str]) -> Item:
    try:
        grid = _grid_from(model, form)
    except DomainError as error:
        wrong["groups"] = error.sentence
        return {}
    if grid is None:
        wrong["groups"] = "Choose two or more groups, and press Show the grid."
        return {}
    if len(grid.sold) == len(grid.rows) * len(grid.columns):
        wrong["grid"] = "Everything goes with everything here, so there is no rule. Clear what cannot be sold together."
    elif not grid.sold:
        wrong["grid"] = "Nothing goes with anything here, so nothing could be bought. Tick what can be sold together."
    if present.get("groups") == list(grid.groups) and grid_of(present, _known(model)).sold == grid.sold:
        return {name: present[name] for name in ("groups", "allow", "forbid") if name in present}
    return {"groups": list(grid.groups), **rows_of(grid)}


BODIES: dict[Mode, Any] = {"sentence": _sentence, "formula": _formula, "limit": _limit, "matrix": _matrix}


def _known(model: Model) -> dict[str, tuple[str, ...]]:
    return {group.id: group.ids for group in model.groups}


def _groups(model: Model, form: Form) -> tuple[str, ...]:
    """The chosen groups: in the order of the grid that was shown, if they are the same, else of the model."""
    known = _known(model)
    chosen = tuple(dict.fromkeys(group for group in form.getlist("groups") if group in known))
    shown = tuple(form.get("shown", "").split("|"))
    return shown if sorted(shown) == sorted(chosen) else chosen


def _grid_from(model: Model, form: Form) -> Grid | None:
    groups = _groups(model, form)
    if len(groups) < 2:
        return None
    every = blank(groups, _known(model))
    if "shown" not in form or form.get("shown") != "|".join(groups):
        return every
    rows, sold = every.rows, set[Combination]()
    for cell in form.getlist("c"):
        row, _, column = cell.partition(".")
        if not (row.isdigit() and column.isdigit() and len(cell) < 12):
            raise Invalid("A cell of this grid cannot be read. Reload the page.", field="grid")
        if int(row) < len(rows) and int(column) < len(every.columns):
            sold.add((*rows[int(row)], every.columns[int(column)]))
    return Grid(every.groups, every.options, frozenset(sold))


def _pasted(model: Model, grid: Grid, form: Form, locale: str) -> Pasted:
    labels = {
        group.id: {option.id: words_in(dict(option.label), locale) for option in group.options}
        for group in model.groups
        if group.id in grid.groups
    }
    heads = {fold(words_in(dict(group.label), locale)): group.id for group in model.groups}
    heads |= {fold(group.id): group.id for group in model.groups}
    return read_pasted(form.get("pasted", ""), grid, labels, heads)


def _with(form: RuleForm, **changes: Any) -> RuleForm:
    return RuleForm(**{**form.__dict__, **changes})
