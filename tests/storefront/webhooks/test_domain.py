"""Webhooks' decisions: signatures, addresses inside a house, when to try again and when to stop."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Invalid
from storefront.webhooks.domain import (
    PATIENCE,
    PAUSES,
    gives_up,
    lines_for,
    may_call,
    new_secret,
    pause_after,
    read_url,
    shown,
    signature,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_the_signature_is_that_of_the_standard() -> None:
    """The example of https://github.com/standard-webhooks/standard-webhooks (libraries' own test vector)."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    wanted = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == wanted
    assert signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265331, body) != wanted
    assert new_secret() != new_secret()


@pytest.mark.parametrize(
    "url",
    [
        "http://erp.example.com/hooks",
        "https://user:pass@erp.example.com/",
        "https://erp.example.com/#x",
        "ftp://erp.example.com",
        "https://",
        "https://a b",
        "https://erp.example.com\\@evil.example",
        "https://[::1",
        "https://erp.example.com:99999/",
        "javascript:alert(1)",
        "https://x.example/\n",
    ],
)
def test_an_address_is_https_and_nothing_clever(url: str) -> None:
    with pytest.raises(Invalid):
        read_url(url, production=True)


def test_this_machine_may_be_called_by_http_while_developing_and_never_in_production() -> None:
    assert read_url("http://127.0.0.1:9000/hook", production=False).port == 9000
    with pytest.raises(Invalid):
        read_url("http://127.0.0.1:9000/hook", production=True)
    with pytest.raises(Invalid):
        read_url("http://10.0.0.7/hook", production=False)


@pytest.mark.parametrize(
    "inner",
    [
        "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.9", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "::1", "fe80::1%eth0", "fc00::7", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::",
    ],
)  # fmt: skip
def test_no_address_inside_a_house_is_called_not_even_beside_a_good_one(inner: str) -> None:
    with pytest.raises(Invalid, match="private"):
        may_call([inner], private=False, loopback=False)
    with pytest.raises(Invalid, match="private"):
        may_call(["93.184.216.34", inner], private=False, loopback=False)
    assert may_call([inner], private=True, loopback=False)


def test_a_name_that_leads_nowhere_is_said_so_and_a_public_one_is_called() -> None:
    with pytest.raises(Invalid, match="nowhere"):
        may_call([], private=False, loopback=False)
    assert may_call(["93.184.216.34"], private=False, loopback=False) == "93.184.216.34"
    assert may_call(["127.0.0.1"], private=False, loopback=True) == "127.0.0.1"


def test_it_is_tried_for_three_days_and_the_endpoint_has_five() -> None:
    assert sum(PAUSES, timedelta()) > timedelta(days=3)
    assert [pause_after(n + 1) for n in range(len(PAUSES))] == list(PAUSES)
    assert pause_after(len(PAUSES) + 1) is None
    assert not gives_up(None, NOW, 500)
    assert not gives_up(NOW - PATIENCE + timedelta(minutes=1), NOW, 500)
    assert gives_up(NOW - PATIENCE, NOW, None)
    assert gives_up(None, NOW, 410)


@given(
    sellers=st.dictionaries(st.sampled_from(["l1", "l2", "l3"]), st.sampled_from(["mine", "theirs"]), min_size=1),
    lines=st.lists(st.sampled_from(["l1", "l2", "l3"]), unique=True),
)
def test_a_seller_never_hears_of_another_sellers_lines(sellers: dict[str, str], lines: list[str]) -> None:
    told = lines_for(sellers, lines, "mine")
    assert told is None or all(sellers.get(ref) == "mine" for ref in told)
    if not lines:
        assert (told is None) == ("theirs" in sellers.values())
    assert lines_for(sellers, lines, "*") == lines


@given(raw=st.binary(max_size=2_000))
def test_whatever_an_answer_holds_a_page_and_both_databases_can_show_it(raw: bytes) -> None:
    said = shown(raw)
    assert "\0" not in said
    said.encode()
