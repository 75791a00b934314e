"""What keeps the shop running: work from the outbox and the clock, here or through a broker; metrics; logs."""
