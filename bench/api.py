"""`python -m bench.api`: schemathesis, all its checks, against a served shop's own document, with and without a key.

Bars: at least 20,000 cases; no server error, no answer that is not documented, nothing else that a check finds.
`--part 3/8` asks the third eighth of them, with a seed of its own, in a shop of its own, for a machine that allows no
long run. All eight together are the bar; the known examples and edges, which come first, are in each.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figures
from bench.fuzzing.premises import API, key_for, real_values
from bench.fuzzing.settings import settings
from tests.servers.shop import running_shop

FREE = {"SHOP_API_KEY_PER_MINUTE": "0", "SHOP_API_ADDRESS_PER_MINUTE": "0"}  # limits have tests of their own
CASES = 20_000
AN_EXAMPLE = 90  # about: cases that one more example of each operation is worth; what comes before them is extra
KEYED = 0.85  # of the cases; without a key most of a seller's addresses say 401 and no more


@dataclass(frozen=True)
class Run:
    """What one run of schemathesis found: cases, and failures by their title."""

    cases: int
    failures: tuple[str, ...]


def main() -> None:
    options = _options()
    part, parts = (int(number) for number in options.part.split("/"))
    options.seed += part - 1
    cases, figures = -(-options.cases // parts), Figures()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shop-fuzz-")))
        url, key = options.url, options.key
        if not url:
            shop = stack.enter_context(running_shop(folder / "instance", **FREE))
            url, key = shop.url, key_for(shop.instance)
        config = folder / "schemathesis.toml"
        config.write_text(settings(real_values(url, key)))
        runs = [
            _run(url, config, options, int(cases * KEYED), f"Authorization: Bearer {key}"),
            _run(url, config, options, int(cases * (1 - KEYED)), ""),
        ]
    failures = [failure for run in runs for failure in run.failures]
    for failure in failures:
        print(failure, file=sys.stderr)
    figures.at_least("cases", sum(run.cases for run in runs), "cases", cases)
    figures.exactly("server errors", sum("Server error" in one for one in failures), "kinds", 0)
    figures.exactly("undocumented answers", sum("Undocumented" in one for one in failures), "kinds", 0)
    figures.exactly("all that checks found", len(failures), "kinds", 0)
    figures.exit()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--part", default="1/1", help="which of how many equal parts to ask")
    parser.add_argument("--seed", type=int, default=20_261_123)
    parser.add_argument("--minutes", type=float, default=0.0, help="ask for so long in each of the two runs")
    parser.add_argument("--url", default="", help="a shop that is served already, with --key")
    parser.add_argument("--key", default="")
    return parser.parse_args()


def _run(url: str, config: Path, options: argparse.Namespace, cases: int, header: str) -> Run:
    """Known examples and edges first; the random phases fill up to about `cases`, or until the time is over."""
    report = config.with_suffix(".json")
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(config), "run",
        f"{url}{API}/openapi.json", "--origin", url, "--checks", "all", "--continue-on-failure", "--no-color",
        "--max-examples", str(max(2, cases // AN_EXAMPLE)), "--seed", str(options.seed),
        "--report", "json", "--report-json-path", str(report),
        *(["--max-time", str(int(options.minutes * 60))] if options.minutes else []),
        *(["--header", header] if header else []),
    ]  # fmt: skip
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=config.parent)
    if not report.exists():
        raise RuntimeError(f"schemathesis did not run:\n{done.stdout[-3_000:]}\n{done.stderr[-3_000:]}")
    found = json.loads(report.read_text())
    report.unlink()
    if found["failures"] or found["errors"]:
        sys.stderr.write(done.stdout[-20_000:])
    said = (f"{one['title']}: {', '.join(one['operations'])}" for one in found["failures"])
    return Run(found["test_cases"]["generated"], (*said, *(str(one) for one in found["errors"])))


if __name__ == "__main__":
    main()
