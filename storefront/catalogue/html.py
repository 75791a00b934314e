"""Product texts may carry a little HTML; everything else is taken out before it is stored."""

from __future__ import annotations

import html
import re

import nh3

TAGS = {"p", "br", "strong", "b", "em", "i", "ul", "ol", "li", "h3", "h4", "blockquote", "a", "sub", "sup"}
ATTRIBUTES = {"a": {"href", "title"}}
SCHEMES = {"https", "http", "mailto"}
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")


def clean_html(raw: str) -> str:
    """`raw` with only the allowed tags and attributes left: no script, no style, no handler, no odd scheme."""
    return nh3.clean(
        raw.strip(), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow noopener noreferrer"
    )


def plain_text(markup: str) -> str:
    """The words of cleaned markup, for search, feeds and descriptions of a page."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", markup))).strip()
