"""Parts of pages that were drawn before: the same value is the same markup, for as long as it is the same.

A template says `{% call kept(page, 'content') %}…{% endcall %}` round what depends on that value, on the settings and
on nothing of the visitor's. A form's token is the visitor's own: in what is kept there is a gap for it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from flask import g, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from storefront.mount.current import current_shop

PLACE = "drawn"
MOST = 12_000_000  # characters of markup: some thousand products' pages, or what a day of odd addresses brings
GAP = Markup("<!--token-->")
_FIELD = Markup('<input type="hidden" name="csrf_token" value="{}">')


class Drawn:
    """One a shop and process: what was drawn, the longest unused of it forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self._parts: OrderedDict[Hashable, tuple[object, object, Markup]] = OrderedDict()
        self._most, self._held = most, 0

    def find(self, key: Hashable, owner: object, settings: object) -> Markup | None:
        found = self._parts.get(key)
        if found is None or found[0] is not owner or found[1] is not settings:
            return None
        self._parts.move_to_end(key)
        return found[2]

    def keep(self, key: Hashable, owner: object, settings: object, markup: Markup) -> None:
        self._forget(self._parts.pop(key, None))
        self._parts[key] = (owner, settings, markup)
        self._held += len(markup)
        while self._held > self._most:
            self._forget(self._parts.popitem(last=False)[1])

    def _forget(self, part: tuple[object, object, Markup] | None) -> None:
        self._held -= len(part[2]) if part else 0


def kept(owner: object, *names: Hashable, caller: Callable[[], str]) -> Markup:
    """What `caller` draws of `owner`, a frozen value that lives longer than the request; `names` tell its parts apart.

    The owner is held with its markup: as long as that is, no other value has its identity."""
    if g.get("shop_whole") is owner:  # what is kept whole need not be kept by its parts
        return Markup(caller())  # noqa: S704 - what a macro of ours has escaped
    shop = current_shop()
    drawn: Drawn = shop.places.setdefault(PLACE, Drawn())
    key, settings = (id(owner), request.script_root, *names), shop.settings
    markup = drawn.find(key, owner, settings)
    if markup is None:
        markup = with_gaps(caller)
        drawn.keep(key, owner, settings, markup)
    return Markup(markup.replace(GAP, csrf_field())) if GAP in markup else markup  # noqa: S704 - drawn by Jinja


def with_gaps(caller: Callable[[], str]) -> Markup:
    """What `caller` draws, with a gap for each token."""
    outer: Any = g.get("shop_gaps")
    g.shop_gaps = True
    try:
        return Markup(caller())  # noqa: S704 - what a macro of ours has escaped
    finally:
        g.shop_gaps = outer


def csrf_token() -> str:
    """The visitor's token, for a form or a script."""
    return str(generate_csrf())  # type: ignore[no-untyped-call]  # the library has no types here


def csrf_field() -> Markup:
    """The token as a hidden field; a gap for it in what is kept, and none on a page that everybody gets alike."""
    if g.get("shop_gaps"):
        return GAP
    return Markup("") if g.get("shop_alike") else _FIELD.format(csrf_token())
