"""Two small brakes: one keeps us inside a carrier's quota, the other stops us hammering a carrier that is down."""

from __future__ import annotations

import threading
from datetime import datetime

from foundation.plain.clock import Clock


class TokenBucket:
    """`per_minute` calls on average with bursts of `burst`, per credential. Thread-safe."""

    def __init__(self, clock: Clock, per_minute: int, burst: int) -> None:
        self._clock, self._per_minute, self._burst = clock, per_minute, burst
        self._tokens = float(burst)
        self._at = clock.now()
        self._lock = threading.Lock()

    def take(self) -> float:
        """Take one call. 0.0 if it may go at once, else the seconds to wait; then nothing was taken."""
        with self._lock:
            now = self._clock.now()
            gained = max(0.0, (now - self._at).total_seconds()) * self._per_minute / 60
            self._tokens, self._at = min(float(self._burst), self._tokens + gained), now
            # A shade below one is one: seconds are kept in microseconds and rounding must not cost a whole wait.
            if self._tokens >= 1 - 1e-6:
                self._tokens -= 1
                return 0.0
            return (1 - self._tokens) * 60 / self._per_minute


class Breaker:
    """Opens after `threshold` failures in a row; after `rest_seconds` one call may try again."""

    def __init__(self, clock: Clock, threshold: int = 5, rest_seconds: int = 30) -> None:
        self._clock, self._threshold, self._rest = clock, threshold, rest_seconds
        self._failures = 0
        self._opened: datetime | None = None
        self._lock = threading.Lock()

    def wait(self) -> float:
        """0.0 if a call may go, else the seconds until one may. The call that may go holds the others back."""
        with self._lock:
            if self._opened is None:
                return 0.0
            now = self._clock.now()
            left = self._rest - (now - self._opened).total_seconds()
            if left > 0:
                return left
            self._opened = now  # half open: this caller tries, the next ones wait for its result
            return 0.0

    def succeeded(self) -> None:
        with self._lock:
            self._failures, self._opened = 0, None

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self._threshold:
                self._opened = self._clock.now()
