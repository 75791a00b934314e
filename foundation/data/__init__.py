"""The data layer that every feature shares: base, types, transactions, events, outbox, inbox, blobs."""
