"""Why something in the chart that is ours is not used."""


class Unusable(Exception):
    """What was read is ours and cannot be used. ``because`` is a clause in plain words; it may quote the chart.

    The exception's own text stays empty, so that nothing of a patient can reach a log (ARCHITECTURE.md, invariant 8).
    """

    def __init__(self, because: str) -> None:
        super().__init__()
        self.because = because
