"""Parse a Patient resource."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fhir_mappings.datatypes.dates import parse_date
from fhir_mappings.datatypes.json_access import Element
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData, Person, Sex, Subject

DEATH_UNCLEAR = "its date of death cannot be read"
FLAG_UNCLEAR = "its deceasedBoolean is not true or false"


class ParsedPatient(NamedTuple):
    """The patient, and what a Patient says of a death that cannot be read."""

    person: Person
    excluded: tuple[ExcludedData, ...]


def parse_patient(reference: str, patient: Element) -> ParsedPatient:
    """Parse a Patient; what is missing or unreadable is None, an unreadable death is none."""
    person = Person(
        reference=reference,
        birth_date=parse_date(patient.get("birthDate")),
        deceased=patient.get("deceasedBoolean") is True,
        died_on=parse_date(patient.get("deceasedDateTime")),
        sex=_parse_sex(patient.get("gender")),
    )
    reasons = _find_unreadable_death(patient, person)
    return ParsedPatient(person, tuple(ExcludedData(Origin(reference), reason, Subject.PATIENT) for reason in reasons))


def _parse_sex(gender: Any) -> Sex:
    # A closed value set of FHIR, which some systems write in capitals.
    stated = gender.casefold() if isinstance(gender, str) else ""
    return Sex(stated) if stated in set(Sex) else Sex.UNKNOWN


def _find_unreadable_death(patient: Element, person: Person) -> Iterator[str]:
    # It must not become "the patient has died": that ends every advice without a card.
    if patient.get("deceasedDateTime") not in (None, "") and person.died_on is None:
        yield DEATH_UNCLEAR
    if not isinstance(patient.get("deceasedBoolean"), bool | None):
        yield FLAG_UNCLEAR
