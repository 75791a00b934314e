"""Every picture of the range, and where it is shown."""
