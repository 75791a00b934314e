"""A seller at the editor: opens a section, types into its form, sends it as a browser without JavaScript does."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from foundation.plain.scope import EVERY_SELLER
from storefront.configurator import drafting
from storefront.mount.current import ShopState

MODEL = "/console/models/KAST-TABLE"
DRAFT = f"{MODEL}/draft"


@dataclass
class Editor:
    """The seller's browser."""

    app: Flask
    shop: ShopState
    client: FlaskClient

    def open(self, path: str) -> TestResponse:
        g.pop("shop_staff", None)
        return self.client.get(path)

    def start(self) -> None:
        form = fields(self.open(MODEL).text, f"{DRAFT}")
        assert self.client.post(DRAFT, data=form).status_code == 303

    def form(self, path: str) -> MultiDict[str, str]:
        """The section's form as it stands."""
        page = self.open(f"{DRAFT}/{path}")
        assert page.status_code == 200, page.text
        return fields(page.text, f"{DRAFT}/{path.split('?')[0]}")

    def send(self, path: str, form: MultiDict[str, str], **typed: Any) -> TestResponse:
        for name, value in typed.items():
            form.setlist(name, value if isinstance(value, list) else [value])
        return self.client.post(f"{DRAFT}/{path}", data=form)

    def save(self, path: str, **typed: Any) -> TestResponse:
        """Open, type, send. Names with signs in them are given as `**{"o-0-label": …}`."""
        form = self.form(path)
        return self.send(path.split("?")[0], form, action="save", **typed)

    @property
    def document(self) -> dict[str, Any]:
        return self.shop.read(lambda work: drafting.open_draft(work, EVERY_SELLER, "KAST-TABLE")).document

    def rule(self, rule_id: str) -> dict[str, Any]:
        return next(rule for rule in self.document["rules"] if rule["id"] == rule_id)


def fields(page: str, action: str) -> MultiDict[str, str]:
    """What a browser would send of the form that goes to `action`: ticked boxes, chosen options, typed words."""
    body = next(
        (
            one[2]
            for one in re.findall(r'<form([^>]*)action="([^"]*)"[^>]*>(.*?)</form>', page, re.S)
            if one[1] == action
        ),
        None,
    )
    assert body is not None, f"no form for {action}"
    found = MultiDict[str, str]()
    for tag in re.findall(r"<input[^>]*>", body):
        name, kind = _attribute(tag, "name"), _attribute(tag, "type") or "text"
        if name and (kind not in ("checkbox", "radio") or " checked" in tag):
            found.add(name, _attribute(tag, "value"))
    for name, words in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', body, re.S):
        found.add(name, html.unescape(words))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', body, re.S):
        tags = re.findall(r"<option[^>]*>", options)
        chosen = next((tag for tag in tags if " selected" in tag), tags[0] if tags else "")
        found.add(name, _attribute(chosen, "value"))
    return found


def _attribute(tag: str, name: str) -> str:
    value = re.search(rf' {name}="([^"]*)"', tag)
    return html.unescape(value[1]) if value else ""
