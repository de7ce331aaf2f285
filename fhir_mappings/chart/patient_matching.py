"""Whom a resource is about: a subject is compared by type and id, however its reference is written."""

from collections.abc import Iterable, Sequence
from typing import Any

from fhir_mappings.datatypes.json_access import get_objects, get_text
from fhir_mappings.datatypes.references import ChartEntry, ReferenceTarget, parse_reference
from fhir_mappings.errors import NoPatientError, SeveralPatientsError, UnusableDataError

_PATIENT_DATA_TYPES = frozenset(
    {
        "Condition",
        "DiagnosticReport",
        "MedicationAdministration",
        "MedicationDispense",
        "MedicationRequest",
        "MedicationStatement",
        "Observation",
    }
)
_PERSON_TYPES = frozenset({"Group", "Patient", "RelatedPerson"})
_URN = "urn:uuid:"

ANOTHER_PATIENT = "it is of another patient"


def find_patient_id(entries: Sequence[ChartEntry]) -> str:
    """Return the id of the one patient of a Bundle. Raises NoPatientError or SeveralPatientsError."""
    finder = SubjectFinder(entries)
    patients = {finder.find_subject(entry) for entry in entries if entry.type == "Patient"}
    subjects = {finder.find_subject(entry) for entry in entries if entry.type in _PATIENT_DATA_TYPES}
    # With a Patient in the Bundle, results of other subjects are excluded later, one by one.
    ids = {person.id for person in patients or subjects if person and person.type == "Patient"}
    if len(ids) > 1:
        raise SeveralPatientsError("the results are of several patients")
    if not ids:
        raise NoPatientError("there is no Patient with an id, and no result that names its patient")
    return ids.pop()


class SubjectFinder:
    """Finds whom a resource is about, given the Patients of the same chart."""

    def __init__(self, entries: Iterable[ChartEntry]) -> None:
        patients = (entry for entry in entries if entry.type == "Patient" and entry.full_url)
        self._by_url = {entry.full_url: entry.target or _parse_address(entry.full_url) for entry in patients}
        self._cache: dict[str, ReferenceTarget | None] = {}

    def find_subject(self, entry: ChartEntry) -> ReferenceTarget | None:
        """Return type and id of the subject; None if they are not known, as for a bare identifier."""
        if entry.type == "Patient":
            return entry.target or _parse_address(entry.full_url)
        resource = entry.resource
        subject = self._resolve(resource.get("subject"))
        return self._find_focus(resource["focus"], subject) if subject and resource.get("focus") else subject

    def _resolve(self, subject: Any) -> ReferenceTarget | None:
        reference = subject.get("reference") if isinstance(subject, dict) else None
        if not isinstance(reference, str):
            return None
        target = self._cache.get(reference)
        if target is None:
            target = self._cache[reference] = self._by_url.get(reference) or _parse_address(reference)
        return target

    # FHIR R4: Observation.focus names whom a result in this patient's record is about, such as a donor or a fetus.
    def _find_focus(self, focus: Any, subject: ReferenceTarget) -> ReferenceTarget | None:
        """Return the person in focus other than the subject; else the subject."""
        try:
            references = get_objects({"focus": focus}, "focus")
            named = [(get_text(reference, "reference"), get_text(reference, "type")) for reference in references]
        except UnusableDataError:
            return None
        targets = [(self._by_url.get(reference) or parse_reference(reference), type_) for reference, type_ in named]
        if any(target is None and type_ in _PERSON_TYPES for target, type_ in targets):
            return None  # a person who is not identified
        people = (target for target, _ in targets if target and target.type in _PERSON_TYPES and target != subject)
        return next(people, subject)


def _parse_address(address: str) -> ReferenceTarget | None:
    # A UUID that belongs to no entry of the Bundle serves as the patient's id: it is unique by itself.
    return (
        ReferenceTarget("Patient", address.removeprefix(_URN)) if address.startswith(_URN) else parse_reference(address)
    )
