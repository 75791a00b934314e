"""axe-core in a real Chromium: every rule that it has, on one page after the other."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.audit.inventory import Place

FORMS: Mapping[str, tuple[dict[str, int], Literal["light", "dark"]]] = {
    "phone, light": ({"width": 390, "height": 844}, "light"),
    "phone, dark": ({"width": 390, "height": 844}, "dark"),
    "desk, light": ({"width": 1280, "height": 900}, "light"),
    "desk, dark": ({"width": 1280, "height": 900}, "dark"),
}
_RUN = """async (rules) => (await axe.run(document, { resultTypes: ["violations"], ...rules })).violations
  .map((one) => `${one.id} (${one.impact}): `
    + one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | "))"""
# A drawing is one picture with a name; axe would ask each of its thousand strokes for its colour.
_BARE = """() => document.querySelectorAll("svg[role=img] > :not(title, desc)").forEach((part) => part.remove())"""
_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
_WIDE = "document.documentElement.scrollWidth > innerWidth"


def script() -> str:
    """axe-core as the package carries it; the package itself is for other drivers."""
    spec = importlib.util.find_spec("axe_core_python")
    if spec is None or spec.origin is None:
        raise RuntimeError("axe-core-python is not installed: make audit does that.")
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def chromium() -> str:
    """The browser's program. Raises `RuntimeError` where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise RuntimeError("There is no Chromium here: bash tests/servers/install_browser.sh")
    return found


@contextmanager
def looking(url: str, cookies: Mapping[str, Mapping[str, str]]) -> Iterator[Callable[[Place], dict[str, list[str]]]]:
    """A function that says what is wrong with a page, by form. `cookies` by who looks."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), chromium_sandbox=False)
        source, contexts = script(), {}
        for who, own in cookies.items():
            contexts[who] = _context(browser, url, own)
        yield lambda place: _findings(contexts[place.who], source, place)
        browser.close()


def _context(browser: Browser, url: str, cookies: Mapping[str, str]) -> BrowserContext:
    context = browser.new_context(base_url=url, reduced_motion="reduce")
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    return context


def _findings(context: BrowserContext, source: str, place: Place) -> dict[str, list[str]]:
    """The page is asked all by day; by night only what the colours decide, for nothing else is another then."""
    page, found = context.new_page(), {}
    try:
        page.goto(place.address)
        page.evaluate(source)
        page.evaluate(_BARE)
        for form, (size, scheme) in FORMS.items():
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.emulate_media(color_scheme=scheme)
            rules: dict[str, Any] = {} if scheme == "light" else _COLOURS
            found[form] = list(page.evaluate(_RUN, rules))
            if page.evaluate(_WIDE):
                found[form].append("wider than the window")
    finally:
        page.close()
    return found
