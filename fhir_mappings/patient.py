"""Parse a Patient resource."""

from fhir_mappings.datatypes.dates import parse_date
from fhir_mappings.datatypes.json_access import Element
from response_criteria.model.history import Person


def parse_person(reference: str, patient: Element) -> Person:
    """Parse a Patient; ``birth_date`` is None if it is missing or unreadable."""
    deceased = patient.get("deceasedBoolean") is True or bool(patient.get("deceasedDateTime"))
    return Person(reference=reference, birth_date=parse_date(patient.get("birthDate")), deceased=deceased)
