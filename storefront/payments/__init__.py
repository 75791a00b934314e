"""Money: what is owed, what was asked of the card company, what happened. Nobody is ever charged twice."""
