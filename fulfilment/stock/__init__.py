"""What lies where: levels, the ledger of movements, and claims on both shelf and purchase orders."""
