"""The only door to fulfilment: one module per noun, with its dataclasses, verbs and read models."""
