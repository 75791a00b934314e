"""The words that bodies and answers are made of: strict coming in, exact going out. Every leaf carries an example."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from foundation.plain.money import EXPONENTS, Money

MOST_MINOR = 10_000_000_000
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


CURRENCIES: dict[str, Any] = {"enum": sorted(EXPONENTS)}


class Sent(BaseModel):
    """A body: no other fields, no other types, nothing guessed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Asked(BaseModel):
    """A query string: texts that are read as what they are for, no other names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    """An answer, or a part of one; may be read off a view's attributes."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


def _whole(value: Any) -> Any:
    """A query's number: digits and nothing else; Python would also read `1_0`, ` 5` and `٣`."""
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise ValueError("write a whole number")
    return value


def _day(value: Any) -> Any:
    if isinstance(value, str):
        if not _DAY.fullmatch(value):
            raise ValueError("write a day as 2026-12-18")
        return date.fromisoformat(value)
    if type(value) is not date:
        raise ValueError("write a day as 2026-12-18")
    return value


def _readable(value: str) -> str:
    if "\0" in value:
        raise ValueError("leave the NUL character out")
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-12-18"]}),
]
Moment = Annotated[
    datetime,
    PlainSerializer(lambda value: value.astimezone(UTC).isoformat().replace("+00:00", "Z"), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-23T09:00:00Z"]}),
]
Text = Annotated[str, AfterValidator(_readable)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Ref = Annotated[str, Field(examples=["01kasx7xmj5v8nqz2y0c4d6f8g"])]
Country = Annotated[str, Field(min_length=2, max_length=2, pattern="^[A-Z]{2}$", examples=["DE"])]
Quantity = Annotated[int, Field(ge=1, le=99, examples=[1])]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$", examples=["9f" * 32])]


class Amount(Told):
    """Money: whole minor units (cents) of a currency, never a fraction."""

    amount: int = Field(description="minor units: 2490 are €24.90", examples=[2490])
    currency: str = Field(examples=["EUR"], json_schema_extra=CURRENCIES)


class AmountIn(Sent):
    """Money as a body names it."""

    amount: int = Field(ge=0, le=MOST_MINOR, description="minor units: 2490 are €24.90", examples=[2490])
    currency: str = Field(examples=["EUR"], json_schema_extra=CURRENCIES)

    @property
    def money(self) -> Money:
        """Raises `Invalid` for a currency that the shop cannot take."""
        return Money(self.amount, self.currency)


class Paged(Asked):
    """What every list takes."""

    limit: Whole = Field(default=50, ge=1, le=200, description="how many at most", examples=[20])
    cursor: str | None = Field(default=None, max_length=2_000, description="`next` of the page before")


class Done(Told):
    """Done, with what became of it in a sentence."""

    state: str = Field(examples=["done"])
    sentence: str = Field(examples=["Done."])


def one_of(names: Any) -> dict[str, Any]:
    """For `Field(json_schema_extra=…)`: the words that there are, from the table that the shop itself works with."""
    return {"enum": list(names), "examples": [next(iter(names))]}


def amount(money: Money) -> Amount:
    return Amount(amount=money.minor, currency=money.currency)


def _sum(value: Any) -> Any:
    return amount(value) if isinstance(value, Money) else value


Sum = Annotated[Amount, BeforeValidator(_sum)]  # money, read off a view as it stands there


def maybe(money: Money | None) -> Amount | None:
    return None if money is None else amount(money)
