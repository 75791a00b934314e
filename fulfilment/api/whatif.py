"""What if: a shift more, a machine down, a big order. Reads only: call it in a read; nothing is written."""

from fulfilment.whatif.choosing import choices
from fulfilment.whatif.domain.scenario import (
    MOST_DAYS,
    MOST_HOURS,
    MOST_MINUTES,
    MOST_PIECES,
    Answer,
    BigOrder,
    Choices,
    LineOutcome,
    MachineDown,
    Overtime,
    PlaceKey,
    PlaceLoad,
    PlaceView,
    ProductView,
    Scenario,
    ShiftAdded,
)
from fulfilment.whatif.foretelling import Foretold, foretell_calendar, foretell_units
from fulfilment.whatif.queries import what_if

__all__ = [
    "MOST_DAYS",
    "MOST_HOURS",
    "MOST_MINUTES",
    "MOST_PIECES",
    "Answer",
    "BigOrder",
    "Choices",
    "Foretold",
    "LineOutcome",
    "MachineDown",
    "Overtime",
    "PlaceKey",
    "PlaceLoad",
    "PlaceView",
    "ProductView",
    "Scenario",
    "ShiftAdded",
    "choices",
    "foretell_calendar",
    "foretell_units",
    "what_if",
]
