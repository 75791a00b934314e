"""Who works here, what each is able to, and when they are there."""
