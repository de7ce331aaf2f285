"""Patient -> Person."""

from fhir_mappings.dates import when
from fhir_mappings.elements import Element, flag, text
from response_criteria.facts import Person


def person(reference: str, patient: Element) -> Person:
    """Who the patient is; without a Patient resource, or a birth date that can be read, ``born`` is None."""
    died = flag(patient, "deceasedBoolean") or bool(text(patient, "deceasedDateTime"))
    return Person(reference=reference, born=when(patient.get("birthDate")), died=died)
