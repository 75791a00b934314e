"""What a page keeps to while it follows by itself: older answers and the finger on a button."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, Route, expect

from tests.browser.acts import PATIENCE_MS, sign_in

Open = Callable[..., Page]
BOARD = "/console/production"
RENEW = """async () => {
    const taps = await import(new URL("taps.js", document.querySelector("script[src*='board.js']").src).href);
    taps.renew();
}"""


def test_an_older_answer_never_takes_the_place_of_a_newer_one(window: Open) -> None:
    page = _board(window)
    held: list[Route] = []
    page.route(_asks, lambda route: held.append(route))
    for _ in range(2):
        with page.expect_request(_asks):
            page.evaluate(RENEW)
    page.evaluate("() => fetch('/')")  # by its answer, whatever was asked before it has been seen
    older, newer = held[-2:]  # the stream may have asked as well
    _answer(newer, "the newer")
    expect(page.get_by_text("the newer")).to_be_visible(timeout=PATIENCE_MS)
    with page.expect_event("requestfinished", lambda request: request == older.request):
        _answer(older, "the older")
    page.evaluate("() => fetch('/')")
    expect(page.get_by_text("the newer")).to_be_visible()


def test_what_is_under_a_finger_stays_until_the_finger_is_lifted(window: Open) -> None:
    page = _board(window)
    page.clock.install()
    page.goto(BOARD)
    page.clock.pause_at(page.evaluate("() => Date.now()") + 60_000)
    page.route(_asks, lambda route: _answer(route, "fresh"))
    page.mouse.move(5, 5)
    page.mouse.down()
    with page.expect_event("requestfinished", lambda request: _asks(request.url)):
        page.evaluate(RENEW)
    page.evaluate("() => fetch('/')")
    assert page.get_by_text("fresh", exact=True).count() == 0
    page.mouse.up()
    page.clock.run_for(100)
    expect(page.get_by_text("fresh", exact=True)).to_be_visible(timeout=PATIENCE_MS)


def _board(window: Open) -> Page:
    page = window(reduced_motion="reduce")
    sign_in(page)
    page.goto(BOARD)
    return page


def _asks(url: Request | str) -> bool:
    return urlsplit(url if isinstance(url, str) else url.url).path == BOARD


def _answer(route: Route, words: str) -> None:
    route.fulfill(body=f"<div id='board'><p>{words}</p></div>", content_type="text/html")
