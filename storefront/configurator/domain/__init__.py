"""What a model says about choices: are they valid, what do they cost, what do they take to make. Plain values only."""

from storefront.configurator.domain.choices import Choices, default_choices, environment, tidy
from storefront.configurator.domain.explosion import explode
from storefront.configurator.domain.items import ItemUse, item_uses
from storefront.configurator.domain.model import Model
from storefront.configurator.domain.pricing import Price, PriceLine, price
from storefront.configurator.domain.validation import Problem, broken_rules, validate
from storefront.configurator.domain.words import describe, drawing_spec, unusual_questions

__all__ = [
    "Choices",
    "ItemUse",
    "Model",
    "Price",
    "PriceLine",
    "Problem",
    "broken_rules",
    "default_choices",
    "describe",
    "drawing_spec",
    "environment",
    "explode",
    "item_uses",
    "price",
    "tidy",
    "unusual_questions",
    "validate",
]
