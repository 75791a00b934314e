"""axe-core in a real Chromium: every rule that it has, on every page in four forms."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from tests.audit.browsing import FORMS, visit
from tests.audit.inventory import Place, Who

_RUN = """async (rules) => (await axe.run(document, {
  resultTypes: ["violations"], preload: false, ...rules,
})).violations
  .map((one) => `${one.id} (${one.impact}): `
    + one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | "))"""
# A drawing is one picture with a name; axe would ask each of its thousand strokes for its colour.
_BARE = """() => document.querySelectorAll("svg[role=img] > :not(title, desc)").forEach((part) => part.remove())"""
_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 4).map((one) => `${one.tagName.toLowerCase()}.${one.className.baseVal ?? one.className}`)"""
Findings = dict[str, list[str]]


def script() -> str:
    """axe-core as the package carries it; the package itself is for other drivers."""
    spec = importlib.util.find_spec("axe_core_python")
    if spec is None or spec.origin is None:
        raise RuntimeError("axe-core-python is not installed: make audit does that.")
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def look(
    url: str,
    cookies: Mapping[Who, Mapping[str, str]],
    places: Sequence[Place],
    tell: Callable[[Place, Findings], None],
) -> None:
    """Tells of each page what is wrong with it, by form."""
    source = script()

    async def act(page: Page, place: Place) -> None:
        tell(place, await _findings(page, source))

    visit(url, cookies, places, act)


async def _findings(page: Page, source: str) -> Findings:
    """The page is asked all by day; by night only what the colours decide, for nothing else is another then."""
    found: Findings = {}
    await page.evaluate(source)
    await page.evaluate(_BARE)
    for form, (size, scheme) in FORMS.items():
        await page.set_viewport_size(size)
        await page.emulate_media(color_scheme=scheme)
        rules: dict[str, Any] = {} if scheme == "light" else _COLOURS
        found[form] = list(await page.evaluate(_RUN, rules))
        if wide := await page.evaluate(_WIDE):
            found[form].append("wider than the window: " + " ".join(wide))
    return found
