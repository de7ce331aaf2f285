"""Findings, with their evidence and the data that are missing.

Nothing here is a sentence. A ``reason`` is a stable code of the engine, ``values`` are the figures that belong to it;
``cards`` turns both into the text that a clinician reads.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from response_criteria.model.amounts import Amount
from response_criteria.model.citation import Citation, Interpretation
from response_criteria.model.facts import Origin

Value = str | int | Decimal | date | Amount


Values = Mapping[str, Value]
"""The figures of a reason, by name."""


NO_VALUES: Values = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact that a finding cites: ``amount`` and ``unit`` as compared, ``reported`` as the chart has it.

    ``date_as_written`` is set where the date is only partly known, such as 2024-03; ``on`` is then its last day.
    """

    origin: Origin
    what: str
    on: date
    amount: Amount | None = None
    unit: str = ""
    reported: str = ""
    date_as_written: str = ""


def sort_newest_first(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return each piece of evidence once, newest first; that of one day by what it is, then by origin."""
    return sorted(set(evidence), key=lambda fact: (-fact.on.toordinal(), fact.what, fact.origin, fact.reported))


@dataclass(frozen=True, slots=True)
class Missing:
    """A missing piece of information. ``code`` is stable; ``values`` fill in its wording."""

    code: str
    values: Values = field(default_factory=lambda: NO_VALUES)


class Status(StrEnum):
    """The result of evaluating a criterion."""

    MET = "met"
    POSSIBLE = "possible"  # suggested by the data, and to be confirmed
    NOT_MET = "not-met"
    NOT_YET = "not-yet"  # too early in the course to be evaluated
    INDETERMINATE = "indeterminate"  # data are missing
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion, independent of any patient: a stable id, its rule with citation, and our interpretations of it."""

    id: str
    title: str
    rule: str
    citation: Citation
    interpretations: tuple[Interpretation, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A criterion evaluated for one patient."""

    criterion: Criterion
    status: Status
    reason: str
    values: Values = field(default_factory=lambda: NO_VALUES)
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[Missing, ...] = ()


class ApplicabilityStatus(StrEnum):
    """Whether the protocol applies to this patient."""

    APPLICABLE = "applicable"
    NOT_APPLICABLE = "not-applicable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ApplicabilityReason:
    """Why the protocol does not apply, or why that cannot be determined; ``code`` is one of the API contract."""

    code: str
    values: Values = field(default_factory=lambda: NO_VALUES)
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Applicability:
    """Whether the protocol applies to this patient, and the reasons if it does not."""

    status: ApplicabilityStatus
    reasons: tuple[ApplicabilityReason, ...] = ()


@dataclass(frozen=True, slots=True)
class Precaution:
    """A caution for dose escalation, or a contraindication to it (``blocks``); ``code`` is one of the API contract.

    ``questions`` are the ids of the criteria that it makes doubtful: those whose own evidence it contradicts.
    """

    code: str
    blocks: bool
    reason: str
    values: Values = field(default_factory=lambda: NO_VALUES)
    evidence: tuple[Evidence, ...] = ()
    citation: Citation | None = None
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContextStatement:
    """What another publication states about the same facts; information only, it never changes the recommendation."""

    id: str
    status: str
    citation: Citation
    values: Values = field(default_factory=lambda: NO_VALUES)
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """A fact that calls for a review of the treatment, whatever the criteria say; ``code`` is one of the API contract.

    ``is_minor``: alone it makes a card for information, not a warning.
    """

    code: str
    reason: str
    values: Values = field(default_factory=lambda: NO_VALUES)
    evidence: tuple[Evidence, ...] = ()
    citation: Citation | None = None
    is_minor: bool = False
