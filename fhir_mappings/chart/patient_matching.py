"""Whose result it is: a subject is compared by type and id, however the reference is written."""

from collections.abc import Iterable, Sequence
from typing import Any

from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import parts, text
from fhir_mappings.datatypes.references import ChartEntry, Target, target

_OF_A_PATIENT = frozenset(
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
_PEOPLE = frozenset({"Group", "Patient", "RelatedPerson"})
_URN = "urn:uuid:"


class NotOnePatient(ValueError):
    """A Bundle that is not about one patient. The text carries no patient data."""


class NoPatient(NotOnePatient):
    """There is no Patient with an id, and no result that says whose it is."""


class SeveralPatients(NotOnePatient):
    """There are several Patients; or there is none, and results of several."""


def one_patient(entries: Sequence[ChartEntry]) -> str:
    """The id of the patient that a Bundle is about. Raises NoPatient or SeveralPatients where that is not one."""
    subjects = Subjects(entries)
    patients = {subjects.of(each) for each in entries if each.type == "Patient"}
    of_results = {subjects.of(each) for each in entries if each.type in _OF_A_PATIENT}
    ids = {each.id for each in patients or of_results if each and each.type == "Patient"}
    if len(ids) > 1:
        raise SeveralPatients("the results are of several patients")
    if not ids:
        raise NoPatient("there is no Patient with an id, and no result that says whose it is")
    return ids.pop()


class Subjects:
    """Tells whose a resource is, given the Patients beside it."""

    def __init__(self, entries: Iterable[ChartEntry]) -> None:
        patients = (each for each in entries if each.type == "Patient" and each.full_url)
        self._by_url = {each.full_url: each.target or _named_by(each.full_url) for each in patients}
        self._met: dict[str, Target | None] = {}

    def of(self, entry: ChartEntry) -> Target | None:
        """Type and id of whom it is about; None where that cannot be compared, such as a bare identifier."""
        if entry.type == "Patient":
            return entry.target or _named_by(entry.full_url)
        resource = entry.resource
        subject = self._named(resource.get("subject"))
        return self._focused(resource["focus"], subject) if subject and resource.get("focus") else subject

    def _named(self, subject: Any) -> Target | None:
        reference = subject.get("reference") if isinstance(subject, dict) else None
        if not isinstance(reference, str):
            return None
        named = self._met.get(reference)
        if named is None:
            named = self._met[reference] = self._by_url.get(reference) or _named_by(reference)
        return named

    def _focused(self, focus: Any, subject: Target) -> Target | None:
        """Whom a result of the subject is about: another, such as a donor or an unborn child, or the subject."""
        try:
            named = [(text(each, "reference"), text(each, "type")) for each in parts({"focus": focus}, "focus")]
        except Unusable:
            return None
        focused = [(self._by_url.get(reference) or target(reference), kind) for reference, kind in named]
        if any(each is None and kind in _PEOPLE for each, kind in focused):
            return None  # somebody, and not said whom
        return next((each for each, _ in focused if each and each.type in _PEOPLE and each != subject), subject)


def _named_by(address: str) -> Target | None:
    """A UUID that no entry bears is taken as a patient's own id: nothing else has the same one."""
    return Target("Patient", address.removeprefix(_URN)) if address.startswith(_URN) else target(address)
