"""A card company for shops without a key: Stripe-shaped, durable, idempotent by key, and it takes no money.

Its state lives in the shop's own database, in tables of its own and always in a transaction of its own: web and worker
processes (on several machines, too) see one card company, it survives a restart, and a reset of the shop resets it. A
file beside the database would be a second thing to place, lock, back up and forget.
"""
