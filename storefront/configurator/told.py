"""What the configurator's API is sent and answers with."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from storefront.api.fields import Amount, Day, Digest, Sent, Told, amount, maybe
from storefront.configurator.domain import Choices
from storefront.configurator.engine import Change, OptionState, Repair

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


def choices_told(choices: Choices) -> ChoicesTold:
    return ChoicesTold(picks=dict(choices.options), numbers=dict(choices.numbers), texts=dict(choices.texts))


def option_told(one: OptionState) -> OptionStateTold:
    return OptionStateTold(
        group=one.group,
        option=one.option,
        chosen=one.chosen,
        allowed=one.allowed,
        forced=one.forced,
        reason=one.reason,
        difference=maybe(one.difference),
        repair=repair_told(one.repair) if one.repair else None,
    )


def repair_told(one: Repair) -> RepairTold:
    return RepairTold(
        sentence=one.sentence,
        changes=[change_told(change) for change in one.changes],
        moved=[change_told(change) for change in one.moved],
        difference=amount(one.difference),
        choices=choices_told(one.choices),
    )


def change_told(change: Change) -> ChangeTold:
    return ChangeTold(field=change.field, value=change.value)
