"""How the shop gets into an app: the extension, its settings, its wiring, its commands."""
