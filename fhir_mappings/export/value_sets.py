"""Export the code tables as FHIR R4 ValueSets, one for each meaning. They hold no excluded code."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.valueset import ValueSet

from fhir_mappings.datatypes.codings import OBSERVATION_TABLES, Coding, read_rows
from fhir_mappings.export.r4_checks import Json, validate_r4
from fhir_mappings.measurements.coded_value import Meaning
from fhir_mappings.observations.code_registry import find_known_code
from fhir_mappings.tables import load_table

# A URN instead of an address, since the ValueSets are not served anywhere (decision 0031).
URL = "urn:imatinib-cds:valueset:{id}"

PURPOSE = (
    "To compare the codes that a record system uses with those that imatinib-cds reads, or to map local codes to them. "
    "An excluded code is in no value set. LOINC and SNOMED CT have license terms of their own: see copyright."
)


class ValueSetRow(NamedTuple):
    """A row of a code table with the meaning of its code."""

    meaning: str
    coding: Coding
    row: Mapping[str, Any]


def build_value_sets(version: str) -> list[Json]:
    """Build all ValueSets in the order of the tables. ``version`` is that of the package."""
    rows_by_meaning: defaultdict[str, list[ValueSetRow]] = defaultdict(list)
    for row in (*_read_results(), *_read_conditions(), *_read_drugs()):
        rows_by_meaning[row.meaning].append(row)
    return [_build_value_set(meaning, rows, version) for meaning, rows in rows_by_meaning.items()]


def bundle_value_sets(value_sets: Sequence[Json]) -> Json:
    """Put ValueSets into one Bundle."""
    entries = [{"fullUrl": value_set["url"], "resource": value_set} for value_set in value_sets]
    return validate_r4(Bundle, {"resourceType": "Bundle", "type": "collection", "entry": entries})


def _read_results() -> Iterator[ValueSetRow]:
    for name in OBSERVATION_TABLES:
        for coding, row in read_rows(name, "accept"):
            code = find_known_code(coding)
            yield ValueSetRow(code.topic if isinstance(code, Meaning) else name, coding, row)
        yield from (ValueSetRow("panels of results", coding, row) for coding, row in read_rows(name, "panel"))


def _read_conditions() -> Iterator[ValueSetRow]:
    yield from (ValueSetRow(row["disease"], coding, row) for coding, row in read_rows("conditions", "accept"))
    yield from (ValueSetRow("phase of the disease", coding, row) for coding, row in read_rows("conditions", "stage"))


def _read_drugs() -> Iterator[ValueSetRow]:
    kinds = {drug["name"]: drug["kind"] for drug in load_table("drugs")["drug"]}
    yield from (ValueSetRow(kinds[row["drug"]], coding, row) for coding, row in read_rows("drugs", "accept"))


def _build_value_set(meaning: str, rows: Sequence[ValueSetRow], version: str) -> Json:
    value_set_id = _build_id(meaning)
    return validate_r4(
        ValueSet,
        {
            "resourceType": "ValueSet",
            "id": value_set_id,
            "url": URL.format(id=value_set_id),
            "version": version,
            "name": "".join(word.capitalize() for word in value_set_id.split("-")),
            "title": meaning[0].upper() + meaning[1:],
            "status": "draft",
            "experimental": True,
            "publisher": "imatinib-cds",
            "description": f"Codes that imatinib-cds reads as: {meaning}",
            "purpose": PURPOSE,
            "copyright": _collect_notices(rows),
            "compose": {"include": list(_build_includes(rows))},
        },
    )


def _build_includes(rows: Sequence[ValueSetRow]) -> Iterator[Json]:
    """Build the includes: one for each system with its codes, and one for each category of codes."""
    concepts_by_system: defaultdict[str, list[Json]] = defaultdict(list)
    for _, coding, row in rows:
        if not row.get("begins_with"):
            concepts_by_system[coding.system].append({"code": coding.code, "display": row["display"]})
    yield from ({"system": system, "concept": concepts} for system, concepts in concepts_by_system.items())
    # A row with begins_with accepts all codes below a category, which a ValueSet states as a filter.
    for _, coding, row in rows:
        if row.get("begins_with"):
            descendants = {"property": "concept", "op": "is-a", "value": coding.code}
            yield {"system": coding.system, "filter": [descendants]}


def _collect_notices(rows: Sequence[ValueSetRow]) -> str:
    """Return the copyright notices that the code systems require."""
    notices = load_table("notices")["notices"]
    systems = dict.fromkeys(row.coding.system for row in rows)
    return "\n\n".join(notices[system] for system in systems if system in notices)


_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


def _build_id(meaning: str) -> str:
    """Return a meaning in the letters, digits and hyphens that FHIR allows in an id."""
    plain = meaning.replace("×10⁹/L", "count").replace("%", "share").lower()
    return _NOT_IN_IDS.sub("-", plain).strip("-")
