"""Real servers for the tests, from wheels; each dies with pytest, even a killed one."""
