"""The exceptions of this package.

* UnusableDataError: a resource, or a value in it, cannot be used; caught inside the package and reported as excluded

  * UnknownUnitError: the unit of a value is missing, unknown or of another kind of quantity
  * AtypicalTranscriptError: a BCR::ABL1 of an atypical transcript, for which there is no International Scale

* ValueError

  * NotOnePatientError: a Bundle is not about exactly one patient

    * NoPatientError
    * SeveralPatientsError

  * UnusableConceptMapError: a site's ConceptMaps or its table of units cannot be used
"""


class UnusableDataError(Exception):
    """Data of interest that cannot be used. ``reason`` is a clause in plain words, which may quote the chart."""

    # The message of the exception stays empty, so that no patient data can reach a log (ARCHITECTURE.md, invariant 8).
    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class UnknownUnitError(UnusableDataError):
    """A unit that is missing, cannot be parsed, or measures another kind of quantity."""


class AtypicalTranscriptError(UnusableDataError):
    """BCR::ABL1 of an atypical transcript: "not detected" by the usual test says nothing of it."""


class NotOnePatientError(ValueError):
    """A Bundle that is not about exactly one patient. The message carries no patient data."""


class NoPatientError(NotOnePatientError):
    """No Patient has an id, and no result names its subject."""


class SeveralPatientsError(NotOnePatientError):
    """The Bundle holds several Patients, or has none and results of several."""


class UnusableConceptMapError(ValueError):
    """All problems of a site's maps, each with its file and row. They hold no patient data."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems
