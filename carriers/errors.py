"""What can go wrong between the shop and a carrier, as one family.

Every member is also a `foundation.plain.errors` class, so a page that lets one through answers with the right status
and a sentence that says what to do next. `kind` is the word tests, logs and tables use; `code` is the carrier's own
code where it gave one; `retryable` tells a worker whether the same call may be made again later.
"""

from __future__ import annotations

from foundation.plain.errors import DomainError, Forbidden, Invalid, NotFound, TooLarge, Unavailable


class CarrierError(DomainError):
    """Something a carrier refused, garbled or could not do. Subclasses say which."""

    kind = "carrier"
    retryable = False

    def __init__(
        self, sentence: str, *, carrier: str = "", code: str | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(sentence)
        self.carrier, self.code, self.retry_after = carrier, code, retry_after


class CarrierNotFound(CarrierError, NotFound):
    """The carrier does not know the number (yet): new labels take hours to appear."""

    kind = "not_found"


class CarrierRefused(CarrierError, Invalid):
    """The carrier read the request and says no: an address, a weight, a service, an already delivered parcel."""

    kind = "refused"


class CarrierAuth(CarrierError, Unavailable):
    """The shop's own credentials are not accepted; nobody but the operator can mend that."""

    kind = "auth"


class CarrierUnsupported(CarrierError, Invalid):
    """This carrier has no such verb; look at its `Caps` before asking."""

    kind = "unsupported"


class CarrierUnavailable(CarrierError, Unavailable):
    """No answer, a time-out or a 5xx: nothing was done and the same call may be made again."""

    kind = "unavailable"
    retryable = True


class CarrierRateLimited(CarrierUnavailable):
    """Too many calls; `retry_after` (seconds) is when the carrier wants to hear from us again."""

    kind = "rate_limited"


class CarrierMalformed(CarrierUnavailable):
    """The answer is not in the carrier's own format; most often a proxy's error page, so a retry is right."""

    kind = "malformed"


class CarrierOutcomeUnknown(CarrierUnavailable):
    """The request left and no answer came: it may have been carried out.

    Safe to retry only through a verb that checks first; `label` does, by its idempotency key.
    """

    kind = "outcome_unknown"


class HookRefused(CarrierError, Forbidden):
    """A webhook whose signature, credential or time does not fit. Nothing of it may be used."""

    kind = "hook_refused"


class HookTooLarge(CarrierError, TooLarge):
    """A webhook body beyond any the carrier sends; refused before it is read."""

    kind = "hook_too_large"
