"""Codes: matched on system and code, never on the display, with the tables that say what they mean."""

from collections.abc import Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

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
    listed = concept.get("coding") if isinstance(concept, dict) else None
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict):
            system, code = each.get("system"), each.get("code")
            if isinstance(system, str) and isinstance(code, str):
                yield Coding(system_named(system), code)


class CodeTable(Generic[T]):
    """What is known of codes, found for a CodeableConcept. In most charts nothing is, so that has to be found fast."""

    def __init__(self, rows: Mapping[Coding, T]) -> None:
        self._by_code: dict[str, dict[str, T]] = {}
        for coding, row in rows.items():
            by_system = self._by_code.setdefault(coding.code, {})
            by_system |= dict.fromkeys(_written(coding.system), row)

    def get(self, coding: Coding) -> T | None:
        """What is known of a code; None where it is not listed."""
        return self._by_code.get(coding.code, {}).get(coding.system)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all systems."""
        return frozenset(self._by_code)

    def of(self, concept: Any) -> list[T]:
        """What is known of the codes of a CodeableConcept, in their order."""
        found = []
        try:
            for each in concept["coding"]:
                by_system = self._by_code.get(each["code"])
                if by_system is not None and each["system"] in by_system:
                    found.append(by_system[each["system"]])
        except (LookupError, TypeError):  # what is not as FHIR has it needs a closer look
            return self._found(concept)
        return found

    def _found(self, concept: Any) -> list[T]:
        listed = concept.get("coding") if isinstance(concept, dict) else None
        found = []
        for each in listed if isinstance(listed, list) else ():
            code = each.get("code") if isinstance(each, dict) else None
            by_system = self._by_code.get(code) if isinstance(code, str) else None
            if by_system is not None:
                system = each.get("system")
                if isinstance(system, str) and system in by_system:
                    found.append(by_system[system])
        return found


def _written(system: str) -> tuple[str, ...]:
    """A code system by its URI, and by every OID that means the same."""
    return system, *(oid for oid, uri in _URI.items() if uri == system)


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
