"""What every page of the console stands in: fresh ids for taps, the stream it follows, answers with a status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import Response, current_app, make_response, render_template, request, url_for

from foundation.plain.errors import Conflict, DomainError, Invalid, Unavailable
from foundation.plain.ids import new_id
from foundation.plain.quantity import describe
from storefront.accounts.guard import Staff
from storefront.mount.current import current_shop
from storefront.mount.errors import status_of

STREAM = "shop.console_today.stream"
# What a person can mend on the page they are on; anything else (not theirs, not there) is a page of its own.
MENDABLE = (Invalid, Conflict, Unavailable)
ROWS = 50
T = TypeVar("T")


@dataclass(frozen=True)
class Slice(Generic[T]):
    """One page of a long table; `at(n)` is the address of page `n`, with the filters that stand in this one."""

    rows: Sequence[T]
    page: int
    pages: int
    at: Callable[[int], str]


def context() -> dict[str, Any]:
    """Template variables of the workshop's pages."""
    return {
        "tap_id": _tap_id,
        "stream_url": url_for(STREAM) if STREAM in current_app.view_functions else "",
        "describe": describe,
    }


def _tap_id() -> str:
    """A fresh id for one form: sent twice, it counts once."""
    return new_id(current_shop().clock.now())


def page(template: str, error: DomainError | None = None, **values: Any) -> Response:
    """A page, with the sentence and the status of what could not be done, if anything."""
    response = make_response(render_template(template, error=error, **values))
    response.status_code = status_of(error) if error else 200
    response.headers["Cache-Control"] = "no-store"
    return response


def typed(name: str, longest: int = 200) -> str:
    """What was typed into a field, trimmed; raises `Invalid` beside it when it is too long to keep."""
    value = request.form.get(name, "").strip()
    if len(value) > longest:
        raise Invalid(f"Keep this under {longest} characters.", field=name)
    return value


def name_of(who: Staff) -> str:
    """How the person is written beside what they did."""
    return (who.person.name or who.person.email)[:80]


def dimensioned(drawing: dict[str, Any] | None) -> dict[str, Any]:
    """The spec of the bench's drawing: with its measures, and a placeholder where there is none."""
    return {**(drawing or {"kind": "placeholder"}), "dimensioned": True}


def sliced(rows: Sequence[T]) -> Slice[T]:
    """The rows of the page that the address asks for; a page that does not exist is the nearest one."""
    wanted = request.args.get("page", "1")
    pages = max(-(-len(rows) // ROWS), 1)
    number = min(max(int(wanted), 1), pages) if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else 1
    endpoint, search, show = str(request.endpoint), request.args.get("q"), request.args.get("show")
    return Slice(
        rows[(number - 1) * ROWS : number * ROWS],
        number,
        pages,
        lambda n: url_for(endpoint, q=search or None, show=show or None, page=n),
    )
