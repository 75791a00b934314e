"""A browser without a window that stays signed in, and whose cookies a browser with a window can take over."""

from __future__ import annotations

import re
import time
from email import message_from_bytes, policy
from pathlib import Path

import requests

from tests.journey.window import Unexpected, Window

STAFF = ("mette@hall-three.example", "hall-three-demo")
CUSTOMER = ("ruth.keller@neckarpost.example", "hall-three-demo")
PATIENCE_S = 40


class Visitor(Window):
    """`path` and `html` say where it is and what it sees."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.home = url

    def get(self, path: str) -> requests.Response:
        return self._session.get(self.home + path, timeout=60)

    def sign_in(self, email: str, password: str) -> None:
        self.open("/login")
        self.send(self.form("/login"), email=email, password=password)

    def fills(self, address: str, part: str, *, press: str = "", expect: int = 200, **values: str) -> str:
        """Open a page, send its form that goes to `part`, and say on which address that ends."""
        self.open(address)
        here = [form for form in self.forms(part) if (form.action or self.path.partition("?")[0]).endswith(part)]
        self.send((here or [self.form(part)])[0], press=press, expect=expect, **values)
        return self.path

    def _show(self, response: requests.Response, expect: int) -> Window:
        self.html = response.text
        return super()._show(response, expect)

    @property
    def path(self) -> str:
        return self.url.removeprefix(self.home)

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self._session.cookies}


def mailed(mail: Path, to: str, part: str) -> str:
    """The newest address with `part` in it that the worker has mailed to somebody. Raises `Unexpected`."""
    pattern = re.compile(rf"https?://[^/\s]+(\S*{re.escape(part)}\S+)")
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        for file in sorted(mail.glob("*.eml"), key=lambda one: -one.stat().st_mtime_ns):
            letter = message_from_bytes(file.read_bytes(), policy=policy.default)
            text = letter.get_body(("plain",))
            if to in str(letter["To"]) and text and (found := pattern.search(str(text.get_content()))):
                return found[1].rstrip(".")
        time.sleep(0.2)
    raise Unexpected(f"No mail to {to} with {part} in it after {PATIENCE_S} s.")
