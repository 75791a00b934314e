"""Markdown-lite: headings, lists, paragraphs, emphasis, links; all else is text. Cleaned once more at the end."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import nh3

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "a"}
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_SLANTED = re.compile(r"(?<!\*)\*([^*\s][^*]*?)\*(?!\*)")
_LINK = re.compile(r"\[([^\]]+)\]\(((?:https?://|mailto:|/)[^\s()]+)\)")
_ITEM = re.compile(r"(?:[-*]|(\d+)[.)])\s+(.*)")


def rendered(text: str) -> str:
    """`## Heading`, `- item`, `1. item`, `**bold**`, `*slanted*`, `[words](https://…)`; a blank line ends a paragraph,
    a line end within one stays a line end. Safe to put into a page as it is."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    made = "\n".join(part for block in blocks if block.strip() for part in _block(block.strip("\n")))
    return nh3.clean(
        made,
        tags=TAGS,
        attributes={"a": {"href"}, "h2": {"class"}, "h3": {"class"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer",
    )


def _block(block: str) -> Iterator[str]:
    pending: list[str] = []
    lines = block.split("\n")
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        level = 3 if line.startswith("### ") else 2 if line.startswith(("# ", "## ")) else 0
        if (level or _ITEM.match(line)) and pending:
            yield _paragraph(pending)
            pending = []
        if level:
            yield f'<h{level} class="{"h3" if level == 2 else "h4"}">{_inline(line.lstrip("# "))}</h{level}>'
        elif _ITEM.match(line):
            items = [_ITEM.match(one.strip()) for one in lines[at:]]
            count = next((n for n, one in enumerate(items) if one is None), len(items))
            yield _list([one for one in items[:count] if one is not None])
            at += count - 1
        else:
            pending.append(line)
        at += 1
    if pending:
        yield _paragraph(pending)


def _list(items: list[re.Match[str]]) -> str:
    tag = "ol" if items[0][1] else "ul"
    return f"<{tag}>{''.join(f'<li>{_inline(one[2])}</li>' for one in items)}</{tag}>"


def _paragraph(lines: list[str]) -> str:
    return f"<p>{'<br>'.join(_inline(line) for line in lines)}</p>"


def _inline(text: str) -> str:
    escaped = html.escape(text, quote=True)
    linked = _LINK.sub(lambda found: f'<a href="{found[2]}">{found[1]}</a>', escaped)
    return _SLANTED.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", linked))
