"""Errors in the API's own shape (https://docs.stripe.com/api/errors)."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer that is no success: an HTTP status and the `error` object."""

    def __init__(self, status: int, **error: Any) -> None:
        super().__init__(error.get("message", ""))
        self.status, self.error = status, error


def invalid(message: str, *, param: str | None = None, code: str | None = None) -> ApiError:
    return ApiError(400, type="invalid_request_error", message=message, param=param, code=code)


def missing(kind: str, id_: str) -> ApiError:
    message = f"No such {kind}: '{id_}'"
    return ApiError(404, type="invalid_request_error", code="resource_missing", message=message, param="id")


def declined(decline: str, intent: dict[str, Any]) -> ApiError:
    """402 with the PaymentIntent that stayed behind, as an off-session decline has it."""
    code = decline if decline in ("authentication_required", "expired_card", "incorrect_cvc") else "card_declined"
    message = "Your card was declined."
    return ApiError(402, type="card_error", code=code, decline_code=decline, message=message, payment_intent=intent)
