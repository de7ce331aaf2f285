"""Why a Condition that names a disease of the table is not used, and what it is about."""

from fhir_mappings.conditions.recognition import PHASE_TEXT_ONLY, RecognizedDisease
from fhir_mappings.conditions.status import is_ended
from fhir_mappings.datatypes.dates import parse_date, parse_start
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.loose_concepts import read_loosely
from response_criteria.model.diagnoses import Diagnosis, Disease
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData
from response_criteria.model.periods import PartialDate
from response_criteria.results.doubts import find_disease_subject, find_subject


def exclude_condition(
    origin: Origin, condition: Element, recognized: RecognizedDisease, reason: str, *, withdrawn: bool = False
) -> ExcludedData:
    """Return a Condition that is not used, with its day and words as far as they can be read."""
    loose = read_loosely(condition.get("code"))
    return ExcludedData(
        origin,
        reason,
        find_disease_subject(recognized.disease, advanced=recognized.advanced),
        on=parse_onset(condition) or _parse_last_update(condition),
        reported=next(iter(loose.texts), ""),
        code=next(("|".join(coding) for coding in loose.codings), ""),
        withdrawn=withdrawn or _is_over(condition, recognized),
    )


def exclude_diagnosis(diagnosis: Diagnosis, reason: str) -> ExcludedData:
    """Return a diagnosis that was read from a Condition that may not be used."""
    return ExcludedData(diagnosis.origin, reason, find_subject(diagnosis), on=diagnosis.on, reported=diagnosis.reported)


def parse_onset(condition: Element) -> PartialDate | None:
    """Return the onset of a Condition, else the day it was recorded."""
    onset = parse_date(condition.get("onsetDateTime")) or parse_start(condition.get("onsetPeriod"))
    return onset or parse_date(condition.get("recordedDate"))


def _is_over(condition: Element, recognized: RecognizedDisease) -> bool:
    # A pregnancy or a phase that is over would withhold nothing if it were read; a leukemia is not denied by its end.
    can_be_over = recognized.disease is Disease.PREGNANCY or recognized.reason == PHASE_TEXT_ONLY
    return can_be_over and is_ended(condition)


def _parse_last_update(condition: Element) -> PartialDate | None:
    meta = condition.get("meta")
    return parse_date(meta.get("lastUpdated")) if isinstance(meta, dict) else None
