"""What happened to an order, in order: page, mail and stream read nothing else."""
