"""A model as a finite problem: options as they are, sizes in bands that no rule tells apart, prices in blocks."""

from storefront.configurator.finite.limits import TooManySizes
from storefront.configurator.finite.sizes import SizeMap
from storefront.configurator.finite.translating import ruled_with, translate
from storefront.configurator.finite.translation import Block, RuleTree, Translation
from storefront.configurator.finite.wide import WideMap

__all__ = ["Block", "RuleTree", "SizeMap", "TooManySizes", "Translation", "WideMap", "ruled_with", "translate"]
