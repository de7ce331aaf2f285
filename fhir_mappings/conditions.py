"""Parse a Condition into a diagnosis (``tables/conditions.toml``)."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from fhir_mappings.datatypes.codings import Coding, read_codings, read_rows, read_texts
from fhir_mappings.datatypes.dates import parse_date, parse_start
from fhir_mappings.datatypes.json_access import Element, get_object, get_objects, get_text
from fhir_mappings.tables import load_table
from response_criteria.model.diagnoses import Diagnosis, Disease, Phase
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData
from response_criteria.model.periods import PartialDate


class DiseaseCode(NamedTuple):
    """The disease, and the phase if any, that a code of the table means."""

    disease: Disease
    phase: Phase | None = None


def parse_diagnosis(origin: Origin, condition: Element) -> Diagnosis | ExcludedData | None:
    """Parse a Condition into a diagnosis, or why it is excluded; None if it is about another disease.

    Raises UnusableDataError for a malformed Condition.
    """
    concept = get_object(condition, "code")
    diseases = tuple(_find_diseases(concept))
    reason = _find_exclusion(diseases, concept, condition)
    if reason or not diseases:
        return ExcludedData(origin, reason) if reason else None
    return Diagnosis(
        disease=diseases[0].disease,
        active=_is_active(condition),
        on=_parse_onset(condition),
        origin=origin,
        phase=_find_phase(diseases, condition),
        reported=next(iter(read_texts(concept)), ""),
    )


def has_only_other_diseases(reasons: Iterable[Any]) -> bool:
    """Whether an order's reasons name a disease by code, and none is chronic myeloid leukemia."""
    concepts = tuple(reasons)
    if any(code.disease is Disease.CML for concept in concepts for code in _find_diseases(concept)):
        return False
    return any(_is_specific_disease(coding) for concept in concepts for coding in read_codings(concept))


def is_listed(coding: Coding) -> bool:
    """Whether the table of conditions lists a code, or a category that includes it."""
    concept = {"coding": [coding._asdict()]}
    return any(_find_diseases(concept)) or _normalize(coding) in _EXCLUDED_CODES or coding in _STAGES


def _find_exclusion(diseases: tuple[DiseaseCode, ...], concept: Element, condition: Element) -> str:
    """Return why a Condition that names a disease of the table is excluded; empty if it is used or names none."""
    is_negated = any(map(_NEGATED_NAME.search, read_texts(concept)))
    if not diseases:
        by_code = (
            _EXCLUDED_CODES[key] for coding in read_codings(concept) if (key := _normalize(coding)) in _EXCLUDED_CODES
        )
        by_text = (_TEXT_ONLY for text in read_texts(concept) if _DISEASE_NAME.search(text) and not is_negated)
        return next(by_code, "") or next(by_text, "")
    if len({code.disease for code in diseases}) > 1:
        return "its codes mean different diseases"
    if is_negated and diseases[0].disease is Disease.CML:
        return "its code names chronic myeloid leukemia, and its text rules it out"
    statuses = _read_status(condition, "verificationStatus")
    return next((_VERIFICATION_EXCLUDED[status] for status in statuses if status in _VERIFICATION_EXCLUDED), "")


def _find_diseases(concept: Any) -> Iterator[DiseaseCode]:
    for coding in map(_normalize, read_codings(concept)):
        by_category = (disease for category, disease in _CATEGORIES if _is_within(coding, category))
        if disease := _EXACT.get(coding) or next(by_category, None):
            yield disease


def _is_within(coding: Coding, category: Coding) -> bool:
    return coding.system == category.system and coding.code.startswith(category.code)


def _is_active(condition: Element) -> bool:
    statuses = _read_status(condition, "clinicalStatus")
    if statuses:
        return not statuses & _ENDED_STATUSES
    # Many systems send no clinicalStatus: the disease is active then, unless the Condition states its end.
    return not any(name.startswith("abatement") and condition[name] not in (None, False) for name in condition)


def _read_status(condition: Element, name: str) -> frozenset[str]:
    """Return a status by its codes and its texts, in the spelling of FHIR's codes."""
    # The code system is ignored and texts count too: to overlook "refuted" would create a disease.
    concept = get_object(condition, name)
    codes = (get_text(coding, "code") for coding in get_objects(concept, "coding"))
    return frozenset(text.casefold().replace(" ", "-") for text in (*codes, *read_texts(concept)) if text)


def _parse_onset(condition: Element) -> PartialDate | None:
    onset = parse_date(condition.get("onsetDateTime")) or parse_start(condition.get("onsetPeriod"))
    return onset or parse_date(condition.get("recordedDate"))


def _find_phase(diseases: Iterable[DiseaseCode], condition: Element) -> Phase | None:
    """Return the most advanced phase that the code, the stages or, for CML, their texts name."""
    summaries = [stage.get("summary") for stage in get_objects(condition, "stage")]
    phases = {disease.phase for disease in diseases}
    phases |= {_STAGES.get(coding) for summary in summaries for coding in read_codings(summary)}
    # Some systems repeat the disease as its stage, with a code that includes the phase.
    phases |= {disease.phase for summary in summaries for disease in _find_diseases(summary)}
    if any(disease.disease is Disease.CML for disease in diseases):
        concepts = (condition.get("code"), *summaries)
        phases |= {phase for concept in concepts for phase in _find_phases_in_text(concept)}
    return next((phase for phase in (Phase.BLAST, Phase.ACCELERATED, Phase.CHRONIC) if phase in phases), None)


def _find_phases_in_text(concept: Any) -> Iterator[Phase]:
    # Only advanced phases are read from text: text may withhold a dose escalation, never support one (decision 0038).
    for text in read_texts(concept):
        if not _NOT_CURRENT.search(text):
            yield from (phase for phase, name in _PHASE_NAMES.items() if name.search(text))


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
_VERIFICATION_EXCLUDED = _TABLE["verification_excluded"]
_ENDED_STATUSES = frozenset(_TABLE["ended"]["clinical_status"])
_NEGATIONS = _TABLE["negations"]


def _match_any(names: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, names))})"


_NAMES = _match_any(_TABLE["disease_names"])
_DISEASE_NAME = re.compile(rf"\b{_NAMES}\b", re.IGNORECASE)
_NEGATED_NAME = re.compile(
    rf"\b{_match_any(_NEGATIONS['before'])}\s+{_NAMES}\b|\b{_NAMES}\s+{_match_any(_NEGATIONS['after'])}\b",
    re.IGNORECASE,
)
_PHASE_NAMES = {
    Phase(phase): re.compile(rf"\b{_match_any(names)}\b", re.IGNORECASE)
    for phase, names in _TABLE["phase_names"].items()
}
_NOT_CURRENT = re.compile(rf"\?|\b{_match_any(_TABLE['not_current']['words'])}\b", re.IGNORECASE)
_TEXT_ONLY = "only its text names chronic myeloid leukemia; a code is needed"
_EXCLUDED_CODES = {_normalize(coding): row["reason"] for coding, row in read_rows("conditions", "exclude")}
_STAGES = {coding: Phase(row["phase"]) for coding, row in read_rows("conditions", "stage")}
_ACCEPTED = [
    (_normalize(coding), DiseaseCode(Disease(row["disease"]), Phase(row["phase"]) if "phase" in row else None), row)
    for coding, row in read_rows("conditions", "accept")
]
_EXACT = {coding: disease for coding, disease, _ in _ACCEPTED}
_CATEGORIES = [(coding, disease) for coding, disease, row in _ACCEPTED if row.get("begins_with")]
