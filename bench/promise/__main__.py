"""`python -m bench.promise quote | exact | contention | calibrate | replan`: the promise against its bars."""

from __future__ import annotations

import argparse

from bench.figures import Figures
from bench.promise import calibrate, contention, exact, quote, replan

KINDS = {"quote": quote, "exact": exact, "contention": contention, "calibrate": calibrate, "replan": replan}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.promise", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for name, kind in KINDS.items():
        own = kinds.add_parser(name, help=kind.__doc__)
        kind.arguments(own)
        own.set_defaults(run=kind.run)
    options = parser.parse_args()
    figures = Figures()
    options.run(options, figures)
    figures.exit()


if __name__ == "__main__":
    main()
