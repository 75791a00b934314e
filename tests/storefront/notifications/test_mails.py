"""Mails: two forms, true when they leave, safe against what people type, and nothing sent to the forgotten."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from foundation.data.outbox import Message
from storefront.notifications.choosing import OPTIONAL, choose
from storefront.notifications.domain import LETTERS, compose
from storefront.notifications.jobs import send_mail
from storefront.orders.models import Contact
from tests.storefront.counter import Counter

DATA = {
    "sentence": "Your bank said no.", "amount": 98880, "currency": "EUR", "due": "2026-11-24T09:00:00+00:00",
    "carrier": "ups", "number": "1Z999", "was": "2026-12-18", "now": "2026-12-23", "reason": "One board cracked.",
    "words": "The crate fits through your door.",
}  # fmt: skip


def sent(counter: Counter, kind: str):  # type: ignore[no-untyped-def]
    order = counter.order()
    payload = {"kind": kind, "order_ref": order.order_ref, "line_refs": [counter.line_of("TABLE")], "data": DATA}
    send_mail(counter.shop, Message("1", "send_mail", f"test:{kind}", payload, 1))
    path = Path(counter.app.config["SHOP_MAIL_FOLDER"]) / f"test-{kind}.eml"
    return message_from_bytes(path.read_bytes(), policy=policy.default) if path.exists() else None


def test_every_letter_can_be_written_in_both_forms(counter: Counter) -> None:
    counter.bought()
    counter.shop.write(lambda work: choose(work, counter.order().order_ref, OPTIONAL))
    for kind in sorted(LETTERS):
        mail = sent(counter, kind)
        text = mail.get_body(("plain",)).get_content()
        html = mail.get_body(("html",)).get_content()
        assert mail["To"] == "anna@example.com"
        assert counter.order().number in mail["Subject"]
        assert "/o/" in text
        assert "/o/" in html
        assert "{{" not in text + html


def test_the_sheet_goes_with_the_letter_and_html_in_names_stays_text(counter: Counter) -> None:
    counter.bought()
    mail = sent(counter, "placed")
    html, text = mail.get_body(("html",)).get_content(), mail.get_body(("plain",)).get_content()
    assert "Anna &lt;Berg&gt;" in html
    assert "Anna <Berg>" in text
    assert "Walnut" in html
    assert "Wood: Walnut" in text


def test_the_link_in_the_mail_opens_the_order(counter: Counter) -> None:
    counter.bought()
    text = sent(counter, "fresh_link").get_body(("plain",)).get_content()
    address = next(word for word in text.split() if "/o/" in word)
    assert counter.client.get(address[address.index("/o/") :]).status_code == 200


def test_an_erased_customer_gets_no_mail(counter: Counter) -> None:
    counter.bought()

    def erase(work) -> None:  # type: ignore[no-untyped-def]
        for contact in work.session.query(Contact):
            contact.email = contact.name = ""

    counter.shop.write(erase)
    assert sent(counter, "delivered") is None


def test_the_same_message_twice_is_one_mail(counter: Counter) -> None:
    counter.bought()
    first, second = sent(counter, "placed"), sent(counter, "placed")
    assert first["Message-ID"] == second["Message-ID"]
    assert sum(name == "test-placed.eml" for name in counter.mails()) == 1


def test_no_line_break_gets_into_a_header() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        compose(sender="a@b.c", to="x@y.z\nBcc: all@y.z", subject="s", text="", html="", key="k", timestamp=0)
