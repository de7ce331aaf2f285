"""Builders of invented FHIR R4 resources for one patient, without randomness."""

from typing import Any

from fhir_mappings import Chart, ChartEntry, read_history
from response_criteria.model.history import History

Resource = dict[str, Any]

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
SNOMED = "http://snomed.info/sct"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
NDC = "http://hl7.org/fhir/sid/ndc"
UCUM = "http://unitsofmeasure.org"

PATIENT = {"reference": "Patient/invented"}
IMATINIB_400 = {"coding": [{"system": RXNORM, "code": "403879"}], "text": "imatinib 400 MG Oral Tablet"}
IMATINIB_100 = {"coding": [{"system": RXNORM, "code": "403878"}], "text": "imatinib 100 MG Oral Tablet"}
ONCE_DAILY = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}
TWICE_DAILY = {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}


def concept(system: str, code: str, **rest: Any) -> Resource:
    """A CodeableConcept with one coding."""
    return {"coding": [{"system": system, "code": code}], **rest}


def patient(**rest: Any) -> Resource:
    """The patient, born in 1960."""
    return _resource("Patient", "invented", {"birthDate": "1960-01-01"}, rest)


def condition(code: Resource, name: str = "1", **rest: Any) -> Resource:
    """A Condition of the patient, recorded in 2020, without a status."""
    return _resource("Condition", name, {"subject": PATIENT, "code": code, "recordedDate": "2020-01-01"}, rest)


def mg(value: Any) -> Resource:
    """A dose in mg."""
    return {"value": value, "unit": "mg", "system": UCUM, "code": "mg"}


def tablets(value: Any) -> Resource:
    """A dose in tablets, coded as in HL7's examples."""
    drug_form = "http://terminology.hl7.org/CodeSystem/v3-orderableDrugForm"
    return {"value": value, "unit": "TAB", "system": drug_form, "code": "TAB"}


def dosage(dose: Resource | None, timing: Resource | None = None, **rest: Any) -> Resource:
    """A Dosage, once daily by default."""
    stated = {"timing": timing or ONCE_DAILY, "doseAndRate": dose and [{"doseQuantity": dose}], **rest}
    return {name: value for name, value in stated.items() if value is not None}


def order(medication: Resource = IMATINIB_400, *dosages: Resource, name: str = "1", **rest: Any) -> Resource:
    """An active MedicationRequest of 2023, for 400 mg once daily by default."""
    written = {
        "status": "active",
        "intent": "order",
        "subject": PATIENT,
        "medicationCodeableConcept": medication,
        "authoredOn": "2023-01-10",
        "dosageInstruction": list(dosages or (dosage(mg(400)),)),
    }
    return _resource("MedicationRequest", name, written, rest)


def medication_use(kind: str, name: str = "1", **rest: Any) -> Resource:
    """A MedicationStatement, -Dispense or -Administration of imatinib, completed."""
    written = {"status": "completed", "subject": PATIENT, "medicationCodeableConcept": IMATINIB_400}
    return _resource(kind, name, written, rest)


def medication(name: str = "m1", **rest: Any) -> Resource:
    """A Medication without elements."""
    return _resource("Medication", name, {}, rest)


def chart(*resources: Resource, patient_id: str = "invented") -> Chart:
    """A chart of these resources."""
    return Chart(patient_id, tuple(ChartEntry(resource) for resource in resources))


def read_resources(*resources: Resource) -> History:
    """Read the history from a chart of these resources."""
    return read_history(chart(*resources))


def _resource(kind: str, name: str, written: Resource, rest: Resource) -> Resource:
    """Build a resource; None removes an element."""
    members = {"resourceType": kind, "id": name, **written, **rest}
    return {element: value for element, value in members.items() if value is not None}
