"""When a reservation is refused, in words for the person who stands at the till."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from foundation.plain.errors import Conflict
from fulfilment.promise.domain.wanted import LineQuote, Wanted, WantedStock
from fulfilment.stock.wording import say_number, say_weekday


def check_sold_out(wanted: Sequence[Wanted], lines: Sequence[LineQuote], names: Mapping[str, str]) -> None:
    """Raises `Conflict` for the first line that cannot be had."""
    for want, line in zip(wanted, lines, strict=True):
        if line.promised is None:
            raise Conflict(_refusal(want, line, names), field=want.line_ref)


def _refusal(want: Wanted, line: LineQuote, names: Mapping[str, str]) -> str:
    first = line.reasons[0]
    if not isinstance(want, WantedStock) or first.code != "sold_out" or want.sku not in names:
        return f"{first.sentence} Nothing was charged."
    if line.in_stock == 0:
        return f"Someone bought the last {names[want.sku]} a moment ago. Nothing was charged."
    left = line.in_stock
    return (
        f"Someone bought {names[want.sku]} a moment ago, and only {say_number(left)} "
        f"{'is' if left == 1 else 'are'} left for you. Choose {left} or fewer; nothing was charged."
    )


def check_shown(lines: Sequence[LineQuote], shown: Mapping[str, date]) -> None:
    """The same day or an earlier one is silent. Raises `Conflict` for the first line that would come later."""
    for line in lines:
        seen = shown.get(line.line_ref)
        if seen is not None and line.promised is not None and line.promised > seen:
            raise Conflict(
                f"Somebody took that place at the bench a moment ago: it would now be with you by "
                f"{say_weekday(line.promised)} instead of {say_weekday(seen)}. Nothing was charged. "
                f"Go on with the new day, or change your choice.",
                field=line.line_ref,
            )
