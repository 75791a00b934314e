"""`python -m bench.parity --models 10000`: diagram = SAT = brute force, and Python = JavaScript; one JSON line."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time

from bench.configuring.parity import Found, compare, in_javascript

BATCH = 500


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the seed of the first model")
    given = parser.parse_args()
    node = shutil.which("node")
    found = Found()
    start = time.monotonic()
    for first in range(given.first, given.first + given.models, BATCH):
        batch = list(compare(range(first, min(first + BATCH, given.first + given.models)), found))
        if node:
            in_javascript(node, batch, found)
        print(f"\r{found.models} of {given.models}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    wrong = {engine: len(seeds) for engine, seeds in found.wrong.items()}
    line = {
        "models": found.models,
        "wrong": sum(wrong.values()),
        **{f"wrong_{engine}": count for engine, count in wrong.items()},
        "javascript": node is not None,
        "seconds": round(time.monotonic() - start, 1),
        "seeds": sorted({seed for seeds in found.wrong.values() for seed in seeds})[:20],
    }
    print(json.dumps(line))
    return 1 if sum(wrong.values()) or not node else 0


if __name__ == "__main__":
    raise SystemExit(main())
