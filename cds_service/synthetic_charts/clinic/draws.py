"""Random draws of one patient, which a seed repeats."""

import math
from datetime import date, timedelta
from random import Random


class Draws(Random):
    """Python's generator with the draws that a chart needs."""

    def happens(self, probability: float) -> bool:
        """Return True with a probability."""
        return self.random() < probability

    def log_uniform(self, lowest: float, highest: float) -> float:
        """Draw a number whose logarithm is uniform."""
        return math.exp(self.uniform(math.log(lowest), math.log(highest)))

    def log_normal(self, median: float, spread: float, *, lowest: float, highest: float) -> float:
        """Draw a log-normal number, cut to a range. ``spread`` is the standard deviation of its logarithm."""
        return min(max(math.exp(self.gauss(math.log(median), spread)), lowest), highest)

    def day_after(self, start: date, earliest: int, latest: int) -> date:
        """Draw a day from ``earliest`` to ``latest`` days after ``start``."""
        return start + timedelta(days=self.randint(earliest, latest))
