"""The code tables as FHIR R4 ValueSets: one for each thing that codes are read as. Refused codes are in none."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.valueset import ValueSet

from fhir_mappings.datatypes.codings import OBSERVATION_TABLES, Coding, rows
from fhir_mappings.export.r4_checks import Json, checked
from fhir_mappings.measurements.coded_value import Meaning
from fhir_mappings.observations.code_registry import stands_for
from fhir_mappings.tables import table

URL = "urn:imatinib-cds:valueset:{id}"
"""No address: nobody serves them. The decision record 0031 says why."""

PURPOSE = (
    "To compare the codes that a record system uses with those that imatinib-cds reads, or to map local codes to them. "
    "A code that is refused is in no value set. LOINC and SNOMED CT have license terms of their own: see copyright."
)


class Listed(NamedTuple):
    """A row of a table, and what its code is read as."""

    reading: str
    coding: Coding
    row: Mapping[str, Any]


def value_sets(version: str) -> list[Json]:
    """Every ValueSet, in the order of the tables. ``version`` is that of the package."""
    by_reading: defaultdict[str, list[Listed]] = defaultdict(list)
    for each in (*_results(), *_conditions(), *_drugs()):
        by_reading[each.reading].append(each)
    return [_value_set(reading, listed, version) for reading, listed in by_reading.items()]


def collection(sets: Sequence[Json]) -> Json:
    """The ValueSets as one Bundle."""
    entries = [{"fullUrl": each["url"], "resource": each} for each in sets]
    return checked(Bundle, {"resourceType": "Bundle", "type": "collection", "entry": entries})


def _results() -> Iterator[Listed]:
    for name in OBSERVATION_TABLES:
        for coding, row in rows(name, "accept"):
            known = stands_for(coding)
            yield Listed(known.about if isinstance(known, Meaning) else name, coding, row)
        yield from (Listed("panels of results", coding, row) for coding, row in rows(name, "panel"))


def _conditions() -> Iterator[Listed]:
    yield from (Listed(row["disease"], coding, row) for coding, row in rows("conditions", "accept"))
    yield from (Listed("phase of the disease", coding, row) for coding, row in rows("conditions", "stage"))


def _drugs() -> Iterator[Listed]:
    kinds = {each["name"]: each["kind"] for each in table("drugs")["drug"]}
    yield from (Listed(kinds[row["drug"]], coding, row) for coding, row in rows("drugs", "accept"))


def _value_set(reading: str, listed: Sequence[Listed], version: str) -> Json:
    name = _id(reading)
    return checked(
        ValueSet,
        {
            "resourceType": "ValueSet",
            "id": name,
            "url": URL.format(id=name),
            "version": version,
            "name": "".join(each.capitalize() for each in name.split("-")),
            "title": reading[0].upper() + reading[1:],
            "status": "draft",
            "experimental": True,
            "publisher": "imatinib-cds",
            "description": f"Codes that imatinib-cds reads as: {reading}",
            "purpose": PURPOSE,
            "copyright": _notices(listed),
            "compose": {"include": list(_includes(listed))},
        },
    )


def _includes(listed: Sequence[Listed]) -> Iterator[Json]:
    """The codes by their systems; a code that stands for all that begin with it, as what it is a parent of."""
    by_system: defaultdict[str, list[Json]] = defaultdict(list)
    for _, coding, row in listed:
        if not row.get("begins_with"):
            by_system[coding.system].append({"code": coding.code, "display": row["display"]})
    yield from ({"system": system, "concept": concepts} for system, concepts in by_system.items())
    for _, coding, row in listed:
        if row.get("begins_with"):
            below = {"property": "concept", "op": "is-a", "value": coding.code}
            yield {"system": coding.system, "filter": [below]}


def _notices(listed: Sequence[Listed]) -> str:
    """What has to be said of the code systems."""
    notices = table("notices")["notices"]
    systems = dict.fromkeys(each.coding.system for each in listed)
    return "\n\n".join(notices[each] for each in systems if each in notices)


def _id(reading: str) -> str:
    """What a reading is called where only plain letters and hyphens may stand."""
    plain = reading.replace("×10⁹/L", "count").replace("%", "share").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
