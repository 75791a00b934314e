"""The only place that knows the `stripe` library's methods and types."""
