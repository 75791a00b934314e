"""Change orders: what of a made line is still free, holding a change, carrying it out or letting it go.

`hold_change`, `ask_late`, `apply_change`, `refuse_change` are keyed by the change's own reference, which the storefront
mints; `apply_change` and `refuse_change` are idempotent. What a change costs is the storefront's business.
"""

from fulfilment.changes.domain import ChangeLook, ChangeOffer, ChangeTerms, ChangeView
from fulfilment.changes.queries import change, change_requests, changes_of_order, look
from fulfilment.changes.service import (
    apply_change,
    ask_late,
    drop_change,
    expire_changes,
    grant_change,
    hold_change,
    refuse_change,
    split_line,
    wait_for_payment,
)
from fulfilment.changes.states import CHANGE

__all__ = [
    "CHANGE",
    "ChangeLook",
    "ChangeOffer",
    "ChangeTerms",
    "ChangeView",
    "apply_change",
    "ask_late",
    "change",
    "change_requests",
    "changes_of_order",
    "drop_change",
    "expire_changes",
    "grant_change",
    "hold_change",
    "look",
    "refuse_change",
    "split_line",
    "wait_for_payment",
]
