"""Where partners tell us something: verified on the raw bytes, stored once, answered at once, understood later."""
