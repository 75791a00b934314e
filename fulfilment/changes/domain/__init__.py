"""Plain decisions about changes: what is frozen, what has to move, what must be bought or given back."""

from fulfilment.changes.domain.freeze import Floor, Frozen, OperationOnFloor, free_until, frozen, since, touched
from fulfilment.changes.domain.materials import Delta, Given, deltas
from fulfilment.changes.domain.replan import Held, Replanned, replan
from fulfilment.changes.domain.sharing import handed_over, minutes_of, shares
from fulfilment.changes.domain.values import ChangeLook, ChangeOffer, ChangeTerms, ChangeView

__all__ = [
    "ChangeLook",
    "ChangeOffer",
    "ChangeTerms",
    "ChangeView",
    "Delta",
    "Floor",
    "Frozen",
    "Given",
    "Held",
    "OperationOnFloor",
    "Replanned",
    "deltas",
    "free_until",
    "frozen",
    "handed_over",
    "minutes_of",
    "replan",
    "shares",
    "since",
    "touched",
]
