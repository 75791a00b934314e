"""`python -m tests.journey URL`: the main job against a running shop, over HTTP only, importing nothing of it."""
