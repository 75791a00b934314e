"""Talks to carriers for fulfilment: labels, subscriptions, polls. Addresses live up here, with the order's Contact."""
