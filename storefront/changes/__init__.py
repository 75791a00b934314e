"""A customer changes what is still free of an order: the configurator of the sold version, price, day, yes."""
