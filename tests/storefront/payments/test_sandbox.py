"""The sandbox behaves as the real card company does, where the shop leans on it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st
from stripe._encode import _api_encode

from storefront.mount.config import Settings
from storefront.payments.gateway import check_settings, client_of
from storefront.payments.sandbox import shapes
from storefront.payments.sandbox.cards import BY_CODE
from storefront.payments.sandbox.forms import decode, typed
from storefront.payments.sandbox.transport import SandboxTransport
from storefront.payments.wire.calls import SHAPES, freeze
from storefront.payments.wire.walker import mistakes
from tests.storefront.payments.till import SETTINGS, Till

LINE = {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 2490, "product_data": {"name": "Oil"}}}
SESSION: Any = {"mode": "payment", "success_url": "http://shop.test/done", "line_items": [LINE]}


def test_the_same_key_gives_the_same_reply_and_another_request_under_it_is_refused(till: Till) -> None:
    sessions = client_of(till.shop).v1.checkout.sessions
    first = sessions.create(SESSION, {"idempotency_key": "k"})
    assert sessions.create(SESSION, {"idempotency_key": "k"}).id == first.id
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        sessions.create({**SESSION, "client_reference_id": "other"}, {"idempotency_key": "k"})
    assert len(till.objects("session")) == 1


def test_a_request_that_failed_validation_may_be_mended_under_its_key(till: Till) -> None:
    sessions = client_of(till.shop).v1.checkout.sessions
    with pytest.raises(stripe.InvalidRequestError, match="success_url"):
        sessions.create({"mode": "payment", "line_items": [LINE]}, {"idempotency_key": "k"})
    assert sessions.create(SESSION, {"idempotency_key": "k"}).status == "open"


def test_an_unknown_parameter_is_refused_as_by_the_real_one(till: Till) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client_of(till.shop).v1.checkout.sessions.create({**SESSION, "colour": "green"})
    assert refused.value.code == "parameter_unknown"


def test_a_page_lives_from_half_an_hour_to_a_day(till: Till) -> None:
    now = int(till.clock.now().timestamp())
    for wrong in (now + 29 * 60, now + 24 * 3600 + 1):
        with pytest.raises(stripe.InvalidRequestError, match="expires_at"):
            client_of(till.shop).v1.checkout.sessions.create({**SESSION, "expires_at": wrong})


def test_an_over_refund_is_refused(till: Till) -> None:
    till.paid_order()
    refunds, intent = client_of(till.shop).v1.refunds, till.objects("intent")[0]["id"]
    refunds.create({"payment_intent": intent, "amount": 77000})
    with pytest.raises(stripe.InvalidRequestError, match="greater than"):
        refunds.create({"payment_intent": intent, "amount": 311})
    refunds.create({"payment_intent": intent})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        refunds.create({"payment_intent": intent})
    assert refused.value.code == "charge_already_refunded"


def test_what_does_not_exist_is_missing(till: Till) -> None:
    client = client_of(till.shop)
    for retrieve in (client.v1.payment_intents.retrieve, client.v1.refunds.retrieve, client.v1.disputes.retrieve):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            retrieve("pi_nothing")
        assert refused.value.code == "resource_missing"


def test_lists_come_newest_first_in_pages(till: Till) -> None:
    client, made = client_of(till.shop), []
    for _ in range(5):
        made.append(client.v1.checkout.sessions.create(SESSION).id)
        till.later(seconds=1)
    listed = [item.id for item in client.v1.checkout.sessions.list({"limit": 2}).auto_paging_iter()]
    assert listed == made[::-1]


def test_an_intent_can_be_cancelled_before_it_is_paid(till: Till) -> None:
    intents = client_of(till.shop).v1.payment_intents
    intent = intents.create({"amount": 500, "currency": "eur"})
    assert intents.cancel(intent.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        intents.cancel(intent.id)
    with pytest.raises(stripe.InvalidRequestError):
        intents.create({"amount": 5, "currency": "eur"})


def test_no_call_leaves_while_a_transaction_is_open(till: Till) -> None:
    client = client_of(till.shop)
    with pytest.raises(RuntimeError, match="transaction"):
        till.shop.write(lambda _work: client.v1.checkout.sessions.create(SESSION))


def test_the_sandbox_refuses_production_and_live_keys(till: Till) -> None:
    with pytest.raises(ValueError, match="SHOP_STRIPE_SECRET_KEY"):
        check_settings(Settings(secret="s", production=True))
    with pytest.raises(ValueError, match="live key"):
        check_settings(Settings(secret="s", demo=True, stripe_secret_key="sk_live_1", stripe_webhook_secret="w"))
    with pytest.raises(ValueError, match="WEBHOOK_SECRET"):
        check_settings(Settings(secret="s", stripe_secret_key="sk_test_1"))
    check_settings(SETTINGS)
    till.shop.settings = Settings(secret="s", production=True)
    with pytest.raises(RuntimeError, match="no real money"):
        SandboxTransport(till.shop)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (shapes.session("cs", 0, {"mode": "payment"}, 1, "eur", "http://x"), stripe.checkout.Session),
        (shapes.intent("pi", 0, 100, "eur", {}), stripe.PaymentIntent),
        (shapes.method("pm", 0, BY_CODE["approve"], None), stripe.PaymentMethod),
        (shapes.method("pm", 0, BY_CODE["bank_debit"], None), stripe.PaymentMethod),
        (shapes.charge("ch", 0, shapes.intent("pi", 0, 100, "eur", {}), paid=True), stripe.Charge),
        (
            shapes.dispute("dp", 0, shapes.charge("ch", 0, shapes.intent("pi", 0, 1, "eur", {}), paid=True)),
            stripe.Dispute,
        ),
        (shapes.refund("re", 0, {"id": "ch", "currency": "eur", "payment_intent": "pi"}, {}, 1), stripe.Refund),
        (shapes.event("evt", 0, "refund.updated", {}, "v"), stripe.Event),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_key_that_the_sandbox_shows_is_one_of_the_librarys(body: dict[str, Any], kind: type) -> None:
    known = {name for parent in kind.__mro__ for name in getattr(parent, "__annotations__", {})}
    assert set(body) <= known


def test_every_request_we_make_is_one_the_pinned_version_knows(till: Till) -> None:
    till.paid_order()  # `freeze` checks each request against the library's types; a mistake would have raised
    with pytest.raises(TypeError, match="unknown parameter"):
        freeze("refund_create", {"colour": "green"})
    with pytest.raises(TypeError, match="missing"):
        freeze("intent_create", {"currency": "eur"})
    with pytest.raises(TypeError, match="not one of"):
        freeze("session_create", {"mode": "barter"})
    assert mistakes({"amount": "5", "currency": "eur"}, SHAPES["intent_create"]) == [".amount: '5' is not int"]
    assert mistakes({"line_items": {"a": "b"}}, SHAPES["session_create"])
    assert mistakes({"line_items": [{"quantity": True}]}, SHAPES["session_create"])
    assert mistakes({"metadata": {"a": 1}}, SHAPES["session_create"])


@given(amount=st.integers(min_value=50, max_value=10**8), names=st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_a_form_is_read_back_as_it_was_written(amount: int, names: list[str]) -> None:
    lines = [
        {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": amount, "product_data": {"name": name}}}
        for name in names
    ]
    params = {"mode": "payment", "line_items": lines, "adaptive_pricing": {"enabled": False}}
    encoded = urlencode(list(_api_encode(params)))
    assert typed(decode(encoded), SHAPES["session_create"]) == params
