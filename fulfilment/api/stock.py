"""Stock: what is here, what comes, what is free to sell."""

from typing import TYPE_CHECKING

from fulfilment.api import at_first_use
from fulfilment.stock.domain import Availability, Band, ClaimRow, ItemPage, LevelRow, MovementRow
from fulfilment.stock.domain.counting import CountLine, CountRow, CountView

if TYPE_CHECKING:
    from fulfilment.stock.counting import count_sheet, counts, drop_count, enter_count, open_count, post_count
    from fulfilment.stock.queries import availability, item, levels
    from fulfilment.stock.service import adjust, receive
else:
    __getattr__ = at_first_use(
        __name__,
        {
            "fulfilment.stock.counting": (
                "count_sheet",
                "counts",
                "drop_count",
                "enter_count",
                "open_count",
                "post_count",
            ),
            "fulfilment.stock.queries": ("availability", "item", "levels"),
            "fulfilment.stock.service": ("adjust", "receive"),
        },
    )

__all__ = [
    "Availability",
    "Band",
    "ClaimRow",
    "CountLine",
    "CountRow",
    "CountView",
    "ItemPage",
    "LevelRow",
    "MovementRow",
    "adjust",
    "availability",
    "count_sheet",
    "counts",
    "drop_count",
    "enter_count",
    "item",
    "levels",
    "open_count",
    "post_count",
    "receive",
]
