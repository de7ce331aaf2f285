"""The number of inputs that the fuzz tests have tried."""

from collections import Counter

TRIED: Counter[str] = Counter()
"""Numbers of inputs by kind."""
