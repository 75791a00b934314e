"""What customers send back: on its way, here, paid."""
