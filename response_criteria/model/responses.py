"""Hematologic, cytogenetic and molecular responses of a course, and the response to a dose escalation."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from response_criteria.model.amounts import Amount
from response_criteria.model.citation import Citation
from response_criteria.model.findings import Evidence
from response_criteria.model.periods import months_between


@dataclass(frozen=True, slots=True)
class HematologicResponse:
    """The hematologic response: complete, partial, none or unknown, and since when.

    ``by`` is "automated" if a complete one rests on an automated differential, else "manual"; empty if not complete.
    """

    status: str
    on: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class GradedAnalysis:
    """A cytogenetic analysis with its category. ``cells`` are metaphases, or nuclei by FISH; None if unknown."""

    category: str
    on: date
    percent: Amount
    cells: int | None = None


@dataclass(frozen=True, slots=True)
class ResponseDuration:
    """How long a category of response lasted, from the first analysis that showed it to the one that no longer did.

    ``last_seen_on`` is the date of the last analysis that showed it; ``lost_on`` that of the first one that showed a
    worse category, None if there is none.
    """

    category: str
    since: date
    last_seen_on: date
    lost_on: date | None = None

    @property
    def months(self) -> int:
        """Whole months for which the response is documented."""
        return months_between(self.since, self.lost_on or self.last_seen_on)


@dataclass(frozen=True, slots=True)
class ResponseByMethod:
    """The cytogenetic response of a course by one method: karyotype and FISH are never mixed.

    ``reached`` is the first analysis of each category, best first. ``best`` is None where no analysis could be graded,
    ``current`` where the latest could not.
    """

    method: str
    latest: GradedAnalysis
    lowest: GradedAnalysis
    reached: tuple[GradedAnalysis, ...]
    best: ResponseDuration | None
    current: ResponseDuration | None


@dataclass(frozen=True, slots=True)
class CytogeneticResponse:
    """The cytogenetic response: complete, partial, minor, none or unknown, by the latest usable analysis of the course.

    ``by_method`` covers the whole course, karyotypes first. ``not_counted`` are karyotypes of too few metaphases,
    which are shown and never graded.
    """

    status: str
    percent: Amount | None = None
    lowest_percent: Amount | None = None
    method: str = ""
    on: date | None = None
    by_method: tuple[ResponseByMethod, ...] = ()
    not_counted: tuple[GradedAnalysis, ...] = ()


@dataclass(frozen=True, slots=True)
class MolecularResult:
    """A BCR::ABL1 result with the deepest molecular response that it is known to show."""

    level: str
    on: date
    percent_is: Amount


@dataclass(frozen=True, slots=True)
class MolecularResponse:
    """The latest BCR::ABL1 on the International Scale, if any; ``percent_is`` is None for "not detected".

    ``level`` is the deepest one that the latest result is known to show: MR2.0 to MR4.5, none, or unknown.
    ``reached`` is the first result of the course at each level, deepest first; ``lowest`` the lowest measured.
    ``is_quiet``: the latest is low enough, and recent enough, that nothing else is asked for (decision 0122).
    """

    # "Not detected" has no level of its own: without the limit of detection it may be MR4.0, MR4.5 or less deep.

    percent_is: Amount | None = None
    on: date | None = None
    level: str = ""
    lowest: MolecularResult | None = None
    reached: tuple[MolecularResult, ...] = ()
    is_quiet: bool = False


class ImprovementKind(StrEnum):
    """What improved after a dose escalation. Cytogenetic precedes hematologic, as in the paper's Table 3."""

    CYTOGENETIC = "cytogenetic"
    HEMATOLOGIC = "hematologic"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Improvement:
    """An improvement over the time before a dose escalation, from the result that first documents it.

    ``last_seen_on`` is the date of the last result that still shows it, ``lost_on`` that of the first one no better
    than before. ``since`` and ``last_seen_on`` are None where nothing improved or it cannot be assessed.
    """

    kind: ImprovementKind
    since: date | None = None
    last_seen_on: date | None = None
    lost_on: date | None = None

    @property
    def months(self) -> int | None:
        """Whole months for which the improvement is documented."""
        until = self.lost_on or self.last_seen_on
        return None if self.since is None or until is None else months_between(self.since, until)


@dataclass(frozen=True, slots=True)
class Toxicity:
    """A result since the dose escalation for which the label holds or reduces imatinib; ``code`` is its precaution."""

    code: str
    evidence: Evidence
    citation: Citation


@dataclass(frozen=True, slots=True)
class ResponseToEscalation:
    """The response after a dose escalation, in the terms of Kantarjian 2003.

    ``since`` is the day of the best category. ``toxicities`` holds the first result of each kind. ``advanced_phase``
    are the results of the first day that shows one.
    """

    escalated_on: date
    cytogenetic_before: str
    cytogenetic_best: str
    hematologic_best: str
    since: date | None = None
    hematologic_before: str = "unknown"
    percent_before: Amount | None = None
    lowest_percent_before: Amount | None = None
    lowest_percent_since: Amount | None = None
    improvement: Improvement = Improvement(ImprovementKind.UNKNOWN)
    toxicities: tuple[Toxicity, ...] = ()
    advanced_phase: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Responses:
    """The responses of the current course."""

    hematologic: HematologicResponse
    cytogenetic: CytogeneticResponse
    molecular: MolecularResponse = MolecularResponse()
    to_dose_escalation: ResponseToEscalation | None = None
