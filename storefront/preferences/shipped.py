"""The words that the shop came with, as somebody would have typed them: what a first text of one's own begins from."""

from __future__ import annotations

import html
import re

from flask import render_template

from storefront.preferences.domain import HELP, LEGAL

_BODY = re.compile(r"<article[^>]*>.*?</h1>(.*?)</article>", re.S)
_MARKS = (
    (re.compile(r"<h2[^>]*>(.*?)</h2>", re.S), r"\n\n## \1\n\n"),
    (re.compile(r"<li[^>]*>(.*?)</li>", re.S), r"\n- \1"),
    (re.compile(r"</?(?:ul|ol)[^>]*>"), "\n"),
    (re.compile(r"<br\s*/?>\s*"), "\n"),
    (re.compile(r"<strong>(.*?)</strong>", re.S), r"**\1**"),
    (re.compile(r'<a[^>]* href="([^"]+)"[^>]*>(.*?)</a>', re.S), r"[\2](\1)"),
    (re.compile(r"<p[^>]*>(.*?)</p>", re.S), r"\n\n\1\n\n"),
    (re.compile(r"<svg.*?</svg>", re.S), ""),
    (re.compile(r"<[^>]+>"), ""),
)


def shipped_words(topic: str) -> str:
    """The page's own template, turned back into Markdown-lite. Its drawings are left out."""
    folder, topics = ("help", HELP) if topic in HELP else ("legal", LEGAL)
    found = _BODY.search(render_template(f"shop/catalogue/{folder}/{topic}.html", topic=topic, topics=topics))
    text = found[1] if found else ""
    for mark, typed in _MARKS:
        text = mark.sub(typed, text)
    return re.sub(r"\n{3,}", "\n\n", html.unescape(text)).strip()
