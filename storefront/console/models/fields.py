"""What each part of a model asks for, as data: one form, one reading and one error beside its field for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from foundation.plain.quantity import BASE_UNITS

Kind = Literal["id", "words", "line", "integer", "number", "truth", "choice", "flag", "day", "list", "template"]


@dataclass(frozen=True)
class Field:
    """`name` is the key in the document. An optional field that is left empty is left out of it.

    `number` and `truth` are formulas; `words` are in the shopper's language; `list` is words with commas between.
    """

    name: str
    label: str
    kind: Kind
    help: str = ""
    optional: bool = False
    width: int = 6
    long: bool = False
    choices: tuple[tuple[str, str], ...] = ()


ALWAYS = "Leave it empty where it always applies."
UNITS = tuple((unit, unit) for unit in BASE_UNITS)
LABEL = Field("label", "Label", "words", "What the shopper reads.", width=3)
HELP = Field("help", "Help", "words", "One line beneath the label.", long=True)

NUMBER = (
    LABEL,
    Field("id", "Name in formulas", "id", "Small letters, like length. It stays as it is.", width=3),
    HELP,
    Field("measure", "How to measure", "words", "Read beside the field, with the picture.", optional=True, long=True),
    Field("unit", "Base unit", "line", "Counted in whole ones: mm, piece, degree.", width=2),
    Field("shown", "Shown as", "line", "The shopper's unit, like cm.", width=2),
    Field("scale", "Base units in one of them", "integer", "10 mm in a cm.", optional=True, width=2),
    Field("min", "Smallest", "integer", "In base units.", width=2),
    Field("max", "Largest", "integer", "In base units.", width=2),
    Field("step", "Step", "integer", "In base units.", optional=True, width=2),
    Field("default", "Shown at first", "integer", "One of the steps.", width=2),
)
TEXT = (
    LABEL,
    Field("id", "Name in formulas", "id", "Its letters are counted as name_letters.", width=3),
    HELP,
    Field("alphabet", "Letters that fit", "list", "letters, nordic, digits, punctuation, or signs such as &.", width=3),
    Field("alphabet_words", "As a person says it", "words", "“letters, digits and &”", width=3),
    Field("max_length", "Most letters", "integer", width=2),
    Field("price_per_letter", "Price of a letter", "integer", "In cents; spaces are free.", optional=True, width=2),
    Field("optional", "It may be left out", "flag", optional=True, width=2),
    Field("when", "Asked for when", "truth", ALWAYS, optional=True, long=True),
)
FILE = (
    LABEL,
    Field("id", "Name in formulas", "id", "It stays as it is.", width=3),
    HELP,
    Field("accept", "Kinds of file", "list", "png, jpeg, webp, pdf. Empty: all of them.", optional=True, width=3),
    Field("max_mb", "At most, MB", "integer", "5 when left empty.", optional=True, width=3),
    Field("optional", "It may be left out", "flag", optional=True, width=3),
    Field("when", "Asked for when", "truth", ALWAYS, optional=True, long=True),
)
PRICE = (
    LABEL,
    Field("id", "Name", "id", "It stays as it is.", width=3),
    Field("amount", "Amount", "number", "In cents, before rounding.", long=True),
    Field("when", "Only when", "truth", ALWAYS, optional=True, long=True),
)
MATERIAL = (
    Field("label", "Label", "words", "What the bench calls it.", width=3),
    Field("item", "Item", "template", "Its number; choices in braces: WOOD-{species}-{top}.", width=3),
    Field("quantity", "Quantity", "number", "In base units, for one piece.", long=True),
    Field("unit", "Base unit", "choice", width=2, choices=UNITS),
    Field("operation", "Used in step", "integer", "The number of the step of work.", width=2),
    Field("when", "Only when", "truth", ALWAYS, optional=True, long=True),
    Field("cost", "Cost", "number", "What it costs you, in cents.", width=2),
    Field("cost_per", "For how many base units", "integer", "1,000,000 cm³ are a cubic metre.", optional=True, width=2),
    Field("buy_days", "Working days to buy", "integer", optional=True, width=2),
)
OPERATION = (
    Field("name", "What is done", "line", width=4),
    Field("number", "Number", "integer", "In their order.", width=2),
    Field("work_centre", "Work centre", "line", "Where it is done.", width=3),
    Field("also", "Or at", "list", "Other work centres that can do it.", optional=True, width=3),
    Field("stage", "Stage", "line", "What the customer reads.", width=3),
    Field("run", "Work, minutes", "number", long=True),
    Field("setup", "Setup, minutes", "number", "Once for each run.", optional=True, width=3),
    Field("wait", "Waiting after it, minutes", "number", "Glue, paint.", optional=True, width=3),
    Field("when", "Only when", "truth", ALWAYS, optional=True, long=True),
    Field("batch", "Runs together with", "template", "Pieces with the same words, like {species}-{top}.",
          optional=True, width=3),
    Field("after", "After steps", "list", "Numbers. Empty: after the step before.", optional=True, width=3),
    Field("uses", "Also depends on", "list", "Choices that no formula here names.", optional=True),
    Field("whole", "Begun and done within one shift", "flag", optional=True, width=3),
    Field("inspection", "Quality is checked here", "flag", optional=True, width=3),
    Field("packing", "It is packed here", "flag", optional=True, width=3),
)  # fmt: skip
UNUSUAL = (
    Field("id", "Name", "id", "It stays as it is.", width=2),
    Field("when", "Asked when", "truth", long=True),
    Field("ask", "Question", "words", "Figures in braces: {length} seats ten. Right?", long=True),
)
RULE = (
    Field("id", "Rule", "id", width=2),
    Field("since", "First day", "day", optional=True, width=2),
    Field("until", "Last day", "day", optional=True, width=2),
    Field("reason", "Why, in your own words", "words", "The shopper reads this beside what is blocked.", long=True),
)
LIMIT = (
    *RULE,
    Field("must", "Must always hold", "truth", "Like width * drop <= 6500000, in base units.", long=True),
    Field("only_if", "But only if", "truth", ALWAYS, optional=True, long=True),
)
IF = (
    *RULE,
    Field("when", "If", "truth", long=True),
    Field("requires", "Then it must be so", "truth", "Fill in this one …", optional=True, long=True),
    Field("excludes", "Then it cannot be so", "truth", "… or this one.", optional=True, long=True),
)
PACKED = (
    Field("length", "Length, mm", "number", width=3),
    Field("width", "Width, mm", "number", width=3),
    Field("height", "Height, mm", "number", width=3),
    Field("weight", "Weight, g", "number", "With its packing.", long=True),
    Field("two_person", "Two people carry it when", "truth", "Empty: never. True: always.", optional=True, long=True),
)
DETAILS = (
    Field("name", "Name", "words", width=3),
    Field("time_zone", "Time zone", "line", "Rules begin and end on its days.", optional=True, width=3),
    Field("measure", "How to measure", "words", "Read above the sizes.", optional=True, long=True),
    Field("deposit_percent", "Paid today, per cent", "integer", "The rest when the piece is ready.", optional=True,
          width=2),
    Field("round_to", "Prices round to, cents", "integer", "100 is whole euros.", optional=True, width=2),
)  # fmt: skip
FORMS: dict[str, tuple[Field, ...]] = {
    "numbers": NUMBER,
    "texts": TEXT,
    "price": PRICE,
    "materials": MATERIAL,
    "operations": OPERATION,
    "unusual": UNUSUAL,
}
