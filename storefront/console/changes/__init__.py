"""Change requests at the console: what customers want otherwise, and the seller's word on what comes late."""
