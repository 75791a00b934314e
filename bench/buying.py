"""A shopper over HTTP who buys one tin of something and pays: returns the signed link to the order."""

from __future__ import annotations

import re
import time

import requests

HOME = {
    "line1": "Møllevej 4", "line2": "", "postcode": "24937", "city": "Flensburg", "country": "DE",
    "phone": "+49 461 555010", "floor": "0", "lift": "none", "notes": "",
}  # fmt: skip
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')
_LINK = re.compile(r"/o/([A-Za-z0-9_.\-]+)")


class Shopper:
    """One visitor with a cookie jar. Raises `RuntimeError` at the first answer that is not as it should be."""

    def __init__(self, url: str) -> None:
        self._url, self._session = url, requests.Session()
        self._csrf = _found(_TOKEN, self._session.get(url + "/orders/find", timeout=30).text)

    def buys(self, sku: str) -> str:
        """Cart, contact, delivery, review, card; returns the token of the order's page."""
        self._post("/cart/add", sku=sku, quantity="1")
        self._post("/checkout/contact", email="load@example.com", name="Load Runner", phone="+49 461 555010")
        page = self._post("/checkout/delivery", **HOME)
        paying = self._post("/checkout/review", seen=_found(_SEEN, page.text))
        done = self._post(paying.url.removeprefix(self._url), card="approve")
        return self._settled(done)

    def _settled(self, page: requests.Response) -> str:
        deadline = time.monotonic() + 30
        while not (link := _LINK.search(page.text)):
            if time.monotonic() > deadline:
                raise RuntimeError(f"No link to the order on {page.url}")
            time.sleep(0.2)
            page = self._session.get(page.url, timeout=30)
        return link[1]

    def _post(self, path: str, **form: str) -> requests.Response:
        data = {"csrf_token": self._csrf, **form}
        answer = self._session.post(self._url + path, data=data, timeout=30)
        if answer.status_code != 200:
            raise RuntimeError(f"POST {path}: {answer.status_code} {answer.text[:400]}")
        return answer


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    if found is None:
        raise RuntimeError(f"{pattern.pattern} is not on the page: {text[:300]}")
    return found[1]
