"""The demo's clock: a night of drying need not be waited for. There is no such page in a shop with a real clock."""
