"""The codes of diseases that ``tables/conditions.toml`` lists."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from fhir_mappings.datatypes.codings import Coding, read_codings, read_rows
from fhir_mappings.tables import load_table
from response_criteria.model.diagnoses import Disease, Phase


class DiseaseCode(NamedTuple):
    """The disease, and the phase if any, that a code of the table means."""

    disease: Disease
    phase: Phase | None = None


def find_diseases(codings: Iterable[Coding]) -> Iterator[DiseaseCode]:
    """Return what the listed codes among these mean, in their order."""
    for coding in map(_normalize, codings):
        by_category = (disease for category, disease in _CATEGORIES if _is_within(coding, category))
        if disease := _EXACT.get(coding) or next(by_category, None):
            yield disease


def find_unverified_code(codings: Iterable[Coding]) -> str:
    """Return why the first unverified code among these is not used; empty if there is none."""
    normalized = map(_normalize, codings)
    return next((_EXCLUDED[coding] for coding in normalized if coding in _EXCLUDED), "")


def find_unlisted_system(codings: Iterable[Coding]) -> Disease | None:
    """Return the disease that a code names whose code system is missing or not listed (decision 0054)."""
    for system, code in codings:
        if _CML_IN_ANY_ICD.fullmatch(code) and (system not in _LISTED_SYSTEMS or "." in code):
            return Disease.CML
        if system not in _LISTED_SYSTEMS and code in _DISTINCTIVE:
            return _DISTINCTIVE[code]
        if not system and code in _WITH_A_DOT:
            return _WITH_A_DOT[code]
    return None


def find_stage(coding: Coding) -> Phase | None:
    """Return the phase that a code of a stage means."""
    return _STAGES.get(coding)


def has_only_other_diseases(reasons: Iterable[Any]) -> bool:
    """Whether an order's reasons name a disease by code, and none is chronic myeloid leukemia."""
    concepts = [tuple(read_codings(concept)) for concept in reasons]
    if any(code.disease is Disease.CML for codings in concepts for code in find_diseases(codings)):
        return False
    return any(_is_specific_disease(coding) for codings in concepts for coding in codings)


def is_listed(coding: Coding) -> bool:
    """Whether the table of conditions lists a code, or a category that includes it."""
    return any(find_diseases([coding])) or _normalize(coding) in _EXCLUDED or coding in _STAGES


def _is_within(coding: Coding, category: Coding) -> bool:
    return coding.system == category.system and coding.code.startswith(category.code)


def _is_specific_disease(coding: Coding) -> bool:
    system, code = _normalize(coding)
    unspecific = _REASON["no_disease"]
    is_unspecific = system in _ICD and (
        code in unspecific["equal_to"] or code.startswith(tuple(unspecific["begins_with"]))
    )
    return system in _REASON["systems"] and not is_unspecific


def _normalize(coding: Coding) -> Coding:
    # ICD codes come with and without their dot.
    return Coding(coding.system, coding.code.replace(".", "").upper()) if coding.system in _ICD else coding


_TABLE = load_table("conditions")
_REASON = _TABLE["reason"]
_ICD = frozenset(_TABLE["icd"])
_EXCLUDED = {_normalize(coding): row["reason"] for coding, row in read_rows("conditions", "exclude")}
_STAGES = {coding: Phase(row["phase"]) for coding, row in read_rows("conditions", "stage")}
_ACCEPTED = [
    (_normalize(coding), DiseaseCode(Disease(row["disease"]), Phase(row["phase"]) if "phase" in row else None), row)
    for coding, row in read_rows("conditions", "accept")
]
_EXACT = {coding: disease for coding, disease, _ in _ACCEPTED}
_CATEGORIES = [(coding, disease) for coding, disease, row in _ACCEPTED if row.get("begins_with")]

_CML_IN_ANY_ICD = re.compile(_TABLE["unlisted"]["cml_in_any_icd"], re.IGNORECASE)
_LISTED_SYSTEMS = frozenset({*_ICD, *_REASON["systems"]})
# A code of ICD with its dot shows by its form that it is one.
_WITH_A_DOT = {
    Coding.parse(row["code"]).code: disease.disease
    for coding, disease, row in _ACCEPTED
    if coding.system in _ICD and "." in row["code"].rsplit("|", 1)[1]
}
_DISTINCTIVE_SYSTEMS = frozenset(_TABLE["unlisted"]["systems_of_distinctive_codes"])
_DISTINCTIVE = {
    coding.code: code.disease
    for coding, code in _EXACT.items()
    if coding.system in _DISTINCTIVE_SYSTEMS and code.disease is not Disease.ATYPICAL_CML
}
