"""The settings of programs: keys in, webhooks out."""
