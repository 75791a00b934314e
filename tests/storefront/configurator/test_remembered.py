"""What is kept of a piece is what would be worked out for it."""

from __future__ import annotations

from pathlib import Path
from random import Random

from bench.promise.open_orders import sessions
from foundation.plain.errors import Invalid
from storefront import demo
from storefront.configurator.document import parse_model
from storefront.configurator.document.loading import load_document
from storefront.configurator.domain import Choices, Model, default_choices, drawing_spec, explode
from storefront.configurator.domain.explosion import _PARTS
from storefront.configurator.remembered import _works, drawn, work_of
from storefront.drawing import render

FILE = Path(demo.__file__).parent / "models" / "kast-oak-table.yaml"


def _model() -> Model:
    return parse_model(load_document(FILE.read_text()), "a" * 64)


def _fresh(model: Model, choices: Choices) -> object:
    _PARTS.clear()
    try:
        return explode(model, choices)
    except Invalid as refusal:
        return refusal.sentence


def test_neighbours_share_their_parts_and_each_has_its_own_work() -> None:
    model, taps = _model(), sessions(_model(), Random(5))
    asked = [next(taps) for _ in range(60)]
    alone = [_fresh(model, choices) for choices in asked]
    _PARTS.clear()
    _works.clear()
    for _ in range(2):  # worked out, then remembered
        found: list[object] = []
        for choices in asked:
            try:
                found.append(work_of(model, choices))
            except Invalid as refusal:
                found.append(refusal.sentence)
        assert found == alone


def test_a_drawing_says_each_time_what_the_page_says() -> None:
    model = _model()
    spec = drawing_spec(model, default_choices(model))
    for sentence in ("€1,648. With you by Friday.", "Legs <b> & more", "", "x" * 300):
        assert drawn(spec, sentence) == str(render({**spec, "desc": sentence}))
