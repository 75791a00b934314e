"""`python -m bench.models [FILE …] [--prices LIST]`: models publish, every rule fires, the price range is proven.

Without files: the three demo models. A rule set of a public format (`.prl`, `.uvl` …) is turned into a seller's
document first; `--prices` is its list of `feature;price`, and rules that change nothing there are only counted.

Of each model: it compiles within the budget and the checks block nothing; for every rule there is a configuration that
this rule alone forbids; the lowest and the highest price have a witness each, which `validate` and `price` (the
authority at checkout) confirm; and random products never lie outside the range.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from bench.configuring.publishing import document_of, price_list
from bench.figures import Figures
from bench.readers import read
from storefront.configurator.checks import Report, check
from storefront.configurator.checks.questions import Questions
from storefront.configurator.checks.rules import fires
from storefront.configurator.compiling import Compiled, compile_model
from storefront.configurator.document import document_hash, load_document, parse_model
from storefront.configurator.domain import Choices, Model, broken_rules, price, validate
from storefront.configurator.engines import deflated
from storefront.configurator.finite import ruled_with

DEMO = Path(__file__).resolve().parents[1] / "storefront" / "demo" / "models"
COMPILE_S = 60.0
RANDOM = 2_000


def load(path: Path, prices: Path | None) -> Model:
    if path.suffix in (".yaml", ".json"):
        document = load_document(path.read_text(encoding="utf-8"))
    else:
        document = document_of(read(path), price_list(prices) if prices else {}, path.name.partition(".")[0])
    return parse_model(document, document_hash(document))


def lone_culprits(model: Model) -> Iterator[tuple[str, Choices | None]]:
    """Every rule, and a configuration that it alone forbids (`broken_rules` says so, not the solver)."""
    plain, _ = ruled_with(model, ())
    ask = Questions(model, plain)
    for rule in model.rules:
        values = fires(ask, rule.id)
        choices = None if values is None else ask.example(values)
        alone = choices is not None and [found.id for found in broken_rules(model, choices)] == [rule.id]
        yield rule.id, choices if alone else None


def confirmed(model: Model, report: Report) -> int:
    """How many of the two bounds a real product confirms."""
    found = 0
    for bound in (report.lowest, report.highest):
        if bound is not None and not validate(model, bound.choices):
            found += price(model, bound.choices).total == bound.price
    return found


def outside(model: Model, report: Report) -> int:
    """Random products whose price lies outside the range."""
    random, found = Random(4), 0
    for _ in range(RANDOM):
        choices = Choices(
            {group.id: random.choice(group.ids) for group in model.groups},
            {n.id: random.randrange(n.low, n.high + 1, n.step) for n in model.numbers},
            {words.id: min(words.alphabet, default="A") * words.max_length for words in model.texts},
        )
        if not broken_rules(model, choices) and report.lowest and report.highest:
            found += not report.lowest.price <= price(model, choices).total <= report.highest.price
    return found


def measure(path: Path, prices: Path | None, figures: Figures) -> None:
    model = load(path, prices)
    began = time.perf_counter()
    made: Compiled = compile_model(model)
    seconds = time.perf_counter() - began
    report = check(model, made.engine)
    name = path.stem
    figures.at_most(f"{name}_compile", seconds, "s", COMPILE_S)
    figures.told(f"{name}_nodes", made.nodes, "nodes")
    figures.told(f"{name}_artefact_deflated", len(deflated(made.artefact)), "bytes")
    figures.exactly(f"{name}_blocking_findings", sum(f.severity == "block" for f in report.findings), "findings", 0)
    fired = [rule for rule, choices in lone_culprits(model) if choices is not None]
    if path.suffix in (".yaml", ".json"):
        figures.exactly(f"{name}_rules_that_fire", len(fired), "rules", len(model.rules))
    else:
        figures.told(f"{name}_rules_that_fire", len(fired), "rules")
        redundant = sum(finding.code == "redundant_rule" for finding in report.findings)
        figures.exactly(
            f"{name}_rules_that_fire_or_are_named_redundant", len(fired) + redundant, "rules", len(model.rules)
        )
    figures.exactly(f"{name}_price_bounds_with_witness", confirmed(model, report), "bounds", 2)
    figures.exactly(f"{name}_prices_outside_the_range", outside(model, report), "products", 0)
    if report.lowest and report.highest:
        figures.told(f"{name}_lowest_price", float(report.lowest.price.decimal), report.lowest.price.currency)
        figures.told(f"{name}_highest_price", float(report.highest.price.decimal), report.highest.price.currency)
    figures.told(f"{name}_products", float(report.count or 0), "products")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--prices", type=Path)
    given, figures = parser.parse_args(), Figures()
    for path in given.files or sorted(DEMO.glob("*.yaml")):
        measure(path, given.prices, figures)
    figures.exit()


if __name__ == "__main__":
    main()
