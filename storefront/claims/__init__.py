"""Something is wrong with what arrived: the customer says so on the order's page, the house makes it good."""
