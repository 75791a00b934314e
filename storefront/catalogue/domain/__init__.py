"""The catalogue's decisions on plain values: what goes in, how a shelf is ordered, how stock is told."""
