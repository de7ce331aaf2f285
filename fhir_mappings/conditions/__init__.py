"""Conditions: which disease a code or a text names, and the diagnosis that a Condition states."""

from fhir_mappings.conditions.diagnosis import parse_diagnosis
from fhir_mappings.conditions.disease_codes import has_only_other_diseases, is_listed
from fhir_mappings.conditions.disease_names import find_phases
from fhir_mappings.conditions.exclusion import exclude_diagnosis
from fhir_mappings.conditions.recognition import RecognizedDisease, recognize_disease
from fhir_mappings.conditions.status import find_withdrawal

__all__ = [
    "RecognizedDisease",
    "exclude_diagnosis",
    "find_phases",
    "find_withdrawal",
    "has_only_other_diseases",
    "is_listed",
    "parse_diagnosis",
    "recognize_disease",
]
