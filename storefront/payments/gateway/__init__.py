"""Where money meets the network: pages opened, charges sent, objects fetched. Never inside a transaction."""

from storefront.payments.gateway.client import check_settings, client_of, is_live, uses_sandbox
from storefront.payments.gateway.flow import settle, start

__all__ = ["check_settings", "client_of", "is_live", "settle", "start", "uses_sandbox"]
