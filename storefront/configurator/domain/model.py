"""A compiled model: the seller's document with every formula read, bounded and ready to run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from foundation.plain.errors import Invalid
from foundation.plain.quantity import BaseUnit
from storefront.configurator.expressions import Expression, Scope
from storefront.configurator.expressions.closures import Env
from storefront.configurator.solving.diagram.coding import MAGIC
from storefront.uploads.domain import UploadRule

Texts = Mapping[str, str]  # {locale: text}
# Another format, or other bytes of a diagram, have other addresses: what was kept before is made anew, not misread.
ARTEFACT_FORMAT = f"joinery/artefact@2+{MAGIC.decode()}"
RuleKind = Literal["matrix", "if", "limit"]


def text(texts: Texts, locale: str = "en") -> str:
    """The text in `locale`, else English, else any, else nothing."""
    return texts.get(locale) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True)
class Template:
    """`WOOD-{species}-{top}`: text with the chosen option ids (or numbers) filled in."""

    text: str
    names: frozenset[str]

    def fill(self, env: Env) -> str:
        filled = self.text
        for name in self.names:
            filled = filled.replace("{" + name + "}", str(env[name]))
        return filled


@dataclass(frozen=True)
class Option:
    id: str
    label: Texts
    help: Texts
    swatch: Mapping[str, str]  # a drawing spec: {"kind": "sample_chip", "species": "oak"}; empty: none


@dataclass(frozen=True)
class Group:
    id: str
    label: Texts
    help: Texts
    default: str
    options: tuple[Option, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.options)

    def option(self, option_id: str) -> Option:
        """The option, or `KeyError`: callers have validated."""
        return next(option for option in self.options if option.id == option_id)


@dataclass(frozen=True)
class NumberInput:
    """A whole number in its base unit; people see it in `shown`, which is `scale` base units."""

    id: str
    label: Texts
    help: Texts
    measure: Texts  # how to measure
    unit: str
    shown: str
    scale: int
    low: int
    high: int
    step: int
    default: int

    def fits(self, value: int) -> bool:
        return self.low <= value <= self.high and (value - self.low) % self.step == 0


@dataclass(frozen=True)
class TextInput:
    """Words to engrave: which letters, how many, what each costs; asked for only `when` it applies."""

    id: str
    label: Texts
    help: Texts
    alphabet: frozenset[str]
    alphabet_words: Texts  # the alphabet as a person says it: "letters, digits, & and -"
    max_length: int
    price_per_letter: int  # minor units; spaces are free
    when: Expression
    upload: UploadRule | None = None  # then it is a file that is given, and the text is the upload's ref
    optional: bool = False  # may be left empty although it applies

    @property
    def counter(self) -> str:
        """The name by which formulas know the number of letters, spaces not counted."""
        return f"{self.id}_letters"

    @property
    def always(self) -> bool:
        """Asked for whatever else is chosen, and may be left empty: taking back what is written is the only way."""
        return self.optional and not self.when.names and bool(self.when.holds({}))


@dataclass(frozen=True)
class Rule:
    """`holds` must be true of everything that is sold, between `since` and `until` (both included, None: always)."""

    id: str
    kind: RuleKind
    reason: Texts
    holds: Expression
    since: date | None
    until: date | None

    def applies(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class PricePart:
    """One line of the price in minor units, before the stated rounding."""

    id: str
    label: Texts
    amount: Expression
    when: Expression


@dataclass(frozen=True)
class MaterialLine:
    item: Template
    label: Texts
    quantity: Expression  # in base units
    unit: BaseUnit
    when: Expression
    operation: int
    cost: Expression  # minor units for `cost_per` base units
    cost_per: int
    buy_days: int

    @property
    def names(self) -> frozenset[str]:
        return self.item.names | self.quantity.names | self.when.names | self.cost.names


@dataclass(frozen=True)
class OperationLine:
    number: int
    name: str
    work_centre: str
    setup: Expression
    run: Expression
    wait: Expression
    when: Expression
    stage: str
    batch: Template
    after: tuple[int, ...]
    inspection: bool
    packing: bool
    uses: frozenset[str]  # inputs the work depends on beyond its formulas: the words to engrave, the colour to spray
    also: tuple[str, ...] = ()  # other work centres that can do it in as many minutes
    whole: bool = False  # once begun it is not left lying when a shift ends

    @property
    def names(self) -> frozenset[str]:
        timed = self.setup.names | self.run.names | self.wait.names | self.when.names
        return timed | self.batch.names | self.uses


@dataclass(frozen=True)
class PackedPlan:
    length: Expression
    width: Expression
    height: Expression
    weight: Expression
    two_person: Expression


@dataclass(frozen=True)
class Unusual:
    """A value worth asking about before *Add*: "300 cm seats ten. Right?"."""

    id: str
    when: Expression
    ask: Texts
    names: frozenset[str]


@dataclass(frozen=True)
class DrawingParam:
    """One parameter of the drawing: a fixed word, a formula, a text, or the chosen option (translated by `words`)."""

    name: str
    fixed: str | None = None
    formula: Expression | None = None
    group: str | None = None
    engraving: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """A model version. `hash` is over the document it was compiled from."""

    hash: str
    sku: str
    seller_ref: str
    currency: str
    zone: ZoneInfo  # the seller's: rules begin and end on their days
    name: Texts
    measure: Texts
    groups: tuple[Group, ...]
    numbers: tuple[NumberInput, ...]
    texts: tuple[TextInput, ...]
    rules: tuple[Rule, ...]
    price_parts: tuple[PricePart, ...]
    round_to: int  # the price is rounded half up to this many minor units: 100 is whole euros
    deposit_percent: int
    materials: tuple[MaterialLine, ...]
    operations: tuple[OperationLine, ...]
    packed: PackedPlan
    unusual: tuple[Unusual, ...]
    drawing_kind: str
    drawing: tuple[DrawingParam, ...]
    scope: Scope = field(repr=False, compare=False)

    def at(self, day: date) -> Model:
        """This model with only the rules that apply on `day` (a date in the seller's time zone)."""
        kept = tuple(rule for rule in self.rules if rule.applies(day))
        return self if len(kept) == len(self.rules) else replace(self, rules=kept)

    def only(self, rules: Collection[str]) -> Model:
        """This model with only the rules of these ids."""
        return replace(self, rules=tuple(rule for rule in self.rules if rule.id in rules))

    def now(self, instant: datetime) -> Model:
        """`at` the day that `instant` (aware) is where the seller is."""
        return self.at(instant.astimezone(self.zone).date())

    @cached_property
    def address(self) -> str:
        """The address (SHA-256, hex) of what this model and just these rules compile to."""
        named = json.dumps([ARTEFACT_FORMAT, self.hash, [rule.id for rule in self.rules]])
        return hashlib.sha256(named.encode()).hexdigest()

    @property
    def rules_version(self) -> str:
        """Which rules judged a configuration: the model's hash and the rules that applied."""
        return f"{self.hash[:16]}:{','.join(rule.id for rule in self.rules)}"

    def group(self, group_id: str) -> Group:
        """The option group; raises `Invalid` for an unknown one."""
        for group in self.groups:
            if group.id == group_id:
                return group
        raise Invalid(f"There is no choice called “{group_id}” here. Reload the page and choose again.", field=group_id)

    @property
    def inputs(self) -> tuple[Group | NumberInput | TextInput, ...]:
        return (*self.groups, *self.numbers, *self.texts)

    def label_of(self, field_id: str, locale: str = "en") -> str:
        """The shopper's label of any input."""
        for item in self.inputs:
            if item.id == field_id:
                return text(item.label, locale)
        return field_id
