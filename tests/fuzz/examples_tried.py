"""How many inputs each kind of test has tried."""

from collections import Counter

TRIED: Counter[str] = Counter()
"""Inputs by what they are."""
