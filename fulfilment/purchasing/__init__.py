"""Buying: suppliers, purchase orders, goods receipts."""
