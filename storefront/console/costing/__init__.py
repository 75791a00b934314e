"""What pieces have cost beside what was paid for them: for sellers only."""
