"""Where money meets the network: pages opened, charges sent, objects fetched. Never inside a transaction."""

from storefront.payments.gateway.client import client_of
from storefront.payments.gateway.flow import settle, start
from storefront.payments.settings import check_settings, is_live, uses_sandbox

__all__ = ["check_settings", "client_of", "is_live", "settle", "start", "uses_sandbox"]
