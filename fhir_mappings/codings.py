"""Codes: matched on system and code, never on the display, with the tables that say what they mean."""

from collections.abc import Iterator, Mapping
from itertools import starmap
from typing import Any, NamedTuple, TypeVar, cast

from fhir_mappings.tables import table

OBSERVATION_TABLES = (
    "blood_counts",
    "chemistry",
    "cytogenetics",
    "marrow_counts",
    "transcripts",
    "mutations",
    "clinical_findings",
)


LOINC = "http://loinc.org"
_URI: dict[str, str] = {row["oid"]: row["uri"] for row in table("code_systems")["oid"]}

T = TypeVar("T")


def system_named(written: str) -> str:
    """The URI of a code system that may be written as an OID."""
    return _URI.get(written, written)


class Coding(NamedTuple):
    """A code in its system."""

    system: str
    code: str

    @classmethod
    def of(cls, token: str) -> "Coding":
        """A code written as ``system|code``, as tables and searches write it."""
        return cls(*token.rsplit("|", 1))


def codings(concept: Any) -> Iterator[Coding]:
    """Every code of a CodeableConcept that has a system; what is not one has none."""
    return starmap(Coding, _pairs(concept))


def found_in(table: Mapping[Coding, T], concept: Any) -> list[T]:
    """What a table holds for the codes of a CodeableConcept, in their order. In most charts it is mostly nothing."""
    by_pair = cast(Mapping[tuple[str, str], T], table)  # a Coding is found by the bare pair, which costs less to make
    return [by_pair[pair] for pair in _pairs(concept) if pair in by_pair]


def _pairs(concept: Any) -> list[tuple[str, str]]:
    listed = concept.get("coding") if isinstance(concept, dict) else None
    stated = []
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict):
            system, code = each.get("system"), each.get("code")
            if isinstance(system, str) and isinstance(code, str):
                stated.append((_URI.get(system, system), code))
    return stated


def words(concept: Any) -> tuple[str, ...]:
    """What a person reads in a CodeableConcept: its text and its displays."""
    if not isinstance(concept, dict):
        return ()
    listed = concept.get("coding")
    shown = [each.get("display") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return tuple(each for each in (concept.get("text"), *shown) if isinstance(each, str) and each.strip())


def rows(name: str, section: str) -> Iterator[tuple[Coding, Mapping[str, Any]]]:
    """The rows of one section of a table: "accept", "panel" or "refuse"."""
    return ((Coding.of(row["code"]), row) for row in table(name).get(section, ()))


def observation_groups() -> tuple[str, ...]:
    """The prefetch keys under which observations are searched for."""
    return tuple(dict.fromkeys(table(name)["group"] for name in OBSERVATION_TABLES))


def codes_to_ask(group: str) -> tuple[str, ...]:
    """The codes to search Observations for, as ``system|code`` in the tables' order, for one prefetch key.

    Groups: blood-counts, chemistry, cytogenetics, molecular, clinical-findings. Raises ValueError for any other.
    """
    mine = [name for name in OBSERVATION_TABLES if table(name)["group"] == group]
    if not mine:
        raise ValueError(f"no observations are grouped as {group!r}")
    sections = ((name, section) for name in mine for section in ("accept", "panel", "refuse"))
    return tuple(row["code"] for each in sections for _, row in rows(*each) if row.get("ask", True))
