"""Every page as a picture in four forms, and contact sheets of them: to be looked at by people."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from playwright.async_api import FloatRect, Page, async_playwright

from tests.audit.browsing import FORMS, chromium, visit
from tests.audit.inventory import Place, Who

MOST = 2400  # px of a page's height that are taken
ON_A_SHEET = {"phone": 24, "desk": 12}
_STYLE = """body{margin:0;background:#888;display:grid;gap:8px;padding:8px;font:12px sans-serif;align-items:start}
figure{margin:0;overflow:hidden}img{width:100%;display:block}
.phone{grid-template-columns:repeat(8,1fr);width:1800px}.phone img{max-height:none}
.phone figure{height:600px}.desk{grid-template-columns:repeat(4,1fr);width:2000px}.desk figure{height:560px}"""


def take(url: str, cookies: Mapping[Who, Mapping[str, str]], places: Sequence[Place], to: Path) -> None:
    """`<form>/<name>.png` of every place, and `sheet-<form>-<n>.png`."""
    to.mkdir(parents=True, exist_ok=True)

    async def act(page: Page, place: Place) -> None:
        for form, (size, scheme) in FORMS.items():
            await page.set_viewport_size(size)
            await page.emulate_media(color_scheme=scheme)
            await page.evaluate("document.querySelectorAll('img').forEach((one) => { one.loading = 'eager' })")
            high = await page.evaluate("document.documentElement.scrollHeight")
            clip = FloatRect(x=0, y=0, width=size["width"], height=min(high, MOST))
            await page.screenshot(path=_file(to, form, place), full_page=True, clip=clip)

    visit(url, cookies, places, act)
    asyncio.run(_sheets(places, to))


def _file(to: Path, form: str, place: Place) -> Path:
    return (
        to / form.replace(", ", "-") / (place.name.removeprefix("shop.").replace("/", "-").replace(" ", "-") + ".png")
    )


async def _sheets(places: Sequence[Place], to: Path) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), chromium_sandbox=False)
        page = await browser.new_page(viewport={"width": 2000, "height": 1000})
        for name, html in _pages(places, to):
            file = to / f"{name}.html"
            file.write_text(html, encoding="utf-8")
            await page.goto(file.as_uri())
            await page.screenshot(path=to / f"{name}.png", full_page=True)
        await browser.close()


def _pages(places: Sequence[Place], to: Path) -> Iterator[tuple[str, str]]:
    for form in FORMS:
        kind = form.partition(",")[0]
        each = ON_A_SHEET[kind]
        for number, start in enumerate(range(0, len(places), each), 1):
            some = "".join(
                f'<figure>{escape(place.name)}<img src="{_file(to, form, place).as_uri()}"></figure>'
                for place in places[start : start + each]
            )
            body = f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style><body class="{kind}">{some}'
            yield f"sheet-{form.replace(', ', '-')}-{number:02}", body
