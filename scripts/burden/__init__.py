"""How often the service speaks in a simulated clinic, and whether it is ever silent about a failure."""
