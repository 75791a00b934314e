"""One look at a product as it is being chosen: the state, its day, and the words that page and script show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foundation.data.work import Work
from fulfilment.api.promise import Destination
from storefront.configurator import queries
from storefront.configurator.codec import decode, read_fields
from storefront.configurator.dates import Days, days
from storefront.configurator.domain import Choices, Model, default_choices
from storefront.configurator.engine import State
from storefront.configurator.engines import engine_for
from storefront.configurator.faster import after, cheapest_faster
from storefront.configurator.page import Page, made, present
from storefront.configurator.queries import ConfigurableProduct
from storefront.configurator.remembered import state_by, work_of
from storefront.mount.current import ShopState


@dataclass(frozen=True)
class Shown:
    """The product, the state after the choices and the ready words of it."""

    product: ConfigurableProduct
    state: State
    page: Page


def product_kept(shop: ShopState, slug: str) -> ConfigurableProduct:
    """The product as it was a moment ago: a tap asks for nothing else of the catalogue, and whoever buys is judged by
    what is sold then."""
    return shop.kept.answer(("configurable", slug), lambda: shop.read(lambda work: queries.configurable(work, slug)))


def state_of(work: Work, model: Model, choices: Choices) -> State:
    """The state by the engine that judges `model`."""
    return state_by(engine_for(work, model), choices, work.locale)


def from_address(model: Model, d: str) -> Choices:
    """The picks of an address over the seller's defaults."""
    return decode(model, d)


def over_defaults(model: Model, given: Choices) -> Choices:
    """What was given, over the seller's defaults; only what was given as a pick is one."""
    base = default_choices(model)
    return Choices(
        {**base.options, **given.options}, {**base.numbers, **given.numbers}, {**base.texts, **given.texts},
        given.picked,
    )  # fmt: skip


def from_form(work: Work, model: Model, fields: Mapping[str, str]) -> Choices:
    """The choices of the plain form, which sends every field: those that read otherwise than the page of its `d` showed
    were touched."""
    if "d" not in fields or len(fields) == 1:
        return read_fields(model, fields)
    return read_fields(model, fields, state_of(work, model, decode(model, fields["d"])).choices)


def look(work: Work, shop: ShopState, product: ConfigurableProduct, choices: Choices, changed: str = "") -> Shown:
    """Everything there is to show after `choices`; `changed` is the input that was just touched."""
    model = product.model
    state = state_of(work, model, choices)
    known = _days(work, shop, model, state)
    page = present(model, state, known.present, changed, work.locale, known.later)
    if page["date"]:
        page["date"]["faster"] = cheapest_faster(model, state, known.later, work.locale)
    return Shown(product, state, {**page, **made(model, state, work.locale)})


def _days(work: Work, shop: ShopState, model: Model, state: State) -> Days:
    """Words that are still to be written do not move the day; a size or an option that does not fit has none."""
    if state.price is None or any(problem.rule_id for problem in state.problems):
        return Days(None, {})
    others = {
        (item.group, item.option): work_of(model, after(state, item)) for item in state.options if not item.chosen
    }
    destination = Destination(shop.settings.country, "")
    return days(work, work_of(model, state.choices), others, destination, shop.settings.zone)
