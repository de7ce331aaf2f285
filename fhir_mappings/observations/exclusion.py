"""What an Observation that was recognized and not used is about, so that it can withhold an escalation.

The day is that of the sample, else that of the report or of the last update: a result whose date cannot be read is not
older than the others for that.
"""

from collections.abc import Mapping
from typing import Any

from fhir_mappings.datatypes.codings import CodeTable, Coding, read_codings, read_rows, read_texts
from fhir_mappings.datatypes.dates import parse_date
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.errors import UnusableDataError
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData, Subject
from response_criteria.model.periods import PartialDate

MAX_QUOTED = 80
"""Characters of a value that are quoted."""

_FILED = ("effectiveDateTime", "effectiveInstant", "issued")
_DAY_LENGTH = len("2024-05-31")

_BY_CELL = {
    "neutrophils": Subject.NEUTROPHILS,
    "platelets": Subject.PLATELETS,
    "leukocytes": Subject.LEUKOCYTES,
    "blasts": Subject.BLASTS,
    "promyelocytes": Subject.BLASTS,
}
_BY_TABLE = {
    "chemistry": Subject.CHEMISTRY,
    "marrow_counts": Subject.MARROW,
    "bcr_abl1": Subject.BCR_ABL1,
    "mutations": Subject.MUTATION,
    "clinical_findings": Subject.CLINICAL_FINDING,
}


def _find_blood_subject(row: Mapping[str, Any]) -> Subject:
    if row.get("may_contain_blasts"):
        return Subject.BLASTS
    return _BY_CELL.get(row.get("cell", ""), Subject.DIFFERENTIAL)


def _find_cytogenetic_subject(row: Mapping[str, Any]) -> Subject:
    return Subject.FISH if row.get("method") == "FISH" else Subject.KARYOTYPE


def _list_subjects() -> dict[Coding, Subject]:
    subjects: dict[Coding, Subject] = {}
    for section in ("accept", "exclude", "panel"):
        subjects |= {coding: _find_blood_subject(row) for coding, row in read_rows("blood_counts", section)}
        subjects |= {coding: _find_cytogenetic_subject(row) for coding, row in read_rows("cytogenetics", section)}
        for table, subject in _BY_TABLE.items():
            subjects |= {coding: subject for coding, _ in read_rows(table, section)}
    return subjects


_SUBJECTS = CodeTable(_list_subjects())


def exclude_observation(
    origin: Origin,
    observation: Element,
    reason: str,
    *,
    element: Element | None = None,
    on: PartialDate | None = None,
    withdrawn: bool = False,
    pending: bool = False,
) -> ExcludedData:
    """Return an Observation, or one coded ``element`` of it, as excluded data with everything that is known of it."""
    part = observation if element is None else element
    concept = part.get("code")
    return ExcludedData(
        origin,
        reason,
        _find_subject(observation, concept),
        on or _find_filed_day(observation),
        _quote_value(part),
        "|".join(next(read_codings(concept), ())),
        _quote_unit(part),
        withdrawn,
        pending,
    )


def _find_subject(observation: Element, concept: object) -> Subject | None:
    subjects = _SUBJECTS.find_all(concept) or _SUBJECTS.find_all(observation.get("code"))
    components = observation.get("component")
    if not subjects and isinstance(components, list):
        found = [_SUBJECTS.find_all(part.get("code")) for part in components if isinstance(part, dict)]
        subjects = [subject for subjects in found for subject in subjects]
    return subjects[0] if subjects else None


def _find_filed_day(observation: Element) -> PartialDate | None:
    meta = observation.get("meta")
    stated = [observation.get(name) for name in _FILED]
    stated.append(meta.get("lastUpdated") if isinstance(meta, dict) else None)
    for text in stated:
        # The rest of a date that cannot be read, such as "+0000", does not change its day.
        if isinstance(text, str) and (day := _parse_day(text[:_DAY_LENGTH])):
            return day
    return None


def _parse_day(text: str) -> PartialDate | None:
    try:
        return parse_date(text)
    except UnusableDataError:
        return None


def _quote_value(part: Element) -> str:
    for name in ("valueString", "valueInteger", "valueDateTime"):
        if isinstance(part.get(name), str | int):
            return str(part[name])[:MAX_QUOTED]
    quantity = part.get("valueQuantity")
    if isinstance(quantity, dict):
        words = (quantity.get("comparator"), quantity.get("value"), quantity.get("unit") or quantity.get("code"))
        return " ".join(str(word) for word in words if word is not None)[:MAX_QUOTED]
    return next(iter(read_texts(part.get("valueCodeableConcept"))), "")[:MAX_QUOTED]


def _quote_unit(part: Element) -> str:
    quantity = part.get("valueQuantity")
    unit = (quantity.get("unit") or quantity.get("code")) if isinstance(quantity, dict) else None
    return unit[:MAX_QUOTED] if isinstance(unit, str) else ""
