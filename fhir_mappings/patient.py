"""Patient -> Person."""

from fhir_mappings.datatypes.dates import when
from fhir_mappings.datatypes.json_access import Element
from response_criteria.model.facts import Person


def person(reference: str, patient: Element) -> Person:
    """Who the patient is. Without a Patient, or a birth date that can be read, ``born`` is None."""
    died = patient.get("deceasedBoolean") is True or bool(patient.get("deceasedDateTime"))
    return Person(reference=reference, born=when(patient.get("birthDate")), died=died)
