"""Everything that a precaution may look at, and what it may answer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from response_criteria.model.facts import Cell, Diagnosis, Disease, DrugKind, DrugOrder, DrugUse, Fact, History
from response_criteria.model.findings import NO_VALUES, Evidence, Finding, Status, Values
from response_criteria.precautions.reasons import Reason
from response_criteria.publications.kantarjian2003.evaluated_course import JudgedCourse
from response_criteria.publications.kantarjian2003.hematologic_relapse import HEMATOLOGIC_RELAPSE
from response_criteria.publications.kantarjian2003.hematologic_resistance import HEMATOLOGIC_RESISTANCE
from response_criteria.results.blood_counts import DayCount
from response_criteria.results.by_kind import Results
from response_criteria.rules.dose_step import DoseStep
from response_criteria.treatment.courses import Treatment
from response_criteria.treatment.imatinib_orders import Dose, DoseUnknown

AnyResult = TypeVar("AnyResult", bound=Fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A patient's facts as of a day, with what was found so far.

    ``results`` are those of the whole history; ``judged`` is the course that the criteria judged; ``step`` is the
    protocol's step from the current dose, if it has one.
    """

    as_of: date
    history: History
    results: Results
    treatment: Treatment
    judged: JudgedCourse
    dose: Dose
    findings: tuple[Finding, ...]
    step: DoseStep | None

    def of(self, kind: type[AnyResult]) -> tuple[AnyResult, ...]:
        """The results of one kind, oldest first."""
        return self.results.of(kind)

    def latest_count(self, *cells: Cell) -> DayCount | None:
        """The latest blood count that has all of these cells."""
        return next((each for each in reversed(self.results.counts) if all(cell in each.items for cell in cells)), None)

    def coded(self, disease: Disease) -> tuple[Diagnosis, ...]:
        """The coded conditions of one kind, active or not."""
        return tuple(each for each in self.history.diagnoses if each.disease is disease)

    def drugs(self, kind: DrugKind) -> Iterator[DrugOrder | DrugUse]:
        """All orders for drugs of one kind, and all uses of them."""
        yield from (each for each in self.history.orders if each.drug.kind is kind)
        yield from (each for each in self.history.uses if each.drug.kind is kind)

    @property
    def met(self) -> tuple[Finding, ...]:
        """The criteria that are met."""
        return tuple(each for each in self.findings if each.status is Status.MET)


def is_hematologic(finding: Finding) -> bool:
    """Whether the criterion judges blood counts; the others judge chromosomes."""
    return finding.criterion in (HEMATOLOGIC_RESISTANCE, HEMATOLOGIC_RELAPSE)


@dataclass(frozen=True, slots=True)
class Found:
    """Why a precaution is raised, and what it rests on."""

    reason: Reason | DoseUnknown
    values: Values = field(default_factory=lambda: NO_VALUES)
    evidence: tuple[Evidence, ...] = ()
