"""The workshop itself: who works in it and who is away, its machines and benches, its shifts."""
