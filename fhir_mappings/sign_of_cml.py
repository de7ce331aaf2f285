"""Whether a chart shows a sign of chronic myeloid leukemia: the disease or one of its drugs, readable or not.

Only a chart with a sign is worth a card about data that are missing or cannot be read (decision 0057).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from fhir_mappings.conditions import find_withdrawal, has_only_other_diseases, recognize_disease
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.references import ChartEntry, ReferenceIndex
from fhir_mappings.medications.exclusion import find_named_drugs
from response_criteria.model.diagnoses import Disease
from response_criteria.model.medications import DrugKind

_CML_DRUGS = frozenset({DrugKind.IMATINIB, DrugKind.OTHER_TKI})
_DRUG_TYPES = frozenset(
    {"Medication", "MedicationAdministration", "MedicationDispense", "MedicationRequest", "MedicationStatement"}
)
_WITHDRAWN = "entered-in-error"


def has_sign(resources: Iterable[Element]) -> bool:
    """Whether a Condition names chronic myeloid leukemia, or a medication one of its drugs, in whatever shape.

    What was refuted or entered in error is no sign, nor is a drug whose coded indication is another disease.
    """
    entries = [ChartEntry(resource) for resource in resources]
    reference_index = ReferenceIndex(entries)
    return any(_is_sign(entry, reference_index) for entry in entries)


def _is_sign(entry: ChartEntry, reference_index: ReferenceIndex) -> bool:
    if entry.type == "Condition":
        return _names_cml(entry.resource)
    return entry.type in _DRUG_TYPES and _names_cml_drug(entry.resource, reference_index)


def _names_cml(condition: Element) -> bool:
    recognized = recognize_disease(condition.get("code"))
    return recognized is not None and recognized.disease is Disease.CML and not find_withdrawal(condition)


def _names_cml_drug(resource: Element, reference_index: ReferenceIndex) -> bool:
    if resource.get("status") == _WITHDRAWN or resource.get("doNotPerform") is True:
        return False
    is_named = any(drug.kind in _CML_DRUGS for drug in find_named_drugs(resource))
    return is_named and not has_only_other_diseases(_list_reasons(resource, reference_index))


def _list_reasons(resource: Element, reference_index: ReferenceIndex) -> list[Any]:
    references = resource.get("reasonReference")
    names = (
        (item.get("reference") for item in references if isinstance(item, Mapping))
        if isinstance(references, list)
        else ()
    )
    found = (reference_index.find(name, resource) for name in names if isinstance(name, str))
    codes = resource.get("reasonCode")
    return [*(codes if isinstance(codes, list) else ()), *(condition.get("code") for condition in found if condition)]
