"""The OpenAPI 3.1 document: SpecTree writes down what is asked and answered, and here is added what it has no words
for (every refusal, headers, examples, who may)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from flask import Flask
from spectree import Response as Answers
from spectree import SpecTree

from storefront.api.domain import IDEMPOTENCY_KEY
from storefront.api.examples import example_of
from storefront.api.frame import PREFIX, build_api, endpoints_of
from storefront.api.problems import KINDS, MEDIA_TYPE
from storefront.api.routes import Endpoint, Routes, View
from storefront.api.scopes import SCOPES
from storefront.mount.config import Settings
from storefront.mount.current import ShopState

PLACE = "api.document"
ABOUT = (
    "Everything that the shop's own pages do, for programs. Amounts are whole minor units with a currency; times are "
    "RFC 3339 in UTC, days are the shop's. Lists come in pages: hand `next` back as `cursor`. Every refusal is "
    "application/problem+json with a sentence for people and a `code` for programs."
)
_ALWAYS = (400, 422, 429, 503)
# What the web server in front says by itself, before the shop is asked.
_IN_FRONT = {
    414: "The address is longer than the web server takes.",
    431: "A header is longer than the web server takes.",
}
_ETAG = {"description": "The fingerprint of this answer, for If-None-Match and If-Match.", "schema": {"type": "string"}}


def notebook() -> SpecTree:
    """A fresh SpecTree for one app. Its own validation stays out: it takes broken JSON for an empty object and echoes
    what was sent (`reading.py` does it instead)."""
    return SpecTree(
        "flask",
        path="no-pages-of-its-own",
        page_templates={},
        mode="strict",
        annotations=False,
        naming_strategy=lambda model: model.__name__,
        nested_naming_strategy=lambda _parent, child: child,
    )


def noted(tree: SpecTree, endpoint: Endpoint, view: View) -> View:
    """`view`, written down in `tree`."""
    code = f"HTTP_{endpoint.status}"
    answer = Answers(**{code: endpoint.answer}) if endpoint.answer else Answers(code)
    decorated: View = tree.validate(
        query=endpoint.query,
        json=endpoint.body,
        resp=answer,
        tags=(endpoint.tag,),
        operation_id=endpoint.name,
        skip_validation=True,
    )(view)
    return decorated


def document(shop: ShopState, features: Sequence[Routes]) -> dict[str, Any]:
    """The document of this app's API, made when it is first asked for."""
    found = shop.places.get(PLACE)
    if not isinstance(found, dict):
        written = _written(shop.settings.url_prefix + PREFIX, features)
        found = shop.places.setdefault(PLACE, _made(shop.settings, written, features))
    made: dict[str, Any] = found
    return made


def _written(prefix: str, features: Sequence[Routes]) -> dict[str, Any]:
    """What SpecTree writes of the endpoints. It reads the addresses of an app, so it is given one with no others."""
    tree, paper = notebook(), Flask("document", static_folder=None)
    paper.register_blueprint(build_api(features, partial(noted, tree)), url_prefix=prefix)
    with paper.app_context():
        spec: dict[str, Any] = tree.spec
    return spec


def _made(settings: Settings, written: dict[str, Any], features: Sequence[Routes]) -> dict[str, Any]:
    schemas: dict[str, Any] = written["components"]["schemas"]
    schemas["Problem"] = PROBLEM
    schemas.pop("ValidationError", None)
    prefix = settings.url_prefix + PREFIX
    paths: dict[str, Any] = {}
    for endpoint in endpoints_of(features):
        path = _path(endpoint.path)
        operation = written["paths"][prefix + path][endpoint.method.lower()]
        _dress(operation, endpoint, schemas)
        paths.setdefault(path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{settings.name} API", "version": "1", "description": ABOUT},
        "servers": [{"url": settings.outside + PREFIX}],
        "tags": [{"name": feature.tag} for feature in features],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": _about_keys()}},
        },
    }


def _about_keys() -> str:
    scopes = "; ".join(f"`{name}` {scope.words.lower()}" for name, scope in SCOPES.items())
    return f"A key made in the console under API keys. Its scopes: {scopes}."


def _path(rule: str) -> str:
    """`/orders/<token>` as OpenAPI writes it; `<path:sku>` takes slashes, which OpenAPI has no words for."""
    return rule.replace("<path:", "{").replace("<", "{").replace(">", "}")


def _dress(operation: dict[str, Any], endpoint: Endpoint, schemas: Mapping[str, Any]) -> None:
    summary, _, more = (endpoint.view.__doc__ or endpoint.name).strip().partition("\n")
    operation["summary"] = summary
    operation["description"] = " ".join(more.split())
    operation["security"] = [{"key": []}] if endpoint.scope else []
    if endpoint.scope:
        operation["x-scope"] = endpoint.scope
        operation["description"] += f" Scope: `{endpoint.scope}`."
    operation["parameters"] = [*_parameters(operation["parameters"]), *_header_parameters(endpoint)]
    if "requestBody" in operation:
        _exemplified(operation["requestBody"]["content"]["application/json"], schemas)
    operation["responses"] = _responses(operation["responses"], endpoint, schemas)


def _parameters(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    told = []
    for one in found:
        schema = {k: v for k, v in one["schema"].items() if k not in ("title", "description")}
        if one["in"] == "path":
            schema = {"type": "string", "minLength": 1}
        if "anyOf" in schema:  # an absent parameter is left out, never sent as null
            schema = {**schema["anyOf"][0], **{k: v for k, v in schema.items() if k not in ("anyOf", "default")}}
        examples = schema.pop("examples", None)
        parameter = {"name": one["name"], "in": one["in"], "required": one["required"], "schema": schema}
        if one.get("description"):
            parameter["description"] = one["description"]
        if examples:
            parameter["example"] = examples[0]
        told.append(parameter)
    return told


def _header_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    found = []
    if endpoint.method == "POST":
        text = "Your own random key for this request: sent again, it is answered again and not done again."
        schema = {"type": "string", "pattern": IDEMPOTENCY_KEY}
        found.append(_header("Idempotency-Key", text, schema, "9b8f0c3e-5a4d-4d0e-9a57-6f1f4b5d9d10"))
    if endpoint.edits:
        found.append(_header("If-Match", "The ETag of what you read: 412 if it was changed since.", {"type": "string"}))
    if endpoint.method == "GET" and endpoint.answer is not None:
        found.append(_header("If-None-Match", "The ETag you have: 304 if nothing changed.", {"type": "string"}))
    return found


def _header(name: str, text: str, schema: dict[str, Any], example: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, "in": "header", "required": False, "schema": schema, "description": text}
    return {**found, "example": example} if example else found


def refusals(endpoint: Endpoint) -> list[int]:
    """The statuses that an endpoint may refuse with: what follows from its kind, and what it says itself."""
    found = {*_ALWAYS, *endpoint.also}
    if endpoint.scope:
        found |= {401, 403}
    if "<" in endpoint.path:
        found |= {404}
    if endpoint.body is not None:
        found |= {413, 415}
    if endpoint.method == "POST":
        found |= {409}
    if endpoint.edits:
        found |= {412}
    return sorted(found)


def _responses(found: dict[str, Any], endpoint: Endpoint, schemas: Mapping[str, Any]) -> dict[str, Any]:
    good = found[str(endpoint.status)]
    good["description"] = "Done." if endpoint.method != "GET" else "What there is."
    if endpoint.answer is not None:
        if endpoint.method in ("GET", "PUT", "PATCH"):
            good["headers"] = {"ETag": _ETAG}
        _exemplified(good["content"]["application/json"], schemas)
    told = {str(endpoint.status): good}
    if endpoint.method == "GET" and endpoint.answer is not None:
        told["304"] = {"description": "Nothing changed since the ETag you have."}
    for status in refusals(endpoint):
        told[str(status)] = {
            "description": " Or: ".join(words for code, words in KINDS.values() if code == status),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    for status, words in _IN_FRONT.items():
        told[str(status)] = {"description": words, "content": {"text/html": {"schema": {"type": "string"}}}}
    return told


def _exemplified(content: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    content["example"] = example_of(content["schema"], schemas)


PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. `detail` is a sentence for people, `code` is for programs.",
    "required": ["type", "title", "status", "detail", "code", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "where the kind of problem is described"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "enum": list(KINDS)},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
                "additionalProperties": False,
            },
        },
    },
    "examples": [
        {
            "type": "https://shop.example/api/v1/#problem-invalid",
            "title": KINDS["invalid"][1],
            "status": 422,
            "detail": "quantity: At most 99.",
            "code": "invalid",
            "errors": [{"field": "quantity", "detail": "At most 99."}],
        }
    ],
}
