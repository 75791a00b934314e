"""What carriers say about parcels: polls, scans, the state they add up to."""
