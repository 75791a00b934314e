"""The wire: one POST to an address that was looked up and found to be outside, without redirects, with an end."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from foundation.data.runner import forbid_network_in_transaction
from foundation.plain.errors import Invalid
from storefront.webhooks.domain import FIRST_BYTES, is_loopback, may_call, read_url, shown

TIMEOUT = (3.05, 10.0)
Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Reply:
    """What came back; `status` None: nothing did, and `said` is why."""

    status: int | None
    said: str
    took_ms: int


def resolve(host: str, port: int) -> list[str]:
    """The addresses that a name stands for, as this machine looks them up; none for a name that leads nowhere."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class _Pinned(HTTPAdapter):
    """Connects to the address that was checked, whatever the name means a moment later; the certificate is still that
    of the name."""

    def __init__(self, address: str, host: str) -> None:
        self._address, self._host = address, host
        super().__init__(max_retries=0)

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        found: Any = super().build_connection_pool_key_attributes(request, verify, cert)
        target, tls = found
        target["host"] = self._address
        if target["scheme"] == "https":
            tls["server_hostname"] = self._host
            tls["assert_hostname"] = self._host
        return target, tls


def post(
    url: str,
    body: bytes,
    headers: dict[str, str],
    *,
    production: bool,
    private: bool,
    look_up: Resolve = resolve,
) -> Reply:
    """Send once. Never raises for what the other side does; raises `RuntimeError` inside an open transaction."""
    forbid_network_in_transaction()
    began = time.monotonic()
    try:
        target = read_url(url, production=production)
        loopback = not production and is_loopback(target.host)
        address = may_call(look_up(target.host, target.port), private=private, loopback=loopback)
        status, raw = _sent(url, target.host, target.port, address, body, headers)
        said = shown(raw)
    except Invalid as refused:
        status, said = None, refused.sentence
    except requests.RequestException as error:
        status, said = None, _why(error)
    return Reply(status, said, int((time.monotonic() - began) * 1000))


def _sent(url: str, host: str, port: int, address: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    named = f"[{host}]" if ":" in host else host
    with requests.Session() as session:
        session.trust_env = False  # a proxy of the machine's would look the name up anew
        session.mount("https://", _Pinned(address, host))
        session.mount("http://", _Pinned(address, host))
        told = {**headers, "Host": f"{named}:{port}"}
        with session.post(url, data=body, headers=told, timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
            return answer.status_code, answer.raw.read(FIRST_BYTES, decode_content=False) or b""


def _why(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "No answer within ten seconds."
    if isinstance(error, requests.exceptions.SSLError):
        return "The certificate of this address does not hold."
    return "The connection could not be made, or broke."
