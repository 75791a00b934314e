"""The document says what is there, and every answer is one that it documents: a small run of schemathesis. The whole
one, of 20,000 cases, is `python -m bench.api`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import booleans
from jsonschema_rs import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from storefront.accounts.access import ACCESS, CONSOLE, ROLES, roles_for
from storefront.api.document import refusals
from storefront.api.features import FEATURES, SELLERS
from storefront.api.frame import endpoints_of
from storefront.api.scopes import SCOPES, grantable
from storefront.timeline.words import KINDS
from storefront.webhooks.events import EVENTS, example
from tests.api.conftest import Program, key_of
from tests.storefront.counter import Counter

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]


@pytest.fixture(scope="module")
def document(house: Counter) -> Any:
    return Program(house).got("GET", "/openapi.json")


def test_every_endpoint_is_documented_with_examples_that_its_own_schema_takes(document: Any) -> None:
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert {one["operationId"] for one in operations} == {one.name for one in endpoints_of(FEATURES)}
    assert len(operations) == len({one["operationId"] for one in operations})
    for one in operations:
        contents = [one.get("requestBody", {}).get("content", {}).get("application/json")]
        contents += [answer.get("content", {}).get("application/json") for answer in one["responses"].values()]
        for content in filter(None, contents):
            schema = {**content["schema"], "components": document["components"]}
            wrong = [error.message for error in Draft202012Validator(schema).iter_errors(content["example"])]
            assert not wrong, (one["operationId"], content["example"], wrong)
        assert one["summary"], one["operationId"]


def test_a_sellers_endpoint_asks_for_a_key_with_a_scope_and_a_shoppers_for_none() -> None:
    sellers = {endpoint.name for endpoint in endpoints_of(SELLERS)}
    for endpoint in endpoints_of(FEATURES):
        assert bool(endpoint.scope) == (endpoint.name in sellers) == endpoint.path.startswith("/seller/")
        assert endpoint.scope in (*SCOPES, "")
        wanted = "read" if endpoint.method == "GET" else "write"
        assert not endpoint.scope or endpoint.scope.endswith(wanted), endpoint.name
        assert (401 in refusals(endpoint)) == bool(endpoint.scope)


def test_every_scope_stands_for_a_view_of_the_console_that_there_is(house: Counter) -> None:
    for name, scope in SCOPES.items():
        assert CONSOLE + scope.view in house.app.view_functions, name
        assert scope.view.partition(".")[0] in ACCESS or scope.view in ACCESS
        for role in ROLES:
            may = role in roles_for(CONSOLE + scope.view)
            assert (name in grantable(frozenset({role}))) == may, (role, name)


def test_the_page_shows_every_operation_event_and_problem(house: Counter, document: Any) -> None:
    page = house.client.get("/api/v1/").text
    for path in document["paths"].values():
        for one in path.values():
            assert f'id="{one["operationId"]}"' in page
    for kind in EVENTS:
        assert f'id="event-{kind}"' in page
    for code in document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]:
        assert f'id="problem-{code}"' in page
    assert "style=" not in page
    assert "<script>" not in page


def test_the_catalogue_of_events_is_complete_and_plain_json() -> None:
    assert set(EVENTS) == set(KINDS)
    for kind in EVENTS:
        told = example(kind)
        assert json.loads(json.dumps(told)) == told
        assert set(told["data"]) >= {"order", "order_ref", "lines"}


def test_no_answer_is_undocumented_and_none_is_a_server_error(house: Counter) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", house.app)
    keys = {True: {"Authorization": f"Bearer {key_of(house)}"}, False: {}}
    quick = settings(
        max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None
    )
    for result in schema.get_all_operations():
        quick(given(result.ok().as_strategy(), booleans())(_answered(keys)))()


def _answered(keys: dict[bool, dict[str, str]]) -> Callable[[Any, bool], None]:
    def answered(case: Any, known: bool) -> None:
        plain = {"Accept-Encoding": "identity"}  # the WSGI transport unpacks nothing
        case.validate_response(case.call(headers={**plain, **keys[known]}), checks=CHECKS)

    return answered
