"""Verbs of buying."""

from fulfilment.purchasing.service.changing import (
    cancel_purchase_order,
    confirm,
    expect,
    tell_overdue,
    write_off_rest,
)
from fulfilment.purchasing.service.ordering import draft_purchase_order, edit_draft, place_purchase_order, send
from fulfilment.purchasing.service.receiving import receive_line, receive_with_surplus
from fulfilment.purchasing.service.suggesting import draft_suggested
from fulfilment.purchasing.service.suppliers import choose_supplier, put_supplier, put_term

__all__ = [
    "cancel_purchase_order",
    "choose_supplier",
    "confirm",
    "draft_purchase_order",
    "draft_suggested",
    "edit_draft",
    "expect",
    "place_purchase_order",
    "put_supplier",
    "put_term",
    "receive_line",
    "receive_with_surplus",
    "send",
    "tell_overdue",
    "write_off_rest",
]
