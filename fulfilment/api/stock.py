"""Stock: what is here, what comes, what is free to sell."""

from fulfilment.stock.counting import count_sheet, counts, drop_count, enter_count, open_count, post_count
from fulfilment.stock.domain import Availability, Band, ClaimRow, ItemPage, LevelRow, MovementRow
from fulfilment.stock.domain.counting import CountLine, CountRow, CountView
from fulfilment.stock.queries import availability, item, levels
from fulfilment.stock.service import adjust, receive

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
