"""`python -m tests.journey URL`: one mixed order from the catalogue to two doorsteps, over HTTP only.

Prints a line per step with its time; the first thing that is not as it should be ends it with a sentence and exit 1.
The shop must be the demo (`make run`): its clock can be moved on, and its carriers are the simulator.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import requests

from tests.journey.steps import Journey
from tests.journey.window import Unexpected


def main(base: str) -> int:
    journey, started = Journey(base), time.monotonic()
    try:
        for step in journey.steps():
            _timed(step)
    except (Unexpected, requests.RequestException) as error:
        print(f"  FAILED  {error}")
        return 1
    print(f"{time.monotonic() - started:7.2f} s  the whole journey of order {journey.number}")
    return 0


def _timed(step: Callable[[], object]) -> None:
    begun = time.monotonic()
    words = (step.__doc__ or step.__name__).strip().rstrip(".")
    print(f"         {words} …", end="\r", flush=True)
    step()
    print(f"{time.monotonic() - begun:7.2f} s  {words}  ", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:5000"))
