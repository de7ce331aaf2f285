"""The time that one hook call may take."""

from collections.abc import Callable


class Deadline:
    """The moment by which a call has to be answered, on a clock that only goes forward."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._moment = clock() + seconds

    def remaining(self) -> float:
        """Seconds left; never below 0."""
        return max(0.0, self._moment - self._clock())

    def part(self, share: float) -> "Deadline":
        """The end of a share, between 0 and 1, of the time that is left."""
        return Deadline(self.remaining() * share, self._clock)
