"""The shop on its own: one app, its sign-in, and one command that starts and stops everything."""
