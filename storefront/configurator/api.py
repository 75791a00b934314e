"""The configurator for other people's programs: the model by its address, the state after choices, why not, and the
snapshot that a cart takes. The same engine as the page, with values in place of ready words."""

from __future__ import annotations

from typing import Any

from flask import Response

from foundation.data.work import Work
from fulfilment.api.promise import Destination
from storefront.api.fields import amount, maybe
from storefront.api.routes import Call, Routes
from storefront.configurator import queries, service
from storefront.configurator.dates import days
from storefront.configurator.domain import Choices, Model, default_choices
from storefront.configurator.engine import State
from storefront.configurator.engines import artefact_of, engine_for
from storefront.configurator.remembered import state_by, work_of
from storefront.configurator.told import (
    Artefact,
    ChoicesIn,
    CommitAsked,
    Committed,
    ExplainAsked,
    Explained,
    GroupTold,
    ModelTold,
    NumberTold,
    OptionTold,
    PriceLineTold,
    ProblemTold,
    StateAsked,
    StateTold,
    TextTold,
    choices_told,
    option_told,
    repair_told,
)
from storefront.mount.filters import text

routes = Routes("Configurator")
FOR_EVER = "public, max-age=31536000, immutable"


@routes.get("/configurator/products/<slug>", answer=ModelTold, public=True)
def get_configurator(call: Call, slug: str) -> ModelTold:
    """Read what can be chosen

    Groups, numbers and texts of a product made to order, its defaults, and the address (`hash`) of its model.
    """
    locale = call.shop.settings.locale
    found = call.read(lambda work: queries.configurable(work, slug))
    model = found.model
    return ModelTold(
        slug=found.slug,
        name=text(found.name, locale),
        sku=model.sku,
        hash=model.address,
        currency=model.currency,
        groups=[
            GroupTold(
                id=group.id,
                label=model.label_of(group.id, locale),
                options=[OptionTold(id=one.id, label=text(one.label, locale)) for one in group.options],
            )
            for group in model.groups
        ],
        numbers=[
            NumberTold(id=n.id, label=model.label_of(n.id, locale), unit=n.unit, low=n.low, high=n.high, step=n.step)
            for n in model.numbers
        ],
        texts=[TextTold(id=t.id, label=model.label_of(t.id, locale), max_length=t.max_length) for t in model.texts],
        defaults=choices_told(default_choices(model)),
    )


@routes.get("/configurator/models/<hash>", answer=Artefact, public=True)
def get_model(call: Call, hash: str) -> Response:  # noqa: A002 - it is the address's own word
    """Read a compiled model

    By the address that a state or a product named: rules, sizes and decision diagram. It may be kept for ever.
    """
    found = call.read(lambda work: artefact_of(work, queries.model_at(work, hash)))
    body = Artefact(hash=found["hash"], model=found).model_dump_json()
    response = Response(body, mimetype="application/json")
    response.headers["Cache-Control"] = FOR_EVER
    response.set_etag(found["hash"])
    return response


@routes.post("/configurator/state", answer=StateTold, body=StateAsked, also=(404,))
def get_state(call: Call, body: StateAsked) -> StateTold:
    """Ask for the state after choices

    What is still possible, what is not and why, what it costs and when it comes. Bad choices are no error here: they
    come back as `problems`, with the ways out as `repairs`.
    """

    def read(work: Work) -> StateTold:
        model = queries.judged_model(work, body.hash)
        choices = _over_defaults(model, body.choices)
        state = state_by(engine_for(work, model), choices, work.locale)
        return _state(call, work, model, state)

    return call.read(read)


@routes.post("/configurator/explain", answer=Explained, body=ExplainAsked, also=(404,))
def explainoption_told(call: Call, body: ExplainAsked) -> Explained:
    """Ask why an option is blocked

    An irreducible set of choices and rules that block it, in the seller's words, and the ways to get it, the smallest
    first.
    """

    def read(work: Work) -> Explained:
        model = queries.judged_model(work, body.hash)
        found = engine_for(work, model).explain(
            _over_defaults(model, body.choices), body.group, body.option, work.locale
        )
        return Explained(
            picks=list(found.picks),
            rules=list(found.rules),
            sentence=found.message,
            repairs=[repair_told(one) for one in found.repairs],
        )

    return call.read(read)


@routes.post("/configurator/commit", answer=Committed, body=CommitAsked, status=201, also=(404,))
def commit_configuration(call: Call, body: CommitAsked) -> Committed:
    """Commit a configuration

    The shop computes everything anew and keeps it as a snapshot: put `snapshot` into a cart. What cannot be made is
    refused with the seller's sentence; ask for the state to get the repairs.
    """

    def write(work: Work) -> Committed:
        model = queries.published_model(work, body.sku)
        if body.hash is not None:
            queries.judged_model(work, body.hash)
        done = service.commit(work, call.shop.signer("configuration"), body.sku, _over_defaults(model, body.choices))
        kept = done.snapshot
        return Committed(
            snapshot=done.signed,
            hash=kept.hash,
            sku=kept.sku,
            total=amount(kept.total),
            deposit=amount(kept.deposit),
            summary=list(kept.summary),
        )

    return call.write(write)


def _over_defaults(model: Model, given: ChoicesIn) -> Choices:
    base, sent = default_choices(model), given.choices()
    return Choices(
        {**base.options, **sent.options}, {**base.numbers, **sent.numbers}, {**base.texts, **sent.texts}, sent.picked
    )


def _state(call: Call, work: Work, model: Model, state: State) -> StateTold:
    price = state.price
    return StateTold(
        hash=model.address,
        choices=choices_told(state.choices),
        buyable=state.buyable,
        problems=[ProblemTold(field=one.field, sentence=one.sentence) for one in state.problems],
        repairs=[repair_told(one) for one in state.repairs],
        options=[option_told(one) for one in state.options],
        price=amount(price.total) if price else None,
        deposit=amount(price.deposit) if price else None,
        lines=[PriceLineTold(label=one.label, amount=amount(one.amount)) for one in price.lines] if price else [],
        lowest=maybe(state.lowest),
        highest=maybe(state.highest),
        count=state.count,
        promised=_promised(call, work, model, state),
    )


def _promised(call: Call, work: Work, model: Model, state: State) -> Any:
    """A piece that cannot be made has no day; one whose words are still to be written has."""
    if state.price is None or any(problem.rule_id for problem in state.problems):
        return None
    settings = call.shop.settings
    found = days(work, work_of(model, state.choices), {}, Destination(settings.country, ""), settings.zone)
    return found.present.promised if found.present else None
