"""Checks before publishing: plain functions on a model, each finding with the rule to blame."""

from storefront.configurator.checks.checking import check, check_document
from storefront.configurator.checks.finding import Finding, Priced, Report

__all__ = ["Finding", "Priced", "Report", "check", "check_document"]
