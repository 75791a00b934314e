"""Papers that a customer takes from the order's page: the invoice as PDF, the days as calendar entries."""
