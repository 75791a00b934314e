"""One queue of what went wrong and waits for a person: parcels, supply, promises, money."""
