"""Stock: what is here, what comes, what is free to sell."""

from fulfilment.stock.domain import Availability, Band, ClaimRow, ItemPage, LevelRow, MovementRow
from fulfilment.stock.queries import availability, item, levels
from fulfilment.stock.service import adjust, receive

__all__ = [
    "Availability",
    "Band",
    "ClaimRow",
    "ItemPage",
    "LevelRow",
    "MovementRow",
    "adjust",
    "availability",
    "item",
    "levels",
    "receive",
]
