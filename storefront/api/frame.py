"""The API's blueprint: what happens to a request before its view and to its answer afterwards.

Nothing of it reaches the host: the errors are the blueprint's own, and addresses below the prefix that do not exist are
answered by a view that catches them, not by a handler of the app.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, g, request
from pydantic import BaseModel
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from foundation.plain.errors import DomainError
from storefront.api import answers, keys, pace, problems, reading
from storefront.api.domain import bearer, digest_of, etag_of, names_etag
from storefront.api.problems import Problem
from storefront.api.routes import Call, Endpoint, Routes, View, body_of
from storefront.mount.current import ShopState, current_shop

PREFIX = "/api/v1"
LARGEST = 256 * 1024
METHODS = [
    "GET",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "QUERY",
    "PROPFIND",
    "LINK",
    "UNLINK",
]
JSON = "application/json"


Note = Callable[[Endpoint, View], View]


def unnoted(_endpoint: Endpoint, view: View) -> View:
    """For an app that answers: writing down costs a third of a second, and the document may never be asked for."""
    return view


def build_api(features: Sequence[Routes], note: Note = unnoted) -> Blueprint:
    """A fresh blueprint with every endpoint of `features`, for one app; `note` writes each down for the document."""
    blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
    known = Map([], merge_slashes=False)
    for endpoint in endpoints_of(features):
        blueprint.add_url_rule(
            endpoint.path,
            endpoint.name,
            note(endpoint, _door(endpoint)),
            methods=[endpoint.method],
            merge_slashes=False,
            provide_automatic_options=False,
        )
        known.add(Rule(endpoint.path, endpoint=endpoint.name, methods=[endpoint.method]))

    def elsewhere(rest: str) -> Response:
        return unknown(known, rest)

    blueprint.add_url_rule(
        "/<path:rest>", view_func=elsewhere, methods=METHODS, merge_slashes=False, provide_automatic_options=False
    )
    blueprint.register_error_handler(Problem, problems.on_problem)
    blueprint.register_error_handler(DomainError, problems.on_domain_error)
    blueprint.register_error_handler(HTTPException, problems.on_http_error)
    blueprint.register_error_handler(Exception, problems.on_crash)
    blueprint.after_request(_finish)
    return blueprint


def _door(endpoint: Endpoint) -> View:
    def answer(**path: str) -> Response:
        return serve(endpoint, **path)

    return answer


def endpoints_of(features: Sequence[Routes]) -> list[Endpoint]:
    return [endpoint for feature in features for endpoint in feature.endpoints]


def unknown(known: Map, rest: str) -> Response:
    """An address that is none, or one that has other methods."""
    allowed = known.bind("").allowed_methods(f"/{rest}")
    if allowed:
        sentence = f"Not by {request.method}. This address takes {', '.join(sorted(allowed))}."
        raise Problem("method_not_allowed", sentence, headers=[("Allow", ", ".join(sorted(allowed)))])
    raise Problem("not_found", "There is nothing at this address. The documentation has them all.")


def serve(endpoint: Endpoint, **path: str) -> Response:
    """One request from end to end."""
    request.max_content_length = LARGEST
    shop = current_shop()
    caller = _admitted(shop, endpoint)
    if any("\0" in value for value in path.values()):
        raise Problem("not_found", "There is nothing at this address.")
    given: dict[str, Any] = dict(path)
    if endpoint.query is not None:
        given["query"] = reading.query_of(endpoint.query, request.args)
    else:
        reading.no_query(request.args)
    sent = None
    if endpoint.body is not None:
        given["body"] = sent = reading.body_of(endpoint.body, request.mimetype, request.get_data(cache=True))
    call = Call(shop, endpoint, caller, _slot(endpoint, caller, path, sent), request.headers.get("If-Match", ""))
    if call.slot is None:
        return _answered(endpoint, endpoint.view(call, **given))
    return _once(call, given)


def _admitted(shop: ShopState, endpoint: Endpoint) -> keys.Caller | None:
    """Who calls, counted. Raises 401, 403 and 429."""
    if not endpoint.scope:
        pace.count(shop, "address", pace.address())
        return None
    secret = bearer(request.headers.get("Authorization"))
    known = shop.read(lambda work: keys.caller_of(work, secret)) if secret else None
    if known is None:
        pace.count(shop, "address", pace.address())
        sentence = "Send a key that is not revoked: Authorization: Bearer jk_… . Keys are made in the console."
        raise Problem("unauthorised", sentence, headers=[("WWW-Authenticate", 'Bearer realm="api"')])
    caller, stale = known
    pace.count(shop, "key", caller.ref)
    if endpoint.scope not in caller.scopes:
        raise Problem("forbidden", f"This key may not do this: it lacks the scope {endpoint.scope}.")
    if stale:
        shop.write(lambda work: keys.note_use(work, caller.ref))
    return caller


def _slot(
    endpoint: Endpoint, caller: keys.Caller | None, path: dict[str, str], sent: BaseModel | None
) -> answers.Slot | None:
    key = reading.idempotency_key(request.headers.get("Idempotency-Key")) if endpoint.method == "POST" else None
    if key is None:
        return None
    holder = caller.ref if caller else next(iter(path.values()), "anyone")
    return answers.Slot(
        digest_of(holder), key, reading.print_of(endpoint.method, f"{endpoint.name}{sorted(path.items())}", sent)
    )


def _once(call: Call, given: dict[str, Any]) -> Response:
    """Under an Idempotency-Key: as the first time, or not yet, or not at all."""
    slot, shop = call.slot, call.shop
    assert slot is not None
    before = shop.write(lambda work: answers.take(work, slot))
    if before is not None:
        response = Response(before[1], before[0], mimetype=JSON)
        response.headers["Idempotency-Replayed"] = "true"
        return response
    try:
        told = call.endpoint.view(call, **given)
    except BaseException:
        if not call.kept:
            shop.write(lambda work: answers.let_go(work, slot))
        raise
    response = _answered(call.endpoint, told)
    if not call.kept:
        shop.write(lambda work: answers.keep(work, slot, response.status_code, response.get_data()))
    return response


def _answered(endpoint: Endpoint, told: Any) -> Response:
    if isinstance(told, Response):
        return told
    if endpoint.answer is None:
        return Response(status=endpoint.status)
    body = body_of(told)
    response = Response(body, endpoint.status, mimetype=JSON)
    if endpoint.method in ("GET", "PUT", "PATCH"):
        tag = etag_of(body)
        asked = request.headers.get("If-None-Match", "")
        if endpoint.method == "GET" and asked and names_etag(asked, tag):
            response = Response(status=304)
        response.set_etag(tag)
    return response


def _finish(response: Response) -> Response:
    """Answers are the caller's own, unless an endpoint said otherwise; and what is left of the minute."""
    endpoint_public = g.get("shop_api_public", False)
    response.headers.setdefault("Cache-Control", "no-cache" if endpoint_public else "private, no-cache")
    response.headers.extend(pace.headers())
    if not endpoint_public:
        response.vary.add("Authorization")
    return response
