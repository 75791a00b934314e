"""A window without a screen: follows links and fills forms as a person without JavaScript would."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests


class Unexpected(Exception):
    """Something is not as it should be; the sentence says what and where."""


@dataclass(frozen=True)
class Button:
    """What a button adds to its form, where it sends it (empty: where the form goes), and what it says."""

    name: str
    value: str
    action: str
    words: str = ""


@dataclass
class Form:
    """A form of a page: where it goes and what it would send as it stands."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)
    words: str = ""


@dataclass
class Row:
    """One entry of a list: what it says, the controls in it as (name, value), the forms that begin in it."""

    words: str = ""
    controls: list[tuple[str, str]] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)

    def control(self, name: str) -> str:
        """The value of the first control called `name`; empty where there is none."""
        return next((value for known, value in self.controls if known == name), "")


class _Reader(HTMLParser):
    """Collects the forms, links and words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.rows: list[Row] = []
        self._row: Row | None = None
        self._form: Form | None = None
        self._button: Button | None = None
        self._select: str | None = None
        self._area: str | None = None
        self._silent = 0
        self._said: list[str] = []
        self._href: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style", "svg"):
            self._silent += 1
        elif tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
            if self._row:
                self._row.forms.append(self._form)
        elif tag == "li":
            self._row = Row()
            self.rows.append(self._row)
        elif tag == "a":
            self._href, self._said = given.get("href"), []
        elif tag == "button":
            self._button, self._said = (
                Button(given.get("name", ""), given.get("value", ""), given.get("formaction", "")),
                [],
            )
        elif tag == "input" and self._form:
            self._input(given)
        elif tag == "select":
            self._select = given.get("name")
        elif (
            tag == "option"
            and self._form
            and self._select
            and ("selected" in given or self._select not in self._form.values)
        ):
            self._form.values[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._area, self._said = given.get("name"), []

    def _input(self, given: dict[str, str]) -> None:
        assert self._form is not None
        kind, name = given.get("type", "text"), given.get("name", "")
        if self._row:
            self._row.controls.append((name, given.get("value", "")))
        if kind in ("submit", "image"):
            self._form.buttons.append(
                Button(name, given.get("value", ""), given.get("formaction", ""), given.get("value", ""))
            )
        elif name and (kind not in ("radio", "checkbox") or "checked" in given):
            self._form.values[name] = given.get("value", "on" if kind == "checkbox" else "")

    def handle_endtag(self, tag: str) -> None:
        said = " ".join(" ".join(self._said).split())
        if tag in ("script", "style", "svg"):
            self._silent -= 1
        elif tag == "form":
            self._form = None
        elif tag == "li":
            self._row = None
        elif tag == "a" and self._href is not None:
            self.links.append((self._href, said))
            self._href = None
        elif tag == "button" and self._button is not None:
            if self._form:
                self._form.buttons.append(replace(self._button, words=said))
            self._button = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._form and self._area:
            self._form.values[self._area] = "".join(self._said).removeprefix("\n")  # as typed: lines are kept
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        self.text.append(data)
        self._said.append(data)
        if self._form:
            self._form.words += data
        if self._row:
            self._row.words += data


class Window:
    """One person's window: cookies of its own, the page it shows."""

    def __init__(self, base: str) -> None:
        self._base, self._session = base, requests.Session()
        self._session.headers["Accept"] = "text/html"
        self.url, self._page, self.status = base, _Reader(), 0

    def open(self, address: str, *, expect: int = 200) -> Window:
        return self._show(self._session.get(urljoin(self.url, address), timeout=30), expect)

    def _show(self, response: requests.Response, expect: int) -> Window:
        self.url, self.status = response.url, response.status_code
        self._page = _Reader()
        self._page.feed(response.text)
        if response.status_code != expect:
            raise Unexpected(f"{response.url} answered {response.status_code}, not {expect}: {self.words[:400]}")
        return self

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._page.text).split())

    def must_say(self, *sentences: str) -> Window:
        """Raises `Unexpected` unless the page has each of these words, in any case."""
        for sentence in sentences:
            if sentence.casefold() not in self.words.casefold():
                raise Unexpected(f"{self.url} does not say “{sentence}”: {self.words[:600]}")
        return self

    def link(self, part: str) -> str:
        """The first address that has `part` in it, or in its words."""
        for href, said in self._page.links:
            if part in href or part.casefold() in said.casefold():
                return href
        raise Unexpected(f"{self.url} has no link “{part}”.")

    def follow(self, part: str) -> Window:
        return self.open(self.link(part))

    @property
    def all_links(self) -> list[tuple[str, str]]:
        return self._page.links

    def links(self, part: str, *, distinct: bool = False) -> list[str]:
        """Every address that has `part` in it, in the page's order; `distinct`: each at its last place only."""
        found = [href for href, _ in self._page.links if part in href]
        return list(dict.fromkeys(reversed(found)))[::-1] if distinct else found

    def link_said(self, words: str, part: str) -> str:
        """The first address with `part` in it whose link says `words`."""
        for href, said in self._page.links:
            if part in href and words in said:
                return href
        raise Unexpected(f"{self.url} has no link “{words}” to {part}.")

    def rows(self, words: str) -> list[Row]:
        """The entries of lists that say `words`."""
        return [row for row in self._page.rows if words in row.words]

    def form(self, part: str) -> Form:
        """The first form that goes to an address with `part` in it."""
        for form in self._page.forms:
            if part in (form.action or self.url):
                return form
        raise Unexpected(f"{self.url} has no form to “{part}”: {[f.action for f in self._page.forms]}")

    def forms(self, part: str) -> list[Form]:
        return [form for form in self._page.forms if part in (form.action or self.url)]

    def send(self, form: Form, *, press: str = "", expect: int = 200, **values: str) -> Window:
        """Send `form` with some values changed, by the button that says `press` (by none, unless told)."""
        chosen = [b for b in form.buttons if press.casefold() in b.words.casefold() or (press and press in b.value)]
        if press and not chosen:
            raise Unexpected(f"{self.url} has no button “{press}”: {form.buttons}")
        data, action = form.values | values, form.action
        if press and chosen[0].name:
            data[chosen[0].name] = chosen[0].value
        if press:
            action = chosen[0].action or action
        address = urljoin(self.url, action)
        if form.method == "get":
            return self._show(self._session.get(address, params=data, timeout=30), expect)
        return self._show(self._session.post(address, data=data, timeout=60), expect)
