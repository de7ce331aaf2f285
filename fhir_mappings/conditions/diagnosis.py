"""Parse a Condition into a diagnosis (``tables/conditions.toml``)."""

from collections.abc import Iterable

from fhir_mappings.conditions.disease_codes import DiseaseCode, find_diseases, find_stage
from fhir_mappings.conditions.disease_names import find_phases, is_disease_negated
from fhir_mappings.conditions.exclusion import exclude_condition, parse_onset
from fhir_mappings.conditions.recognition import recognize_disease
from fhir_mappings.conditions.status import find_withdrawal, is_active, require_certainty
from fhir_mappings.datatypes.codings import read_codings, read_texts
from fhir_mappings.datatypes.json_access import Element, get_object, get_objects
from fhir_mappings.errors import UnusableDataError
from response_criteria.model.diagnoses import Diagnosis, Disease, Phase
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData


def parse_diagnosis(origin: Origin, condition: Element) -> Diagnosis | ExcludedData | None:
    """Parse a Condition into a diagnosis, or why it is excluded; None if it is about another disease."""
    recognized = recognize_disease(condition.get("code"))
    if recognized is None:
        return None
    if withdrawal := find_withdrawal(condition):
        return exclude_condition(origin, condition, recognized, withdrawal, withdrawn=True)
    if recognized.reason:
        return exclude_condition(origin, condition, recognized, recognized.reason)
    try:
        return _build_diagnosis(origin, condition)
    except UnusableDataError as error:
        return exclude_condition(origin, condition, recognized, error.reason)


def _build_diagnosis(origin: Origin, condition: Element) -> Diagnosis:
    disease = _require_one_disease(condition)
    require_certainty(condition)
    return Diagnosis(
        disease=disease,
        active=is_active(condition),
        on=parse_onset(condition),
        origin=origin,
        phase=_find_phase(condition),
        reported=next(iter(read_texts(condition.get("code"))), ""),
    )


def _require_one_disease(condition: Element) -> Disease:
    """Return the disease that the codes agree on and no text denies. Raises UnusableDataError."""
    concept = get_object(condition, "code")
    get_objects(concept, "coding")
    diseases = {code.disease for code in _read_diseases(concept)}
    if not diseases:
        raise UnusableDataError("its code cannot be read")
    if len(diseases) > 1:
        raise UnusableDataError("its codes mean different diseases")
    if diseases == {Disease.CML} and is_disease_negated(read_texts(concept)):
        raise UnusableDataError("its code names chronic myeloid leukemia, and its text rules it out")
    return diseases.pop()


def _read_diseases(concept: object) -> tuple[DiseaseCode, ...]:
    return tuple(find_diseases(read_codings(concept)))


def _find_phase(condition: Element) -> Phase | None:
    """Return the most advanced phase that the code, the stages or, for CML, their texts name."""
    concepts = [condition.get("code"), *(stage.get("summary") for stage in get_objects(condition, "stage"))]
    # Some systems repeat the disease as its stage, with a code that includes the phase.
    codes = [code for concept in concepts for code in _read_diseases(concept)]
    phases = {code.phase for code in codes}
    phases |= {find_stage(coding) for concept in concepts[1:] for coding in read_codings(concept)}
    if any(code.disease is Disease.CML for code in _read_diseases(concepts[0])):
        phases |= set(find_phases(text for concept in concepts for text in read_texts(concept)))
    return _find_most_advanced(phases)


def _find_most_advanced(phases: Iterable[Phase | None]) -> Phase | None:
    found = set(phases)
    return next((phase for phase in (Phase.BLAST, Phase.ACCELERATED, Phase.CHRONIC) if phase in found), None)
