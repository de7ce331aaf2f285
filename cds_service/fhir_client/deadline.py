"""The time budget of one hook call."""

from collections.abc import Callable


class Deadline:
    """The moment by which a call must be answered, on a monotonic clock."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def remaining(self) -> float:
        """Return the remaining seconds, never below 0."""
        return max(0.0, self._end - self._clock())

    def take_share(self, share: float) -> "Deadline":
        """Return an earlier deadline, after a share (0 to 1) of the remaining time."""
        return Deadline(self.remaining() * share, self._clock)
