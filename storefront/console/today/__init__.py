"""What the day brings, and the stream that every page of the console follows."""
