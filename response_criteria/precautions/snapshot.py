"""What a precaution may look at, and what it returns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from response_criteria.model.diagnoses import Diagnosis, Disease
from response_criteria.model.facts import Fact
from response_criteria.model.findings import NO_VALUES, Evidence, Finding, Status, Values
from response_criteria.model.history import History
from response_criteria.model.medications import DrugKind, DrugOrder, DrugUse
from response_criteria.model.results import Cell
from response_criteria.precautions.codes import Reason
from response_criteria.publications.kantarjian2003.evaluated_course import EvaluatedCourse
from response_criteria.publications.kantarjian2003.hematologic_relapse import HEMATOLOGIC_RELAPSE
from response_criteria.publications.kantarjian2003.hematologic_resistance import HEMATOLOGIC_RESISTANCE
from response_criteria.results.blood_counts import DayCount
from response_criteria.results.by_kind import Results
from response_criteria.rules.dose_step import DoseStep
from response_criteria.treatment.courses import Treatment
from response_criteria.treatment.imatinib_orders import Dose, DoseUnknownReason

AnyResult = TypeVar("AnyResult", bound=Fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientFacts:
    """The facts of a patient on one day; ``results`` cover the whole history."""

    as_of: date
    history: History
    results: Results

    def find_results(self, kind: type[AnyResult]) -> tuple[AnyResult, ...]:
        """Return the results of one kind, oldest first."""
        return self.results.of(kind)

    def find_latest_count(self, *cells: Cell) -> DayCount | None:
        """Return the latest blood count that reports all of these cells."""
        counts = reversed(self.results.counts)
        return next((count for count in counts if all(cell in count.items for cell in cells)), None)

    def find_conditions(self, disease: Disease) -> tuple[Diagnosis, ...]:
        """Return the coded conditions of one kind, active or not."""
        return tuple(diagnosis for diagnosis in self.history.diagnoses if diagnosis.disease is disease)

    def find_medications(self, kind: DrugKind) -> Iterator[DrugOrder | DrugUse]:
        """Yield all orders for drugs of one kind, then all uses of them."""
        yield from (order for order in self.history.orders if order.drug.kind is kind)
        yield from (use for use in self.history.uses if use.drug.kind is kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientSnapshot(PatientFacts):
    """A patient on one day: facts, treatment, current dose and the findings of the criteria.

    ``course`` holds the results of the course that the criteria evaluated. ``protocol_step`` is the protocol's
    escalation from the current dose, None if it defines none.
    """

    treatment: Treatment
    course: EvaluatedCourse
    dose: Dose
    findings: tuple[Finding, ...]
    protocol_step: DoseStep | None

    @property
    def met_findings(self) -> tuple[Finding, ...]:
        """The findings of the criteria that are met."""
        return tuple(finding for finding in self.findings if finding.status is Status.MET)


def is_hematologic(finding: Finding) -> bool:
    """Return whether the criterion is about blood counts; the others are about cytogenetic analyses."""
    return finding.criterion in (HEMATOLOGIC_RESISTANCE, HEMATOLOGIC_RELAPSE)


def find_first_failure(finding: Finding) -> date:
    """Return the day of the first failing blood count of a hematologic criterion that is met or possible."""
    first = finding.values.get("first")
    return first if isinstance(first, date) else min(fact.on for fact in finding.evidence)


@dataclass(frozen=True, slots=True)
class Trigger:
    """The reason for which a precaution applies to a patient, with its values and evidence.

    ``questions`` are the ids of the criteria that it makes doubtful, where it does so for some criteria only.
    """

    reason: Reason | DoseUnknownReason
    values: Values = field(default_factory=lambda: NO_VALUES)
    evidence: tuple[Evidence, ...] = ()
    questions: tuple[str, ...] = ()


def combine_triggers(triggers: Iterable[Trigger | None]) -> Trigger | None:
    """Return one trigger for those of several criteria: the first reason, with the evidence of all of them."""
    found = [trigger for trigger in triggers if trigger]
    if not found:
        return None
    evidence = dict.fromkeys(item for trigger in found for item in trigger.evidence)
    questions = dict.fromkeys(criterion_id for trigger in found for criterion_id in trigger.questions)
    return replace(found[0], evidence=tuple(evidence), questions=tuple(questions))
