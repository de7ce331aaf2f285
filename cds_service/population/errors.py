"""What makes a run of a population impossible. The messages are for the person who started it."""


class PopulationError(ValueError):
    """The input, an option or the output folder cannot be used. The message has no patient data and no key."""
