"""The verbs of the promise: quote, reserve, commit, keep. Each lives in a module of its own beside this one."""

from __future__ import annotations

from foundation.plain.timing import timed
from fulfilment.promise import quoting
from fulfilment.promise.batching import PaidOrder, commit_many
from fulfilment.promise.keeping import cancel, keep, promises, revise
from fulfilment.promise.reserving import commit, release, release_expired, reservation, reserve

quote = timed("quote", quoting.quote)
quote_many = timed("quote", quoting.quote_many)

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
