"""Promises at risk, machines that are down, and how far the repair of the plan is."""
