"""The one family of domain errors. Each carries a sentence for a person that says what to do next.

`storefront/mount/errors.py` maps the classes to HTTP statuses, in one table, and nowhere else.
"""

from __future__ import annotations


class DomainError(Exception):
    """Something a person did cannot be done. `sentence` is shown as it is; `field` names the input beside it."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Invalid(DomainError):
    """The input itself is wrong: unknown option, number out of step, negative quantity."""


class NotFound(DomainError):
    """There is no such thing, or not for this person: both get the same answer."""


class Forbidden(DomainError):
    """The person is known and may not do this, or a signature does not fit."""


class Conflict(DomainError):
    """Right when it was typed, wrong by now: sold out, already started, changed by somebody else."""


class Gone(DomainError):
    """It was there and has expired: an old link, an ended reservation."""


class TooLarge(DomainError):
    """More than the shop takes at once: an upload, a formula, a file."""


class Unavailable(DomainError):
    """Not now; nothing was done; trying again in a moment is right."""


class IllegalTransition(Conflict):
    """A state machine was asked for a step that its table does not have."""
