"""A real Chromium that goes through pages in several tabs at once; each person has a context of their own."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal

from playwright.async_api import Browser, BrowserContext, Page, Route, ViewportSize, async_playwright

from tests.audit.inventory import Place, Who

PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)
FORMS: Mapping[str, tuple[ViewportSize, Literal["light", "dark"]]] = {
    "phone, light": (PHONE, "light"),
    "phone, dark": (PHONE, "dark"),
    "desk, light": (DESK, "light"),
    "desk, dark": (DESK, "dark"),
}
TABS = 3
Act = Callable[[Page, Place], Awaitable[None]]


def chromium() -> str:
    """The browser's program. Raises `RuntimeError` where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise RuntimeError("There is no Chromium here: bash tests/servers/install_browser.sh")
    return found


def visit(url: str, cookies: Mapping[Who, Mapping[str, str]], places: Sequence[Place], act: Act) -> None:
    """Opens every place and lets `act` look at it."""
    asyncio.run(_visit(url, cookies, places, act))


async def _visit(url: str, cookies: Mapping[Who, Mapping[str, str]], places: Sequence[Place], act: Act) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), chromium_sandbox=False)
        contexts = {who: await _context(browser, url, own) for who, own in cookies.items()}
        waiting = list(reversed(places))
        await asyncio.gather(*(_tab(contexts, waiting, act) for _ in range(TABS)))
        await browser.close()


async def _tab(contexts: Mapping[Who, BrowserContext], waiting: list[Place], act: Act) -> None:
    while waiting:
        place = waiting.pop()
        page = await contexts[place.who].new_page()
        try:
            if place.html:
                await page.route("**" + place.address, _given(place.html))
            await page.goto(place.address)
            await act(page, place)
        finally:
            await page.close()


def _given(html: str) -> Callable[[Route], Awaitable[None]]:
    async def answer(route: Route) -> None:
        await route.fulfill(body=html, content_type="text/html; charset=utf-8")

    return answer


async def _context(browser: Browser, url: str, cookies: Mapping[str, str]) -> BrowserContext:
    context = await browser.new_context(base_url=url, reduced_motion="reduce", viewport=PHONE)
    await context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    return context
