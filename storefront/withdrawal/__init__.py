"""Withdrawing from an order: two steps on its page, no sign-in, confirmed by mail (Directive (EU) 2023/2673)."""
