"""What happened in the weeks before: stories that sleep until their hour, woken in the order of time.

A story is a generator: it yields the instant at which it goes on. The diary turns the shop's clock to that instant,
wakes the story, and lets the outbox do what follows. What would happen after the present does not happen; a story
that has a stage to reach is woken at the present instead.
"""

from __future__ import annotations

import heapq
import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from foundation.plain.clock import FixedClock
from foundation.plain.errors import DomainError
from storefront.demo.past import drain, shop_on
from storefront.demo.workshop import holidays
from storefront.mount.current import ShopState

log = logging.getLogger(__name__)
Story = Iterator[datetime]
PRESENT = timedelta(minutes=1)


class Diary:
    """One run of the seed: the past shop, its clock, and who wakes when."""

    def __init__(self, shop: ShopState, first_day: int) -> None:
        self.present = shop.clock.now()
        self.zone: ZoneInfo = shop.settings.zone
        self.today = self.present.astimezone(self.zone).date()
        self.clock = FixedClock(self.at(first_day, "06:00"))
        self.shop = shop_on(shop, self.clock)
        self._began = self.clock.now()
        self._sleeping: list[tuple[datetime, int, Story, bool]] = []
        self._turn = count()

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def at(self, days_ago: int, hour: str) -> datetime:
        """That hour of the working day so many before today; 0 is today."""
        day = self.today
        while days_ago:
            day -= timedelta(days=1)
            days_ago -= _works(day)
        return self._on(day, hour)

    def next_at(self, after: datetime, hour: str) -> datetime:
        """The first such hour of a working day at or after an instant."""
        day = after.astimezone(self.zone).date()
        while not _works(day) or self._on(day, hour) < after:
            day += timedelta(days=1)
        return self._on(day, hour)

    def _on(self, day: date, hour: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(hour), self.zone).astimezone(UTC)

    def tell(self, story: Story, *, reaches_its_stage: bool) -> None:
        """Begin a story now: it runs to its first sleep."""
        self._go_on(story, reaches_its_stage)

    def live_until(self, share: float) -> None:
        """Let that share of the time between the first day and the present pass; 1 is all of it."""
        end = self._began + (self.present - self._began) * share
        while self._sleeping and self._sleeping[0][0] <= end:
            wakes, _, story, reaches = heapq.heappop(self._sleeping)
            self._turn_to(wakes)
            self._go_on(story, reaches)
            drain(self.shop)
        self._turn_to(end)

    def _turn_to(self, hour: datetime) -> None:
        """Time only goes forward; on the way, what fell due is done: a balance is taken before its piece is sent."""
        if hour > self.clock.now():
            self.clock.set(hour)
            drain(self.shop)

    def _go_on(self, story: Story, reaches: bool) -> None:
        try:
            wakes = next(story)
        except StopIteration:
            return
        except DomainError as error:
            # A demo with one order less far along is better than none at all; its tests do not let this pass.
            log.warning("a story of the demo stopped at %s: %s", self.now, error)
            return
        if reaches:
            wakes = min(wakes, self.present - PRESENT)
        heapq.heappush(self._sleeping, (wakes, next(self._turn), story, reaches))


def _works(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays()
