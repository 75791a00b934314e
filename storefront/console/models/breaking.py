"""Try to break it: random walks through the draft that end in its cheapest and its dearest piece."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError
from foundation.plain.money import Money
from storefront.accounts.guard import staff
from storefront.configurator.checks.walks import Walk, walks
from storefront.configurator.compiling import compile_model
from storefront.configurator.document.editing.names import words_in
from storefront.configurator.domain import Model, drawing_spec
from storefront.configurator.drafting import draft_model
from storefront.configurator.engine import ModelEngine
from storefront.configurator.engine.sentences import value_words
from storefront.configurator.engines import QUICK
from storefront.console.frame import page as render
from storefront.console.models.desk import locale, open_draft
from storefront.console.models.views import blueprint
from storefront.mount.current import current_shop

WALKS = 6  # in turn to the cheapest, to the dearest, anywhere
MAX_SEED = 1_000_000
_engines: dict[str, ModelEngine] = {}


@dataclass(frozen=True)
class Walked:
    """A walk in words: what was picked in which order, where it ended, and every promise that it broke."""

    towards: str
    steps: tuple[tuple[str, str], ...]
    drawing: Mapping[str, object]
    price: Money
    bound: Money | None
    faults: tuple[str, ...]

    @property
    def well(self) -> bool:
        return not self.faults and self.bound in (None, self.price)


@blueprint.get("/<sku>/draft/break")
def breaking(sku: str) -> ResponseReturnValue:
    """Six walks, to either end of the price and anywhere; another `seed` walks other ways."""
    draft = open_draft(staff(), sku)
    model = draft_model(draft.document).now(current_shop().clock.now())
    typed = request.args.get("seed", "1")
    seed = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else 1
    found, refused = list[Walked](), None
    try:
        found = [_walked(model, done) for done in walks(model, _engine(model), WALKS, seed * WALKS)]
    except DomainError as error:
        refused = error
    return render(
        "shop/console/models/break.html",
        refused,
        draft=draft,
        name=words_in(draft.name, locale()) or sku,
        walks=found,
        next_seed=seed % MAX_SEED + 1,
    )


def _engine(model: Model) -> ModelEngine:
    if model.address not in _engines:
        _engines.clear()  # one draft at a time is walked through
        _engines[model.address] = compile_model(model, QUICK).engine
    return _engines[model.address]


def _walked(model: Model, done: Walk) -> Walked:
    steps = tuple((model.label_of(step.field, locale()), value_words(model, step, locale())) for step in done.steps)
    return Walked(done.towards, steps, drawing_spec(model, done.choices), done.price, done.bound, done.faults)
