"""What an Observation that was recognized and not used is about, so that it can withhold an escalation.

The day is that of the sample, else that of the report or of the last update: a result whose date cannot be read is not
older than the others for that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from fhir_mappings.datatypes.codings import LOINC, CodeTable, Coding, read_codings, read_rows, read_texts
from fhir_mappings.datatypes.dates import parse_date
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.loose_concepts import read_loosely
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
    "basophils": Subject.BASOPHILS,
}
_BY_ANALYTE = {
    "bilirubin": Subject.BILIRUBIN,
    "ALT": Subject.ALT,
    "AST": Subject.AST,
    "creatinine": Subject.RENAL_FUNCTION,
    "eGFR": Subject.RENAL_FUNCTION,
}
_BY_TABLE = {
    "marrow_counts": Subject.MARROW,
    "bcr_abl1": Subject.BCR_ABL1,
    "mutations": Subject.MUTATION,
}


def _find_blood_subject(row: Mapping[str, Any]) -> Subject:
    if row.get("may_contain_blasts"):
        return Subject.BLASTS
    return _BY_CELL.get(row.get("cell", ""), Subject.DIFFERENTIAL)


def _find_cytogenetic_subject(row: Mapping[str, Any]) -> Subject:
    return Subject.FISH if row.get("method") == "FISH" else Subject.KARYOTYPE


def _find_clinical_subject(row: Mapping[str, Any]) -> Subject:
    return Subject.SPLEEN if row["reads"] == "spleen" else Subject.PREGNANCY


def _list_subjects() -> dict[Coding, Subject]:
    subjects: dict[Coding, Subject] = {}
    for section in ("accept", "exclude", "panel"):
        subjects |= {coding: _find_blood_subject(row) for coding, row in read_rows("blood_counts", section)}
        subjects |= {coding: _find_cytogenetic_subject(row) for coding, row in read_rows("cytogenetics", section)}
        subjects |= {coding: _BY_ANALYTE[row["analyte"]] for coding, row in read_rows("chemistry", section)}
        subjects |= {coding: _find_clinical_subject(row) for coding, row in read_rows("clinical_findings", section)}
        for table, subject in _BY_TABLE.items():
            subjects |= {coding: subject for coding, _ in read_rows(table, section)}
    subjects |= {
        coding: Subject.ATYPICAL_TRANSCRIPT for coding, row in read_rows("bcr_abl1", "exclude") if row.get("atypical")
    }
    return subjects


_SUBJECTS = CodeTable(_list_subjects())


def get_subject(coding: Coding) -> Subject | None:
    """Return what a result under a code is about; None if no table lists the code."""
    return _SUBJECTS.get(coding)


def exclude_element(
    origin: Origin, observation: Element, element: Element, reason: str, *, on: PartialDate | None = None
) -> ExcludedData:
    """Return an Observation itself, or one coded component of it, as excluded data."""
    subject = _find_subject(element.get("code")) or _find_subject(observation.get("code"))
    return ExcludedData(
        origin,
        reason,
        subject,
        on or _find_filed_day(observation),
        _quote_value(element),
        "|".join(next(read_codings(element.get("code")), ())),
        _quote_unit(element),
    )


def exclude_observation(
    origin: Origin,
    observation: Element,
    reason: str,
    *,
    on: PartialDate | None = None,
    withdrawn: bool = False,
    pending: bool = False,
) -> tuple[ExcludedData, ...]:
    """Return an Observation as excluded data: once for everything that it and its components are about."""
    known = (component for component in _list_components(observation) if _find_subject(component.get("code")))
    excluded = [exclude_element(origin, observation, part, reason, on=on) for part in (observation, *known)]
    # Of several components about one thing the first is quoted. A component without a known code is of no interest.
    by_subject = {data.subject: data for data in reversed(excluded) if data.subject or len(excluded) == 1}
    if by_subject.keys() == {Subject.DIFFERENTIAL} and not isinstance(observation.get("component", []), list):
        by_subject = {Subject.BLOOD_COUNT: replace(excluded[0], subject=Subject.BLOOD_COUNT)}
    return tuple(replace(data, withdrawn=withdrawn, pending=pending) for data in by_subject.values())


def _list_components(observation: Element) -> Iterator[Element]:
    components = observation.get("component")
    for component in components if isinstance(components, list) else ():
        if isinstance(component, Mapping):
            yield component


def is_named_loosely(concept: Any) -> bool:
    """Whether a concept of any shape names a code of a table."""
    return _find_loosely(concept) is not None


def _find_subject(concept: Any) -> Subject | None:
    return next(iter(_SUBJECTS.find_all(concept)), None) or _find_loosely(concept)


def _find_loosely(concept: Any) -> Subject | None:
    # A code of LOINC shows by its form that it is one.
    codings = (Coding(coding.system or LOINC, coding.code) for coding in read_loosely(concept).codings)
    return next((subject for coding in codings if (subject := _SUBJECTS.get(coding))), None)


def _find_filed_day(observation: Element) -> PartialDate | None:
    meta = observation.get("meta")
    stated = [observation.get(name) for name in _FILED]
    stated.append(meta.get("lastUpdated") if isinstance(meta, dict) else None)
    # The rest of a date that cannot be read, such as "+0000", does not change its day.
    days = (parse_date(text[:_DAY_LENGTH]) for text in stated if isinstance(text, str))
    return next((day for day in days if day), None)


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
