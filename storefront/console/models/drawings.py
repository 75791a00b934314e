"""The drawing as a form: which one, and where each of its parameters comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storefront.configurator.document.editing.parts import Document, Item
from storefront.console.models.edits import Edited, Form, compiles
from storefront.console.models.reading import Faults

SOURCES = (("option", "the choice"), ("formula", "the formula"), ("text", "the text"), ("fixed", "always"))
MOST = 40


@dataclass(frozen=True)
class Param:
    """One parameter: its name, what kind of source, and the group, formula, text or word."""

    name: str = ""
    source: str = "option"
    value: str = ""


def params_of(document: Document) -> list[Param]:
    params = (document.get("drawing") or {}).get("params") or {}
    found = []
    for name in sorted(params):
        held = params[name]
        if not isinstance(held, dict):
            found.append(Param(name, "fixed", str(held)))
            continue
        source = next((source for source in ("option", "formula", "text") if source in held), "formula")
        found.append(Param(name, source, str(held.get(source, ""))))
    return [*found, Param()]


def params_from(form: Form) -> list[Param]:
    count = form.get("n", "0")
    number = int(count) if count.isascii() and count.isdigit() and len(count) < 3 else 0
    return [
        Param(form.get(f"d-{i}-name", "").strip(), form.get(f"d-{i}-source", ""), form.get(f"d-{i}-value", "").strip())
        for i in range(min(number, MOST))
    ]


def edit_drawing(document: Document, _key: str, form: Form, _locale: str) -> Edited:
    """The kind of drawing and its parameters; a parameter without a name is dropped. Raises `Faults`."""
    kind, typed = form.get("kind", "").strip(), params_from(form)
    old = (document.get("drawing") or {}).get("params") or {}
    wrong = {f"d-{i}": "Say where it comes from." for i, param in enumerate(typed) if param.name and not param.value}
    if not kind:
        wrong["kind"] = "Name the drawing, like table."
    params = {param.name: _held(param, old.get(param.name)) for param in typed if param.name}
    if wrong:
        raise Faults(wrong)
    changed = {**document, "drawing": {"kind": kind, "params": params}}
    try:
        compiles(changed, set(params) | {"kind"} | {source for source, _ in SOURCES}, "drawing")
    except Faults as faults:
        raise Faults(_beside(faults, changed, typed)) from None
    return Edited(changed, "", "Changed the drawing")


def _held(param: Param, old: object) -> object:
    if param.source == "fixed":
        return param.value
    kept: Item = {"words": old["words"]} if isinstance(old, dict) and "words" in old else {}
    return {param.source if param.source in ("option", "text") else "formula": param.value, **kept}


def _beside(faults: Faults, changed: Document, typed: Sequence[Param]) -> dict[str, str]:
    """The reader names `drawing.params.base.option`; the row of that parameter is where the sentence belongs."""
    for i, param in enumerate(typed):
        if not param.name:
            continue
        alone = {**changed, "drawing": {**changed["drawing"], "params": {param.name: _held(param, None)}}}
        try:
            compiles(alone, set(), "drawing")
        except Faults as fault:
            return {f"d-{i}": fault.sentence}
    return faults.by_field
