"""For each criterion a demonstration patient who meets it, assessed by the mapping and the engine."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import count

from cards import describe_finding
from cds_service.demonstration.patients import DemonstrationPatient, build_patients
from fhir_mappings import Chart, ChartEntry, read_history
from response_criteria.assessment.assess import assess
from response_criteria.model.findings import Criterion, Finding, Status
from response_criteria.model.history import History
from response_criteria.model.periods import ONE_DAY
from response_criteria.model.therapy import DosePeriod

# The demonstration counts its dates back from a day; a fixed one keeps the handbook stable.
ASSESSED_ON = date(2024, 6, 15)


@dataclass(frozen=True, slots=True)
class PatientExample:
    """A patient who meets a criterion on ``ASSESSED_ON``, and the first day since which it has been met."""

    criterion: Criterion
    patient: DemonstrationPatient
    finding: Finding
    started_on: date
    doses: tuple[DosePeriod, ...]
    met_from: date

    @property
    def caption(self) -> str:
        """The caption of the plot: the finding as a card explains it."""
        return f"{self.patient.name} (synthetic), assessed {ASSESSED_ON}. {describe_finding(self.finding)}"

    @property
    def met_since(self) -> str:
        """The sentence on when the criterion was first met, and on the rings of the plot."""
        return f"Met since {self.met_from}; the results that support the finding are ringed."


@cache
def find_patient_example(criterion: Criterion) -> PatientExample:
    """Find the first demonstration patient who meets the criterion.

    Raises ValueError if the patient has no course of imatinib.
    """
    patient = next(
        patient for patient in build_patients(ASSESSED_ON) if patient.expected.criteria.get(criterion.id) is Status.MET
    )
    history = read_history(Chart(patient.id, tuple(map(ChartEntry, patient.resources))))
    therapy = assess(history, ASSESSED_ON).therapy
    started_on = therapy.escalated_on or therapy.started_on
    if started_on is None:
        raise ValueError(f"{patient.id} has no course of imatinib")
    finding = _evaluate(history, criterion, ASSESSED_ON)
    return PatientExample(criterion, patient, finding, started_on, therapy.doses, _find_first_met(history, criterion))


def _find_first_met(history: History, criterion: Criterion) -> date:
    """Find the first day since which the criterion has been met without interruption, by the results known each day."""
    days = (ASSESSED_ON - timedelta(days=ago) for ago in count(1))
    return next(day + ONE_DAY for day in days if _evaluate(history, criterion, day).status is not Status.MET)


def _evaluate(history: History, criterion: Criterion, on: date) -> Finding:
    known = replace(history, observed=tuple(fact for fact in history.observed if fact.on.latest <= on))
    return next(finding for finding in assess(known, on).findings if finding.criterion is criterion)
