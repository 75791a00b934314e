"""`python -m bench.start`: seconds from the command to the first 200 of /healthz, on a shop that was furnished before.

Bar: 5 s. The first start, which furnishes the demo, is told for comparison.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from bench.figures import Figures
from tests.servers.shop import running_shop

BAR_S = 5.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="later starts; the slowest counts")
    options = parser.parse_args()
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="shop-bench-") as folder:
        instance = Path(folder) / "instance"
        figures.told("first start, with the demo's furnishing", _start(instance), "s")
        figures.at_most("later start", max(_start(instance) for _ in range(options.times)), "s", BAR_S)
    figures.exit()


def _start(instance: Path) -> float:
    began = time.monotonic()
    with running_shop(instance):
        return time.monotonic() - began


if __name__ == "__main__":
    main()
