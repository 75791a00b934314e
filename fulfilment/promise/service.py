"""The verbs of the promise: quote, reserve, commit, keep. Each lives in a module of its own beside this one."""

from __future__ import annotations

from fulfilment.promise.batching import PaidOrder, commit_many
from fulfilment.promise.keeping import cancel, keep, promises, revise
from fulfilment.promise.quoting import quote, quote_many
from fulfilment.promise.reserving import commit, release, release_expired, reservation, reserve

__all__ = [
    "PaidOrder",
    "cancel",
    "commit",
    "commit_many",
    "keep",
    "promises",
    "quote",
    "quote_many",
    "release",
    "release_expired",
    "reservation",
    "reserve",
    "revise",
]
