"""What disease a Condition may be about, however its code is written."""

from typing import Any, NamedTuple

from fhir_mappings.conditions.disease_codes import (
    DiseaseCode,
    find_diseases,
    find_unlisted_system,
    find_unverified_code,
)
from fhir_mappings.conditions.disease_names import find_phases, is_disease_named, is_disease_negated
from fhir_mappings.datatypes.loose_concepts import LooseConcept, read_loosely
from response_criteria.model.diagnoses import Disease, Phase

TEXT_ONLY = "only its text names chronic myeloid leukemia; a code is needed"
PHASE_TEXT_ONLY = "only its text names an advanced phase; a code is needed"
UNLISTED_SYSTEM = "its code is of a code system that is not listed"
_ADVANCED = frozenset({Phase.ACCELERATED, Phase.BLAST})


class RecognizedDisease(NamedTuple):
    """A disease that a concept names, and why the concept cannot establish it; empty if its code is listed.

    ``advanced``: a code or text names an accelerated or blast phase.
    """

    disease: Disease
    advanced: bool
    reason: str = ""


def recognize_disease(concept: Any) -> RecognizedDisease | None:
    """Return the disease that a concept names in its codes or, for chronic myeloid leukemia, in its texts."""
    loose = read_loosely(concept)
    codes = tuple(find_diseases(loose.codings))
    advanced = any(code.phase in _ADVANCED for code in codes) or any(find_phases(loose.texts))
    if codes:
        return RecognizedDisease(_prefer_cml(codes), advanced)
    disease, reason = _recognize_without_listed_code(loose)
    if disease is None and advanced:
        return RecognizedDisease(Disease.CML, advanced, PHASE_TEXT_ONLY)
    return RecognizedDisease(disease, advanced, reason) if disease else None


def _prefer_cml(codes: tuple[DiseaseCode, ...]) -> Disease:
    return Disease.CML if any(code.disease is Disease.CML for code in codes) else codes[0].disease


def _recognize_without_listed_code(loose: LooseConcept) -> tuple[Disease | None, str]:
    if reason := find_unverified_code(loose.codings):
        return Disease.CML, reason
    if is_disease_negated(loose.texts):
        return None, ""
    if disease := find_unlisted_system(loose.codings):
        return disease, UNLISTED_SYSTEM
    return (Disease.CML, TEXT_ONLY) if is_disease_named(loose.texts) else (None, "")
