"""Pages that were drawn whole before: the same value in the same frame is the same page, but for two gaps.

A page is a function of the value that it shows and of the names that its templates read of the context. Which names
these can be stands in the compiled templates: each is a constant there. So a page is found again under its value and
what those names mean now, a host's included, and one that reads something of the visitor's own (the request, the
session) is drawn each time. The gaps are a form's token and the number of pieces in the cart.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

from flask import current_app, g, render_template, request
from jinja2 import Environment, Template
from markupsafe import Markup
from werkzeug.local import LocalProxy

from storefront.mount.current import current_shop
from storefront.mount.drawn import GAP, csrf_field, with_gaps

PLACE = "whole"
MOST = 24_000_000  # bytes: a thousand and more of products' pages, each with its frame
PIECES = "cart_count"
_PIECES_GAP = Markup("<!--pieces-->")
_OF_THE_VISITOR = frozenset({"request", "session", "g", "current_user", "get_flashed_messages", "csrf_token", "moment"})
# In the wheel the templates lie inside the package; in a checkout they lie beside it.
_PACKAGE = Path(__file__).resolve().parent.parent
_OURS = str((_PACKAGE if (_PACKAGE / "templates").is_dir() else _PACKAGE.parent) / "templates")
_PLAIN = (str, int, type(None))
_FRAME = ("wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME")


class Page(NamedTuple):
    """Its bytes, and what it was drawn of: as long as that is held, nothing else has its identity."""

    owner: object
    held: tuple[object, ...]
    body: bytes


class Whole:
    """One a shop and process: the longest unused is forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._most, self._held = most, 0
        self._reads: dict[str, tuple[Template, frozenset[str] | None]] = {}

    def find(self, key: Hashable) -> bytes | None:
        found = self._pages.get(key)
        if found is None:
            return None
        self._pages.move_to_end(key)
        return found.body

    def keep(self, key: Hashable, page: Page) -> None:
        self._forget(self._pages.pop(key, None))
        self._pages[key] = page
        self._held += len(page.body)
        while self._held > self._most:
            self._forget(self._pages.popitem(last=False)[1])

    def reads(self, environment: Environment, name: str) -> frozenset[str] | None:
        """The names of the context that the page can read, None where one of them is the visitor's own."""
        template = environment.get_template(name)
        known = self._reads.get(name)
        if known is None or known[0] is not template:
            told = frozenset(_told(environment, template, set()))
            known = self._reads[name] = (template, None if told & _OF_THE_VISITOR else told)
        return known[1]

    def _forget(self, page: Page | None) -> None:
        self._held -= len(page.body) if page else 0


def whole(template: str, owner: object, values: Callable[[], Mapping[str, Any]]) -> str | bytes:
    """`template` drawn with `values()`, which say the same for as long as `owner` is the same: a frozen value that
    lives longer than the request. `owner` is `page` in the template."""
    pages: Whole = current_shop().places.setdefault(PLACE, Whole())
    context: dict[str, Any] = {}
    current_app.update_template_context(context)
    key, held = _key(pages, template, owner, context)
    if key is None:
        return render_template(template, page=owner, **values())
    body = pages.find(key)
    if body is None:
        body = _drawn(template, owner, values(), bool(context.get(PIECES)))
        pages.keep(key, Page(owner, held, body))
    return _filled(body, context.get(PIECES))


def _key(
    pages: Whole, template: str, owner: object, context: Mapping[str, Any]
) -> tuple[Hashable | None, tuple[object, ...]]:
    told = pages.reads(current_app.jinja_env, template)
    if told is None:
        return None, ()
    read = [(name, value) for name, value in context.items() if name in told and name != PIECES]
    if any(isinstance(value, LocalProxy) for _, value in read):
        return None, ()
    settings, environ = current_shop().settings, request.environ
    means = tuple([(name, _meaning(value)) for name, value in read])
    at = tuple([environ.get(name) for name in _FRAME])
    key = (template, id(owner), id(settings), bool(context.get(PIECES)), at, means)
    return key, (settings, *(value for _, value in read))


def _meaning(value: object) -> Hashable:
    """What a name stands for: words and numbers by what they say, all else by being that very thing."""
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, (list, tuple)):
        return tuple([_meaning(one) for one in value])
    return type(value), id(value)


def _told(environment: Environment, template: Template, seen: set[str]) -> Iterator[str]:
    """Every constant of a template and of those that it names: what it reads of the context is among them. One that
    is not the shop's may name others in ways of its own: it is taken for the visitor's."""
    name = template.name or ""
    if name in seen:
        return
    seen.add(name)
    if not (template.filename or "").startswith(_OURS):
        yield "request"
    for code in (template.root_render_func, *template.blocks.values()):
        for constant in _constants(code.__code__):
            yield constant
            if constant.startswith("shop/") and constant.endswith(".html"):
                yield from _told(environment, environment.get_template(constant), seen)


def _constants(code: CodeType) -> Iterator[str]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _constants(constant)
        elif isinstance(constant, str):
            yield constant
        elif isinstance(constant, tuple):
            yield from (one for one in constant if isinstance(one, str))


def _drawn(template: str, owner: object, values: Mapping[str, Any], pieces: bool) -> bytes:
    g.shop_whole = owner
    try:
        gaps = {PIECES: _PIECES_GAP if pieces else 0}
        return with_gaps(lambda: render_template(template, page=owner, **{**values, **gaps})).encode()
    finally:
        del g.shop_whole


def _filled(body: bytes, pieces: object) -> bytes:
    if pieces:
        body = body.replace(_PIECES_GAP.encode(), str(pieces).encode())
    return body.replace(GAP.encode(), csrf_field().encode()) if GAP.encode() in body else body
