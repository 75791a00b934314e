"""The only module that talks to carriers: one session each, time-outs, retries where they are safe, tokens, brakes.

What is retried here: GET on 429 and 5xx (honouring Retry-After while it is short) and any request that never left.
A POST or DELETE that left and got no answer raises `CarrierOutcomeUnknown`; only a verb with an idempotency check may
make it again.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

from carriers.errors import (
    CarrierAuth,
    CarrierMalformed,
    CarrierOutcomeUnknown,
    CarrierRateLimited,
    CarrierUnavailable,
)
from carriers.limits import Breaker, TokenBucket
from foundation.plain.clock import Clock, SystemClock

TIMEOUT = (3.05, 15.0)
LONGEST_WAIT = 10  # seconds a worker sleeps on a Retry-After; longer ones are the queue's business, not a thread's
EARLY = timedelta(seconds=60)
MAX_REPLY = 16 * 1024 * 1024
_TRANSIENT = frozenset({429, 500, 502, 503, 504})
_SAFE = frozenset({"GET"})


def no_guard() -> None:
    """The guard of a program without a database: always fine."""


@dataclass(frozen=True)
class Link:
    """What the host hands to every transport. `guard` runs before each request and raises to forbid it (the shop's
    raises while a database transaction is open); `clock` and `sleep` are turned by hand in tests."""

    clock: Clock = field(default_factory=SystemClock)
    sleep: Callable[[float], None] = time.sleep
    guard: Callable[[], None] = no_guard
    timeout: tuple[float, float] = TIMEOUT


@dataclass(frozen=True)
class Reply:
    """Bytes as they came; parsing is somebody else's."""

    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class ClientCredentials:
    """OAuth 2 client credentials at `token_path` (RFC 6749 section 4.4, Basic as in 2.3.1)."""

    token_path: str
    client_id: str
    client_secret: str
    headers: Mapping[str, str]


class _Waits(Retry):
    """urllib3's retry with our sleep, and no patience beyond `LONGEST_WAIT`."""

    def __init__(self, *args: Any, pause: Callable[[float], None] = time.sleep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pause = pause

    def new(self, **kwargs: Any) -> _Waits:
        return super().new(pause=self._pause, **kwargs)

    def sleep_for_retry(self, response: BaseHTTPResponse) -> bool:
        wait = self.get_retry_after(response)
        if not wait:
            return False
        if wait > LONGEST_WAIT:
            raise _TooLong(int(wait))
        self._pause(wait)
        return True

    def _sleep_backoff(self) -> None:
        backoff = self.get_backoff_time()
        if backoff > 0:
            self._pause(backoff)


def _retries(pause: Callable[[float], None]) -> _Waits:
    """Twice after a bad status, once after a lost connection; connecting is tried again for every method."""
    return _Waits(
        total=3,
        connect=1,
        read=1,
        status=2,
        other=0,
        redirect=0,
        backoff_factor=0.3,
        status_forcelist=_TRANSIENT,
        allowed_methods=_SAFE,
        raise_on_status=False,
        pause=pause,
    )


class _TooLong(HTTPError):
    def __init__(self, seconds: int) -> None:
        super().__init__(f"Retry-After {seconds}")
        self.seconds = seconds


class _Bearer(AuthBase):
    """Set as `auth` and not as a header, because requests lets a .netrc override the header."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Transport:
    """One carrier, one credential. Thread-safe: requests' sessions share a pool, tokens are kept under a lock."""

    def __init__(
        self,
        carrier: str,
        base_url: str,
        link: Link,
        *,
        oauth: ClientCredentials | None = None,
        bearer: str = "",
        per_minute: int = 300,
        burst: int = 30,
    ) -> None:
        self.carrier, self._base, self._link = carrier, base_url.rstrip("/"), link
        self._oauth, self._bearer = oauth, bearer
        self._bucket = TokenBucket(link.clock, per_minute, burst)
        self._breaker = Breaker(link.clock)
        self._token: tuple[str, datetime] | None = None
        self._lock = threading.Lock()
        self._session = requests.Session()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=_retries(link.sleep)))

    def get(
        self, path: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Ask; retried on 429, 5xx and lost connections. Raises `CarrierUnavailable` and its kin."""
        return self._call("GET", path, params=params, headers=headers)

    def post(self, path: str, body: Mapping[str, Any], *, headers: Mapping[str, str] | None = None) -> Reply:
        """Do, once. Raises `CarrierOutcomeUnknown` when it left and no answer came."""
        return self._call("POST", path, json=body, headers=headers)

    def delete(self, path: str, *, headers: Mapping[str, str] | None = None) -> Reply:
        """Undo, once; errors as for `post`."""
        return self._call("DELETE", path, headers=headers)

    def _call(self, method: str, path: str, **kwargs: Any) -> Reply:
        if self._oauth is None:
            return self._checked(method, self._send(method, path, auth=_Bearer(self._bearer), **kwargs))
        token = self._access_token(self._oauth)
        reply = self._send(method, path, auth=_Bearer(token), **kwargs)
        if reply.status == 401:
            # A token can die before its time; a 401 was not carried out, so one more try is safe for any method.
            fresh = self._access_token(self._oauth, stale=token)
            reply = self._send(method, path, auth=_Bearer(fresh), **kwargs)
        return self._checked(method, reply)

    def _access_token(self, oauth: ClientCredentials, stale: str = "") -> str:
        """The cached token until 60 s before its expiry; one thread fetches while the others wait for it."""
        with self._lock:
            if self._token and self._token[0] != stale and self._token[1] > self._link.clock.now():
                return self._token[0]
            basic = HTTPBasicAuth(oauth.client_id, oauth.client_secret)
            form = {"grant_type": "client_credentials"}
            reply = self._send("POST", oauth.token_path, auth=basic, data=form, headers=oauth.headers)
            if reply.status in (400, 401, 403):
                raise CarrierAuth(
                    f"{self.carrier} does not accept the shop's credentials. Check them in the carrier's settings.",
                    carrier=self.carrier,
                    code=str(reply.status),
                )
            token, seconds = read_token(self.carrier, self._checked("GET", reply))
            self._token = (token, self._link.clock.now() + timedelta(seconds=seconds) - EARLY)
            return token

    def _send(self, method: str, path: str, **kwargs: Any) -> Reply:
        """One request on the wire, after the guard, the brake and the quota have agreed."""
        self._link.guard()
        wait = self._breaker.wait()
        if wait:
            raise CarrierUnavailable(
                f"{self.carrier} has not answered for a while. We try again in a moment.",
                carrier=self.carrier,
                retry_after=int(wait) + 1,
            )
        self._take_turn()
        try:
            reply = self._exchange(method, path, **kwargs)
        except CarrierUnavailable:
            self._breaker.failed()
            raise
        if reply.status >= 500:
            self._breaker.failed()
        else:
            self._breaker.succeeded()
        return reply

    def _exchange(self, method: str, path: str, **kwargs: Any) -> Reply:
        try:
            with self._session.request(
                method, self._base + path, timeout=self._link.timeout, allow_redirects=False, stream=True, **kwargs
            ) as response:
                body = response.raw.read(MAX_REPLY + 1, decode_content=True)
                if len(body) > MAX_REPLY:
                    raise CarrierMalformed(f"{self.carrier} sent more than it should.", carrier=self.carrier)
                return Reply(response.status_code, body, dict(response.headers))
        except _TooLong as error:
            raise self._limited(error.seconds) from None
        except (requests.RequestException, HTTPError) as error:
            raise self._lost(method, error) from error

    def _take_turn(self) -> None:
        """Wait for the quota; a few turns at most, because other threads may take the call we waited for."""
        wait = self._bucket.take()
        for _ in range(3):
            if not wait or wait > LONGEST_WAIT:
                break
            self._link.sleep(wait)
            wait = self._bucket.take()
        if wait:
            raise self._limited(int(wait) + 1)

    def _limited(self, seconds: int | None) -> CarrierRateLimited:
        sentence = f"{self.carrier} asks us to slow down. We try again shortly."
        return CarrierRateLimited(sentence, carrier=self.carrier, code="429", retry_after=seconds)

    def _lost(self, method: str, error: Exception) -> CarrierUnavailable:
        if method in _SAFE or never_left(error):
            return CarrierUnavailable(
                f"{self.carrier} cannot be reached. Nothing was sent; try again in a moment.", carrier=self.carrier
            )
        return CarrierOutcomeUnknown(
            f"{self.carrier} did not answer. It may have been done; we check before trying again.",
            carrier=self.carrier,
        )

    def _checked(self, method: str, reply: Reply) -> Reply:
        """Pass answers a parser can read (2xx and 4xx); raise for those that only say *not now*.

        A gateway's 5xx says nothing of what happened behind it, so for a call with an effect the outcome is unknown.
        A token request has none and is checked as a GET.
        """
        if reply.status == 429:
            after = reply.headers.get("Retry-After", "")
            raise self._limited(int(after) if after.isdecimal() else None)
        if reply.status >= 500:
            kind = CarrierUnavailable if method in _SAFE else CarrierOutcomeUnknown
            raise kind(
                f"{self.carrier} has trouble of its own. We try again in a moment.",
                carrier=self.carrier,
                code=str(reply.status),
            )
        return reply


def never_left(error: Exception) -> bool:
    """Whether the request certainly did not reach the carrier: no connection was ever made."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, NewConnectionError)


def read_token(carrier: str, reply: Reply) -> tuple[str, int]:
    """The access token and its life in seconds. UPS sends the number as a string."""
    try:
        data = json.loads(reply.body)
        return str(data["access_token"]), int(data["expires_in"])
    except (ValueError, KeyError, TypeError):
        raise CarrierMalformed(f"{carrier} sent no usable token. We try again shortly.", carrier=carrier) from None
