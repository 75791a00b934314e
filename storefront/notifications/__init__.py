"""Mails to the customer, sent by the outbox from the order's timeline."""
