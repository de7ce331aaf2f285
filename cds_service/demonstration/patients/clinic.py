"""The stories together with the patients of a simulated clinic."""

from collections.abc import Iterator
from datetime import date

from cds_service.demonstration.patients import DemonstrationPatient, build_patients
from cds_service.synthetic_charts.clinic import SimulatedPatient, simulate_clinic
from response_criteria.model.periods import months_between


def build_patients_with_clinic(size: int, today: date) -> tuple[DemonstrationPatient, ...]:
    """Build the stories and a noisy clinic of ``size`` patients, grouped by the course of the disease."""
    clinic = sorted(simulate_clinic(size, today=today, noisy=True), key=lambda patient: patient.course)
    return (*build_patients(today), *(_present(patient, today) for patient in clinic))


def _present(patient: SimulatedPatient, today: date) -> DemonstrationPatient:
    who = patient.identity
    return DemonstrationPatient(
        id=who.id,
        name=f"{who.given} {who.family}",
        gender=who.gender,
        born=who.born.isoformat(),
        chapter=f"Simulated clinic: {patient.course} course",
        title=f"{months_between(patient.started, today)} months of imatinib",
        story=". ".join(_describe(patient, today)),
        expected=None,
        resources=tuple(patient.write_resources(today)),
    )


def _describe(patient: SimulatedPatient, today: date) -> Iterator[str]:
    """Yield what is true of the patient, and what is peculiar to the chart."""
    concerns = ", ".join(sorted(patient.truth.find_concerns(today))) or "no failure"
    yield f"The chart documents: {concerns}"
    if patient.leaves < today:
        yield "Another TKI has replaced imatinib"
    if patient.complications:
        yield f"Peculiar: {', '.join(sorted(patient.complications))}"
