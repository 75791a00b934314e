"""A host's own people at `/account`: known by its loader, forgotten by a mail; their second factor is the host's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storefront.accounts.mine.models import PersonAddress
from storefront.accounts.service import grant
from storefront.mount.current import Person, ShopState
from storefront.running.draining import drain

IDA = Person("member-1", "ida@club.example", "Ida Lund", email_verified=True)
Host = Callable[..., tuple[Flask, ShopState]]
PLACE = {"line1": "Møllevej 4", "postcode": "8000", "city": "Aarhus", "country": "DK"}


def posted(client: FlaskClient, path: str, **form: object) -> Any:
    page = client.get("/shop/orders/find").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    return client.post(path, data={"csrf_token": token[1], **form}, headers={"Accept": "text/html"})


def test_a_hosts_person_has_an_account_and_is_forgotten_by_a_mail(make_host: Host) -> None:
    app, shop = make_host()
    client = app.test_client()
    assert client.get("/shop/account", headers={"Accept": "text/html"}).status_code == 403
    shop.settings = replace(shop.settings, sign_in_url="/enter?from=shop", settings_url="/me")
    assert client.get("/shop/account").location == "/enter?from=shop&next=%2Fshop%2Faccount"

    shop.user_loader = lambda: IDA
    settings = client.get("/shop/account/settings").text
    assert 'href="/me"' in settings
    assert 'type="password"' not in settings
    assert posted(client, "/shop/account/addresses/new", name="Ida Lund", **PLACE).status_code == 303

    assert posted(client, "/shop/account/erase").status_code == 303
    with app.app_context():
        outbox = {name: (lambda message, fn=fn: fn(shop, message)) for name, fn in shop.outbox.items()}
        drain(shop.runner, outbox)
        assert shop.read(lambda work: work.session.scalars(select(PersonAddress.ref)).all())
    letter = next(Path(shop.settings.mail_folder).glob("erase-*.eml")).read_bytes()
    body = message_from_bytes(letter, policy=default).get_body(("plain",))
    assert body is not None
    link = re.search(r"http://\S+/account/erase/\S+", body.get_content())
    assert link is not None
    path = urlsplit(link[0]).path
    shop.user_loader = lambda: Person("member-2", "eve@club.example", "Eve")
    assert posted(client, path).status_code == 403, "somebody else's wish"
    shop.user_loader = lambda: IDA
    assert "ida@club.example" in client.get(path).text
    assert posted(client, path).location == "/shop/account/erased"
    with app.app_context():
        assert shop.read(lambda work: work.session.scalars(select(PersonAddress.ref)).all()) == []


def test_a_host_that_says_so_has_its_people_wait_for_a_second_factor(make_host: Host) -> None:
    app, shop = make_host()
    shop.settings = replace(shop.settings, staff_second_factor=True)
    with app.app_context():
        shop.write(lambda work: grant(work, IDA.ref, "*"))
    answers = []
    for second in (None, False, True):
        shop.user_loader = lambda second=second: replace(IDA, second_factor=second)  # type: ignore[misc]
        answers.append(app.test_client().get("/shop/console/people", headers={"Accept": "text/html"}).status_code)
    assert answers == [200, 403, 200]


def test_mails_that_are_files_lie_below_the_hosts_instance(tmp_path: Path) -> None:
    from storefront.mount.config import settings_from
    from storefront.mount.ext import _settled

    app = Flask("a_host", instance_path=str(tmp_path))
    for given, found in (("instance/mail", "mail"), ("post/out", "post/out"), ("/var/mail", "/var/mail")):
        settings = _settled(app, settings_from({"SECRET_KEY": "s", "SHOP_MAIL_FOLDER": given}))
        assert settings.mail_folder == str(tmp_path / found)
