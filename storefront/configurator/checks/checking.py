"""All checks of one model, in the order in which a seller would want to read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from storefront.configurator.checks.finding import Finding, Report
from storefront.configurator.checks.lines import line_findings
from storefront.configurator.checks.prices import bounds, price_findings
from storefront.configurator.checks.questions import Questions
from storefront.configurator.checks.rules import rule_findings, size_findings
from storefront.configurator.compiling import compile_model
from storefront.configurator.document import DocumentError, document_hash, parse_model
from storefront.configurator.domain import Model, default_choices, validate
from storefront.configurator.engine import ModelEngine
from storefront.configurator.finite import TooManySizes, ruled_with
from storefront.configurator.solving.diagram import Budget

LOOKING = Budget(seconds=10.0, nodes=100_000)  # what looking at a draft may cost


def check_document(document: dict[str, Any], today: date) -> Report:
    """The report on a document that may not even read; the fault then is the one finding."""
    try:
        model = parse_model(document, document_hash(document)).at(today)
    except DocumentError as error:
        return Report((Finding("block", "document", (), error.sentence),))
    return check(model)


def check(model: Model, engine: ModelEngine | None = None) -> Report:
    """Everything there is to say about `model` (cut to a day). `engine`: the one it was compiled to, if it was."""
    try:
        plain, _ = ruled_with(model, ())
        made = engine or compile_model(model, LOOKING).engine
    except TooManySizes as error:
        rules = tuple(rule.id for rule in model.rules if error.names and error.names <= rule.holds.names)
        return Report((Finding("block", "too_many_sizes", rules, error.sentence),))
    findings = list(rule_findings(model, Questions(model, plain)))
    if any(finding.code == "void" for finding in findings):
        return Report(tuple(findings), 0)
    lowest, highest = bounds(made)
    state = made.state(default_choices(model))
    findings += price_findings(lowest)
    findings += _defaults(model)
    findings += size_findings(model, dict(state.reach))
    findings += line_findings(model)
    if made.name == "solver":
        said = "This model is too large for instant answers in the browser. Shoppers get them from the server instead."
        findings.append(Finding("warn", "solver", (), said))
    if not made.translation.exact:
        said = "The price depends on too many options and sizes at once: no range of prices is shown."
        findings.append(Finding("warn", "no_range", (), said, "price"))
    findings.sort(key=lambda finding: finding.severity != "block")
    return Report(tuple(findings), state.count, lowest, highest)


def _defaults(model: Model) -> Iterator[Finding]:
    """The piece that is shown first must be one that can be bought."""
    for problem in validate(model, default_choices(model)):
        rules = (problem.rule_id,) if problem.rule_id else ()
        yield Finding("block", "default", rules, f"The defaults cannot be bought: {problem.sentence}", problem.field)
