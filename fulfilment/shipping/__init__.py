"""Shipments: dispatch gates, labels, hand-over."""
