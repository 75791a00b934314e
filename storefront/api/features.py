"""The one list of what can be called, in the order of the documentation."""

from __future__ import annotations

from storefront.api.routes import Routes
from storefront.catalogue import rest as catalogue
from storefront.configurator import api as configurator

FEATURES: tuple[Routes, ...] = (catalogue.routes, configurator.routes)
