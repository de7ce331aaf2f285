"""The time budget of one hook call."""

from collections.abc import Callable


class Deadline:
    """The moment by which a call must be answered, on a monotonic clock."""

    def __init__(self, seconds: float, clock: Callable[[], float], start: float | None = None) -> None:
        self._clock = clock
        self._start = clock() if start is None else start
        self._end = self._start + seconds

    def remaining(self) -> float:
        """Return the remaining seconds, never below 0."""
        return max(0.0, self._end - self._clock())

    def elapsed(self) -> float:
        """Return the seconds since the call was received."""
        return self._clock() - self._start

    def take_share(self, share: float) -> "Deadline":
        """Return an earlier deadline, after a share (0 to 1) of the remaining time."""
        return Deadline(self.remaining() * share, self._clock)
