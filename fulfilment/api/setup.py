"""What a shop tells fulfilment about itself before it sells: items, places, suppliers, working time, transit.

Every `put_*` is idempotent: it writes what it is given over what was there under the same code.
"""

from typing import TYPE_CHECKING

from fulfilment.api import at_first_use
from fulfilment.capacity.domain import CalendarIn, WorkCentreIn
from fulfilment.items.domain import ItemIn, LocationIn
from fulfilment.purchasing.domain import SupplierIn

if TYPE_CHECKING:
    from fulfilment.capacity.setup import put_work_centre
    from fulfilment.crews.calendars import put_calendar
    from fulfilment.items.queries import items_of, locations
    from fulfilment.items.service import put_item, put_location
    from fulfilment.promise.setup import TransitIn, holidays, put_holidays, put_transit
    from fulfilment.purchasing.service.suppliers import put_supplier
else:
    __getattr__ = at_first_use(
        __name__,
        {
            "fulfilment.capacity.setup": ("put_work_centre",),
            "fulfilment.crews.calendars": ("put_calendar",),
            "fulfilment.items.queries": ("items_of", "locations"),
            "fulfilment.items.service": ("put_item", "put_location"),
            "fulfilment.promise.setup": ("TransitIn", "holidays", "put_holidays", "put_transit"),
            "fulfilment.purchasing.service.suppliers": ("put_supplier",),
        },
    )

__all__ = [
    "CalendarIn",
    "ItemIn",
    "LocationIn",
    "SupplierIn",
    "TransitIn",
    "WorkCentreIn",
    "holidays",
    "items_of",
    "locations",
    "put_calendar",
    "put_holidays",
    "put_item",
    "put_location",
    "put_supplier",
    "put_transit",
    "put_work_centre",
]
