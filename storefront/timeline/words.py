"""What each kind of entry says: one table, read by page, stream and mail.

A sentence is a template over the entry's data. `{day:was}` and `{moment:until}` are said by the page's own date words;
`{what}` are the titles of the lines concerned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from foundation.plain.states import Tone
from storefront.timeline.domain import Entry


@dataclass(frozen=True)
class Words:
    """`label` is the state in one or two words, `sentence` what happened, `icon` a name of the shop's icon set."""

    label: str
    sentence: str
    tone: Tone
    icon: str
    audience: str = "customer"


KINDS: Mapping[str, Words] = {
    "placed": Words("Ordered", "Thank you. Your payment arrived and your order is placed.", "ok", "check"),
    "payment_failed": Words("Not paid", "{sentence}", "warn", "warning"),
    "payment_expired": Words(
        "Not paid", "The payment page closed before it was paid. Nothing was charged.", "warn", "warning"
    ),
    "accepted": Words("Accepted", "The workshop and the warehouse have your order.", "info", "check"),
    "picked": Words("Picked", "{what}: taken from the shelf.", "info", "box"),
    "packed": Words("Packed", "{what}: packed and waiting for its ride.", "info", "box"),
    "operation_started": Words("{stage}", "{name} has begun, step {step} of {steps}.", "info", "tools"),
    "operation_finished": Words("{stage}", "{name} is done, step {step} of {steps}.", "info", "check"),
    "operation_waiting": Words("{stage}", "{name} is done; it rests until {moment:waiting_until}.", "info", "clock"),
    "operation_undone": Words("{stage}", "{name} is not done after all, step {step} of {steps}.", "neutral", "undo"),
    "operation_paused": Words("{stage}", "{name} is paused, step {step} of {steps}.", "neutral", "pause", "seller"),
    "operation_resumed": Words("{stage}", "{name} goes on, step {step} of {steps}.", "info", "tools", "seller"),
    "inspection_passed": Words("Passed", "{what}: looked over from all sides and passed.", "ok", "check"),
    "inspection_rework": Words(
        "Being put right", "{what}: we found something at inspection and are putting it right.", "warn", "tools"
    ),
    "inspection_scrap": Words("Made anew", "{what}: it did not pass, so we are making it anew.", "warn", "tools"),
    "inspection_undone": Words("Back at inspection", "{what}: we are looking at it once more.", "neutral", "undo"),
    "balance_due": Words("Balance due", "The balance of {money:amount} is taken on {moment:due}.", "info", "card"),
    "balance_paid": Words("Balance paid", "The balance of {money:amount} is paid. Thank you.", "ok", "card"),
    "balance_failed": Words("Balance open", "{sentence}", "warn", "card"),
    "cancel_asked": Words("Cancelling", "{what}: you asked us to cancel it.", "neutral", "undo"),
    "cancel_refused": Words("Not cancelled", "{sentence}", "warn", "warning"),
    "change_asked": Words(
        "Asked", "{what}: you asked us for a change. We look whether it can still be done.", "info", "edit"
    ),
    "change_granted": Words(
        "Yes, it can", "{what}: we can still change it. Pay {money:amount} and it is done.", "info", "edit"
    ),
    "split": Words(
        "In two parts", "{rest} of {of} pieces are not begun yet and go on as a line of their own.", "info", "edit"
    ),
    "changed": Words("Changed", "{what}: changed as you wished ({labels}).", "ok", "edit"),
    "change_not_made": Words("Not changed", "{sentence}", "warn", "warning"),
    "cancelled": Words("Cancelled", "{what}: cancelled.", "neutral", "cross"),
    "sold_out": Words(
        "Cannot be had", "{what} was gone when your payment arrived. Your money is on its way back.", "bad", "warning"
    ),
    "refunded": Words("Refunded", "{money:amount} is on its way back to your card.", "ok", "card"),
    "sample_credited": Words(
        "Credited", "{what}: its price is on its way back to your card, because you ordered {number}.", "ok", "card"
    ),
    "promise_revised": Words("New day", "{what}: now by {day:now} instead of {day:was}. {reason}", "warn", "calendar"),
    "day_picked": Words("Day chosen", "{what}: you chose {day:day}. We come with two people.", "ok", "calendar"),
    "withdrawal_received": Words("Withdrawn", "{what}: we have your withdrawal. A mail confirms it.", "info", "undo"),
    "claim_received": Words("Told us", "{what}: we have what you told us and look at it.", "info", "warning"),
    "claim_answered": Words("Our answer", "{what}: {answer}. Our words are with your messages.", "info", "mail"),
    "day_accepted": Words("Agreed", "{what}: you agreed to {day:now}. Thank you.", "ok", "check"),
    "labelled": Words("Label ready", "{what}: {carrier} has been told.", "info", "truck", "seller"),
    "label_failed": Words("No label", "{sentence}", "bad", "warning", "seller"),
    "handed_over": Words("On its way", "{what}: left the house with {carrier}.", "info", "truck"),
    "scanned": Words("On its way", "{text}{at_place}", "info", "truck"),
    "out_for_delivery": Words("Out for delivery", "{what}: with the driver, on the way to you.", "info", "truck"),
    "delivery_failed": Words("Missed", "{text}{at_place}", "warn", "warning"),
    "held_up": Words("Held up", "{text}{at_place}", "warn", "warning"),
    "dispute_let_go": Words("Let go on", "It goes on without the disputed money.", "warn", "stop", "seller"),
    "dispute_opened": Words("Disputed", "The bank has taken the payment back for now.", "bad", "stop", "seller"),
    "dispute_won": Words("Dispute won", "The bank has decided for the shop.", "ok", "check", "seller"),
    "dispute_lost": Words("Dispute lost", "The bank has decided against the shop.", "bad", "stop", "seller"),
    "money_alert": Words("Look at this", "{sentence}", "bad", "warning", "seller"),
    "delivered": Words("Delivered", "{what}: delivered. Enjoy it.", "ok", "door"),
}
CARRIER_NAMES: Mapping[str, str] = {"ups": "UPS", "van": "our own van"}
_FIELD = re.compile(r"\{(?:(day|moment|money):)?(\w+)\}")


@dataclass(frozen=True)
class Tongue:
    """How days, moments and sums are said in the reader's language: the page's own filters."""

    day: Callable[[date], str]
    moment: Callable[[datetime], str]
    money: Callable[[int, str], str]


def label(entry: Entry) -> str:
    """The state label, e.g. "In the workshop"."""
    words = KINDS[entry.kind]
    return _FIELD.sub(lambda found: str(entry.data.get(found[2], "")), words.label) or "In the workshop"


def sentence(entry: Entry, titles: Mapping[str, str], tongue: Tongue) -> str:
    """The sentence of one entry. `titles` are the order's lines by `line_ref`. Never raises for missing data."""

    def said(found: re.Match[str]) -> str:
        how, name = found[1], found[2]
        if name == "what":
            return _what(entry, titles)
        return _value(entry.data, how, name, tongue)

    return _FIELD.sub(said, KINDS[entry.kind].sentence).strip()


def _what(entry: Entry, titles: Mapping[str, str]) -> str:
    names = [titles[ref] for ref in entry.line_refs if ref in titles]
    if not names:
        return "Your order"
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _value(data: Mapping[str, Any], how: str | None, name: str, tongue: Tongue) -> str:
    if name == "at_place":
        return f" in {data['place']}." if data.get("place") else "."
    value = data.get(name)
    if value is None:
        return ""
    if how == "day":
        return tongue.day(date.fromisoformat(value))
    if how == "moment":
        return tongue.moment(datetime.fromisoformat(value))
    if how == "money":
        return tongue.money(int(value), str(data.get("currency", "EUR")))
    return CARRIER_NAMES.get(str(value), str(value)) if name == "carrier" else str(value)
