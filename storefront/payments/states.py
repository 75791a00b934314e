"""The lives of an obligation, a payment, a request to the gateway, a refund and a dispute."""

from __future__ import annotations

from foundation.plain.states import State, TransitionTable

OBLIGATION = TransitionTable(
    "obligation",
    "open",
    {
        "open": State("Due", "warn", ("paid", "dropped")),
        "paid": State("Paid", "ok"),
        "dropped": State("No longer due", "neutral"),
    },
)

_ENDED = ("captured", "failed", "cancelled", "expired")
PAYMENT = TransitionTable(
    "payment",
    "new",
    {
        "new": State("Being prepared", "neutral", ("pending", "requires_customer", "processing", *_ENDED)),
        "pending": State(
            "Waiting for the customer", "info", ("requires_customer", "processing", "authorised", *_ENDED)
        ),
        "requires_customer": State(
            "Waiting for another card", "warn", ("pending", "processing", "authorised", *_ENDED)
        ),
        "processing": State("On its way", "info", ("pending", "requires_customer", "authorised", *_ENDED)),
        "authorised": State("Authorised", "info", ("captured", "failed", "cancelled", "expired")),
        "captured": State("Paid", "ok"),
        # Money can still arrive after we gave up; the truth is with the card company, so the table must allow it.
        "failed": State("Failed", "bad", ("captured",)),
        "cancelled": State("Cancelled", "neutral", ("captured",)),
        "expired": State("Expired", "neutral", ("captured",)),
    },
)
PAYMENT_OPEN = ("new", "pending", "requires_customer", "processing", "authorised")
PAYMENT_CLOSED = ("failed", "cancelled", "expired")

_ANSWERS = ("succeeded", "declined", "rejected")
REQUEST = TransitionTable(
    "request",
    "planned",
    {
        "planned": State("Planned", "neutral", ("sent", "rejected")),
        "sent": State("Sent", "info", ("unknown", *_ANSWERS)),
        # A time-out is not a no: the same key with the same bytes asks again.
        "unknown": State("No answer yet", "warn", ("sent", *_ANSWERS)),
        "succeeded": State("Done", "ok"),
        "declined": State("Declined", "bad"),
        "rejected": State("Refused", "bad"),
    },
)
REQUEST_UNSURE = ("sent", "unknown")

REFUND = TransitionTable(
    "refund",
    "planned",
    {
        "planned": State("Planned", "neutral", ("pending", "succeeded", "failed")),
        "pending": State("On its way", "info", ("succeeded", "failed")),
        "succeeded": State("Refunded", "ok", ("failed",)),  # a bank may send a refund back, weeks later
        "failed": State("Came back", "bad"),
    },
)

DISPUTE = TransitionTable(
    "dispute",
    "open",
    {"open": State("Open", "bad", ("won", "lost")), "won": State("Won", "ok"), "lost": State("Lost", "bad")},
)
