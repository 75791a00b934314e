"""Who worked how long on which operation: opened and closed by the taps, corrected by hand with a reason."""
