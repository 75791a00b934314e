"""The configurator for other people's programs: the model by its address, the state after choices, why not, and the
snapshot that a cart takes. The same engine as the page, with values in place of ready words."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Response
from pydantic import Field, StringConstraints

from foundation.data.work import Work
from fulfilment.api.promise import Destination
from storefront.api.fields import Amount, Day, Digest, Sent, Told, amount, maybe
from storefront.api.routes import Call, Routes
from storefront.configurator import queries, service
from storefront.configurator.dates import days
from storefront.configurator.domain import Choices, Model, default_choices
from storefront.configurator.engine import Change, OptionState, Repair, State
from storefront.configurator.engines import artefact_of, engine_for
from storefront.configurator.remembered import state_by, work_of
from storefront.mount.filters import text

routes = Routes("Configurator")
FOR_EVER = "public, max-age=31536000, immutable"
Id = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
Words = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]


class ChoicesIn(Sent):
    """Choices: option ids by group, numbers in base units by name, texts by name. `picked` names those that the
    shopper touched; all of them, if it is left out. What is missing holds the seller's default."""

    picks: dict[Id, Id] = Field(default_factory=dict, max_length=200, examples=[{"wood": "oak"}])
    numbers: dict[Id, Number] = Field(default_factory=dict, max_length=200, examples=[{"length": 2100}])
    texts: dict[Id, Words] = Field(default_factory=dict, max_length=200, examples=[{}])
    picked: list[Id] | None = Field(default=None, max_length=400, examples=[["wood", "length"]])

    def choices(self) -> Choices:
        given = Choices(self.picks, self.numbers, self.texts)
        return given if self.picked is None else given.picking(self.picked)


class StateAsked(Sent):
    hash: Digest
    choices: ChoicesIn


class ExplainAsked(StateAsked):
    group: Id = Field(examples=["base"])
    option: Id = Field(examples=["trestle"])


class CommitAsked(Sent):
    sku: Id = Field(examples=["KO-TABLE"])
    choices: ChoicesIn
    hash: Digest | None = Field(default=None, description="what you looked at; refused if something else is sold now")


class OptionTold(Told):
    id: str = Field(examples=["oak"])
    label: str = Field(examples=["Oak"])


class GroupTold(Told):
    id: str = Field(examples=["wood"])
    label: str = Field(examples=["Wood"])
    options: list[OptionTold]


class NumberTold(Told):
    id: str = Field(examples=["length"])
    label: str = Field(examples=["Length"])
    unit: str = Field(examples=["mm"])
    low: int = Field(examples=[1200])
    high: int = Field(examples=[3000])
    step: int = Field(examples=[10])


class TextTold(Told):
    id: str = Field(examples=["engraving"])
    label: str = Field(examples=["Engraving"])
    max_length: int = Field(examples=[20])


class ChoicesTold(Told):
    picks: dict[str, str] = Field(examples=[{"wood": "oak"}])
    numbers: dict[str, int] = Field(examples=[{"length": 2100}])
    texts: dict[str, str] = Field(examples=[{}])


class ModelTold(Told):
    """What can be chosen, and where to read the compiled model."""

    slug: str = Field(examples=["kast-oak-table"])
    name: str = Field(examples=["Kast & Oak table"])
    sku: str = Field(examples=["KO-TABLE"])
    hash: Digest
    currency: str = Field(examples=["EUR"])
    groups: list[GroupTold]
    numbers: list[NumberTold]
    texts: list[TextTold]
    defaults: ChoicesTold


class Artefact(Told):
    """The compiled model, as the shop's own page runs it in the browser; the same for ever at its address."""

    hash: Digest
    model: dict[str, Any] = Field(examples=[{"groups": []}])


class ChangeTold(Told):
    field: str = Field(examples=["base"])
    value: str | int = Field(examples=["trestle"])


class RepairTold(Told):
    """The smallest change that makes a wish possible. `choices` is the whole result."""

    sentence: str = Field(examples=["Use a trestle base"])
    changes: list[ChangeTold]
    moved: list[ChangeTold] = Field(description="untouched inputs that follow")
    difference: Amount
    choices: ChoicesTold


class OptionStateTold(Told):
    group: str = Field(examples=["wood"])
    option: str = Field(examples=["oak"])
    chosen: bool
    allowed: bool
    forced: bool
    reason: str | None = Field(description="why it is blocked, in the seller's words")
    difference: Amount | None = Field(description="against the present price")
    repair: RepairTold | None


class ProblemTold(Told):
    field: str = Field(examples=["length"])
    sentence: str = Field(examples=["270 cm is too long for four legs."])


class PriceLineTold(Told):
    label: str = Field(examples=["Oak"])
    amount: Amount


class StateTold(Told):
    """Everything that there is to show after a choice."""

    hash: Digest
    choices: ChoicesTold
    buyable: bool
    problems: list[ProblemTold]
    repairs: list[RepairTold]
    options: list[OptionStateTold]
    price: Amount | None
    deposit: Amount | None = Field(description="what is paid at checkout")
    lines: list[PriceLineTold]
    lowest: Amount | None
    highest: Amount | None
    count: int | None = Field(description="how many products these choices leave; null where it is not known exactly")
    promised: Day | None = Field(description="the day it arrives at home, if it is ordered now")


class Explained(Told):
    picks: list[str] = Field(examples=[["length"]], description="the choices that block it")
    rules: list[str] = Field(examples=[["four-legs-260"]])
    sentence: str = Field(examples=["Over 260 cm, choose a trestle or steel base."])
    repairs: list[RepairTold]


class Committed(Told):
    """`snapshot` is what a cart takes; it never changes, and neither does its price."""

    snapshot: str = Field(examples=["IjAxa2FzeDd4bWo1djhucXoyeTBjNGQ2Zjhn.signature"])
    hash: Digest
    sku: str = Field(examples=["KO-TABLE"])
    total: Amount
    deposit: Amount
    summary: list[tuple[str, str]] = Field(examples=[[["Wood", "Oak"]]])


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
        defaults=_choices(default_choices(model)),
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
def explain_option(call: Call, body: ExplainAsked) -> Explained:
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
            repairs=[_repair(one) for one in found.repairs],
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
        choices=_choices(state.choices),
        buyable=state.buyable,
        problems=[ProblemTold(field=one.field, sentence=one.sentence) for one in state.problems],
        repairs=[_repair(one) for one in state.repairs],
        options=[_option(one) for one in state.options],
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


def _choices(choices: Choices) -> ChoicesTold:
    return ChoicesTold(picks=dict(choices.options), numbers=dict(choices.numbers), texts=dict(choices.texts))


def _option(one: OptionState) -> OptionStateTold:
    return OptionStateTold(
        group=one.group,
        option=one.option,
        chosen=one.chosen,
        allowed=one.allowed,
        forced=one.forced,
        reason=one.reason,
        difference=maybe(one.difference),
        repair=_repair(one.repair) if one.repair else None,
    )


def _repair(one: Repair) -> RepairTold:
    return RepairTold(
        sentence=one.sentence,
        changes=[_change(change) for change in one.changes],
        moved=[_change(change) for change in one.moved],
        difference=amount(one.difference),
        choices=_choices(one.choices),
    )


def _change(change: Change) -> ChangeTold:
    return ChangeTold(field=change.field, value=change.value)
