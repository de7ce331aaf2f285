"""What the engine answers: statuses, where they rest, the evidence behind them, and what was missing.

Nothing here is a sentence. A ``reason`` is a stable word of the engine, ``values`` are the figures that belong to it;
``cards`` puts both into the words a clinician reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from response_criteria.model.amounts import Amount
from response_criteria.model.citation import Citation, OurReading
from response_criteria.model.facts import Origin, Person, Refusal, Unread
from response_criteria.model.periods import months_between

Value = str | int | Decimal | date | Amount

Values = Mapping[str, Value]
"""The figures that belong to a reason, by name."""

NO_VALUES: Values = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that a finding rests on: ``amount`` and ``unit`` as compared, ``reported`` as it stood in the chart.

    ``dated`` is the date as written where it is only partly known, such as 2024-03; ``on`` is then its last day.
    """

    origin: Origin
    what: str
    on: date
    amount: Amount | None = None
    unit: str = ""
    reported: str = ""
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """What would have to be known. ``code`` is stable; ``values`` fill its wording."""

    code: str
    values: Values = field(default_factory=lambda: NO_VALUES)


class Status(StrEnum):
    """The answer of a criterion."""

    MET = "met"
    POSSIBLE = "possible"
    NOT_MET = "not-met"
    NOT_YET = "not-yet"
    INDETERMINATE = "indeterminate"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a criterion is, apart from any patient: a stable id, its place in print, and our readings of it."""

    id: str
    title: str
    rule: str
    citation: Citation
    readings: tuple[OurReading, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A criterion's answer about one patient."""

    criterion: Criterion
    status: Status
    reason: str
    values: Values = field(default_factory=lambda: NO_VALUES)
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[Missing, ...] = ()


class Applies(StrEnum):
    """Whether the protocol speaks of this patient at all."""

    APPLICABLE = "applicable"
    NOT_APPLICABLE = "not-applicable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ApplicabilityReason:
    """Why the protocol does not apply, or why that cannot be told; ``code`` is one of the contract's."""

    code: str
    values: Values = field(default_factory=lambda: NO_VALUES)
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Applicability:
    """Whether the protocol speaks of this patient, and why not."""

    status: Applies
    reasons: tuple[ApplicabilityReason, ...] = ()


@dataclass(frozen=True, slots=True)
class DosePeriod:
    """A daily dose of imatinib over a stretch of time; None where the dose, or the end, is not known."""

    starts: date
    ends: date | None
    daily_dose_mg: Decimal | None


@dataclass(frozen=True, slots=True)
class Therapy:
    """Imatinib as the chart tells it. ``orders`` are the origins of the orders in force, newest first."""

    started_on: date | None = None
    current_daily_dose_mg: Decimal | None = None
    raised_on: date | None = None
    doses: tuple[DosePeriod, ...] = ()
    orders: tuple[Origin, ...] = ()
    dose_unknown_because: str = ""


@dataclass(frozen=True, slots=True)
class HematologicResponse:
    """complete, partial, none or unknown, and since when it is known."""

    status: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class GradedStudy:
    """A chromosome study with its category. ``cells`` are metaphases, or nuclei by FISH; None if not known."""

    category: str
    on: date
    percent: Amount
    cells: int | None = None


@dataclass(frozen=True, slots=True)
class HeldCategory:
    """A category and how long it held: from the study that first showed it to the one that no longer did.

    ``last_seen_on`` is the last study that showed it; ``lost_on`` the first that showed a worse one, None while none
    did.
    """

    category: str
    since: date
    last_seen_on: date
    lost_on: date | None = None

    @property
    def months(self) -> int:
        """Whole months for which it is documented to have held."""
        return months_between(self.since, self.lost_on or self.last_seen_on)


@dataclass(frozen=True, slots=True)
class ResponseByMethod:
    """What the studies of a course showed by one method: karyotype and FISH are never mixed.

    ``reached`` is the first study of each category, best first. ``best`` and ``current`` are None where no study, or
    not the latest, could be graded.
    """

    method: str
    latest: GradedStudy
    lowest: GradedStudy
    reached: tuple[GradedStudy, ...]
    best: HeldCategory | None
    current: HeldCategory | None


@dataclass(frozen=True, slots=True)
class CytogeneticResponse:
    """complete, partial, minor, none or unknown, by the latest usable study of the course.

    ``by_method`` tells the whole course, karyotypes first; ``not_counted`` are karyotypes of too few metaphases, which
    are shown and never graded.
    """

    status: str
    percent: Amount | None = None
    lowest_percent: Amount | None = None
    method: str = ""
    on: date | None = None
    by_method: tuple[ResponseByMethod, ...] = ()
    not_counted: tuple[GradedStudy, ...] = ()


@dataclass(frozen=True, slots=True)
class MolecularResult:
    """A BCR::ABL1 result with the deepest level of response that it is known to show."""

    level: str
    on: date
    percent_is: Amount


@dataclass(frozen=True, slots=True)
class MolecularResponse:
    """The latest BCR::ABL1 on the International Scale, if any; ``percent_is`` is None for "not detected".

    ``level`` is the deepest one that the latest is known to show: MR2.0 to MR4.5, none, or unknown (as for "not
    detected", which tells no level without its limit of detection). ``reached`` is the first result of the course at
    each level, deepest first; ``lowest`` the lowest that was measured.
    """

    percent_is: Amount | None = None
    on: date | None = None
    level: str = ""
    lowest: MolecularResult | None = None
    reached: tuple[MolecularResult, ...] = ()


class ImprovementKind(StrEnum):
    """What improved after a raise of the dose; chromosomes go before blood counts, as in the paper's third table."""

    CYTOGENETIC = "cytogenetic"
    HEMATOLOGIC = "hematologic"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Improvement:
    """An improvement over the time before a raise, from the result that first documents it.

    ``last_seen_on`` is the last result that still shows it; ``lost_on`` the first that is no better than before.
    ``since`` and ``last_seen_on`` are None where nothing improved, or it cannot be told.
    """

    kind: ImprovementKind
    since: date | None = None
    last_seen_on: date | None = None
    lost_on: date | None = None

    @property
    def months(self) -> int | None:
        """Whole months for which it is documented."""
        until = self.lost_on or self.last_seen_on
        return None if self.since is None or until is None else months_between(self.since, until)


@dataclass(frozen=True, slots=True)
class Toxicity:
    """A result since the raise for which the label holds or reduces imatinib; ``code`` is that of its precaution."""

    code: str
    evidence: Evidence
    citation: Citation


@dataclass(frozen=True, slots=True)
class ResponseToRaise:
    """What became of the response after the dose was raised, as the founding paper tells it.

    ``since`` is the day of the best category, ``improvement`` tells from when on it was better than before. Of each
    kind of toxicity the first result is told. ``advanced_phase`` are the results of the first day that shows one.
    """

    raised_on: date
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
    to_dose_raise: ResponseToRaise | None = None


@dataclass(frozen=True, slots=True)
class Precaution:
    """Something to weigh before a dose step, or that forbids it. ``code`` is one of the contract's."""

    code: str
    blocks: bool
    reason: str
    values: Values = field(default_factory=lambda: NO_VALUES)
    evidence: tuple[Evidence, ...] = ()
    citation: Citation | None = None


class Action(StrEnum):
    """What the assessment comes to."""

    ESCALATE = "escalate"
    HOLD = "hold"
    NO_PROTOCOL_STEP = "no-protocol-step"
    CONFIRM = "confirm"
    COMPLETE_DATA = "complete-data"
    CONTINUE = "continue"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The action, the dose step if there is one, and the ids of the criteria it rests on."""

    action: Action
    because: tuple[str, ...] = ()
    from_daily_dose_mg: Decimal | None = None
    to_daily_dose_mg: Decimal | None = None


class Investigation(StrEnum):
    """A test that would help, to be drafted as a request."""

    BLOOD_COUNT = "blood-count"
    MANUAL_DIFFERENTIAL = "manual-differential"
    MARROW_KARYOTYPE = "marrow-karyotype"
    BCR_ABL1 = "bcr-abl1"
    MUTATION_ANALYSIS = "mutation-analysis"


@dataclass(frozen=True, slots=True)
class DoseOption:
    """A dose that may be chosen: ``id`` is "protocol-step" or "label-step"; the day's dose in equal parts."""

    id: str
    daily_dose_mg: Decimal
    times_a_day: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class InvestigationOption:
    """Tests that may be ordered together: ``id`` is "tests" or "mutation-analysis"."""

    id: str
    investigations: tuple[Investigation, ...]


Option = DoseOption | InvestigationOption


@dataclass(frozen=True, slots=True)
class ContextStatement:
    """What another work says of the same facts, for information: it never decides a dose step."""

    id: str
    status: str
    citation: Citation
    values: Values = field(default_factory=lambda: NO_VALUES)
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The edition that judged: ``dated`` is the day of its release, or while it is not released of its last change."""

    id: str
    version: str
    dated: date
    released: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One patient, judged on one day."""

    as_of: date
    person: Person
    rule_set: RuleSet
    applicability: Applicability
    therapy: Therapy
    responses: Responses
    findings: tuple[Finding, ...]
    precautions: tuple[Precaution, ...]
    recommendation: Recommendation
    options: tuple[Option, ...] = ()
    """What a card may offer as a draft, the recommended first. Empty where nothing is to be drafted."""
    context: tuple[ContextStatement, ...] = ()
    set_aside: tuple[Refusal, ...] = ()
    unread: tuple[Unread, ...] = ()
    not_evaluated: tuple[str, ...] = field(default=())
    """Codes of precautions of the contract that this edition does not evaluate yet."""
    unchecked: tuple[Missing, ...] = ()
    """Liver and kidney values and supplies that precautions wanted and the chart does not tell: they block nothing."""

    def finding(self, criterion_id: str) -> Finding:
        """The finding of a criterion by its id."""
        return next(each for each in self.findings if each.criterion.id == criterion_id)
