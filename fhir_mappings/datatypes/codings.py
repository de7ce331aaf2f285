"""Codes and the tables that say what they mean. A code matches by system and code, never by its display."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from fhir_mappings.datatypes.json_access import MAX_TEXT_LENGTH
from fhir_mappings.tables import load_table

OBSERVATION_TABLES = (
    "blood_counts",
    "chemistry",
    "cytogenetics",
    "marrow_counts",
    "bcr_abl1",
    "mutations",
    "clinical_findings",
)

LOINC = "http://loinc.org"
_SYSTEMS: Mapping[str, Any] = load_table("code_systems")
_URI_BY_OID: dict[str, str] = {row["oid"]: row["uri"] for row in _SYSTEMS["oid"]}
_MAX_SYSTEM_LENGTH = 200
_SCHEME = re.compile(r"https?://(?:www\.)?")

T = TypeVar("T")


def _fold(system: str) -> str:
    """Return a URI without what leaves it the same address: http or https, www, letter case, a slash at the end."""
    return _SCHEME.sub("", system.lower(), count=1).rstrip("/")


_URI_BY_FOLDED: dict[str, str] = {_fold(uri): uri for uri in (*_URI_BY_OID.values(), *_SYSTEMS["without_oid"])}
_URI_BY_FOLDED |= {_fold(alias): uri for alias, uri in _URI_BY_OID.items() if alias.startswith("http")}
_URI_BY_SPELLING: dict[str, str] = {uri: uri for uri in _URI_BY_FOLDED.values()} | _URI_BY_OID


def resolve_system(system: str) -> str:
    """Return the URI of a code system that may be written as an OID, or with https, a slash at the end, capitals."""
    if system in _URI_BY_SPELLING or len(system) > _MAX_SYSTEM_LENGTH:
        return _URI_BY_SPELLING.get(system, system)
    return _URI_BY_FOLDED.get(_fold(system), system) if system[:4].lower() == "http" else system


class Coding(NamedTuple):
    """A code in its system."""

    system: str
    code: str

    @classmethod
    def parse(cls, token: str) -> "Coding":
        """Parse ``system|code``, as tables and searches write it."""
        system, code = token.rsplit("|", 1)
        return cls(resolve_system(system), code)


def read_codings(concept: Any) -> Iterator[Coding]:
    """Return the codes of a CodeableConcept that have a system; none for anything else."""
    codings = concept.get("coding") if isinstance(concept, dict) else None
    for coding in codings if isinstance(codings, list) else ():
        if isinstance(coding, dict):
            system, code = coding.get("system"), coding.get("code")
            if isinstance(system, str) and isinstance(code, str):
                yield Coding(resolve_system(system), code)


def is_well_formed(concept: Any) -> bool:
    """Whether a concept has the shape of a CodeableConcept, and each code its system and no blanks around it."""
    if not isinstance(concept, dict):
        return concept is None
    codings = concept.get("coding")
    if not isinstance(codings, list):
        return codings is None and "code" not in concept
    return all(isinstance(coding, dict) and _is_complete(coding) for coding in codings)


def _is_complete(coding: Mapping[str, Any]) -> bool:
    system, code = coding.get("system"), coding.get("code")
    return isinstance(system, str) and isinstance(code, str) and code == code.strip()


class CodeTable(Generic[T]):
    """What is known of codes, found for a CodeableConcept."""

    # By code first, then by system: most codings of a chart are in no table, and are dismissed by one look-up.
    def __init__(self, rows: Mapping[Coding, T]) -> None:
        self._by_code: dict[str, dict[str, T]] = {}
        for coding, row in rows.items():
            by_system = self._by_code.setdefault(coding.code, {})
            by_system |= dict.fromkeys(_list_spellings(coding.system), row)

    def get(self, coding: Coding) -> T | None:
        """Return what is known of a code; None if the table does not list it."""
        return self._by_code.get(coding.code, {}).get(coding.system)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all systems."""
        return frozenset(self._by_code)

    def find_all(self, concept: Any) -> list[T]:
        """Return what is known of the codes of a CodeableConcept, in their order."""
        rows = []
        try:
            for coding in concept["coding"]:
                by_system = self._by_code.get(coding["code"])
                if by_system is not None and (row := _get_by_system(by_system, coding["system"])) is not None:
                    rows.append(row)
        # Thousands of well-formed concepts take the fast path above; only a malformed one pays for the checks.
        except (LookupError, TypeError):
            return self._find_in_malformed(concept)
        return rows

    def _find_in_malformed(self, concept: Any) -> list[T]:
        codings = concept.get("coding") if isinstance(concept, dict) else None
        rows = []
        for coding in codings if isinstance(codings, list) else ():
            code = coding.get("code") if isinstance(coding, dict) else None
            by_system = self._by_code.get(code) if isinstance(code, str) else None
            if by_system is not None:
                system = coding.get("system")
                if isinstance(system, str) and (row := _get_by_system(by_system, system)) is not None:
                    rows.append(row)
        return rows


def _get_by_system(by_system: Mapping[str, T], system: str) -> T | None:
    # Nearly every system is spelled as in the table; only one that is not is looked at more closely.
    return by_system[system] if system in by_system else by_system.get(resolve_system(system))


def _list_spellings(system: str) -> tuple[str, ...]:
    """Return the URI of a code system and every OID of it."""
    return system, *(oid for oid, uri in _URI_BY_OID.items() if uri == system)


def read_texts(concept: Any) -> tuple[str, ...]:
    """Return what a person reads in a CodeableConcept: its text, then its displays."""
    if not isinstance(concept, dict):
        return ()
    codings = concept.get("coding")
    displays = (
        [coding.get("display") for coding in codings if isinstance(coding, dict)] if isinstance(codings, list) else []
    )
    texts = (concept.get("text"), *displays)
    # A name of a thing is short. What is longer is cut, so that no pattern meets it.
    return tuple(text[:MAX_TEXT_LENGTH] for text in texts if isinstance(text, str) and text.strip())


def read_rows(name: str, section: str) -> Iterator[tuple[Coding, Mapping[str, Any]]]:
    """Return the rows of one section of a table: "accept", "panel" or "exclude"."""
    return ((Coding.parse(row["code"]), row) for row in load_table(name).get(section, ()))


def list_observation_groups() -> tuple[str, ...]:
    """Return the prefetch keys under which Observations are searched for."""
    return tuple(dict.fromkeys(load_table(name)["group"] for name in OBSERVATION_TABLES))


def list_search_codes(group: str) -> tuple[str, ...]:
    """Return the codes of one prefetch key to search Observations for, as ``system|code`` in the order of the tables.

    Groups: blood-counts, chemistry, cytogenetics, molecular, clinical-findings. Raises ValueError for any other.
    """
    names = [name for name in OBSERVATION_TABLES if load_table(name)["group"] == group]
    if not names:
        raise ValueError(f"no observations are grouped as {group!r}")
    sections = ((name, section) for name in names for section in ("accept", "panel", "exclude"))
    # ``search = false`` keeps the query short; such a code is understood all the same if a server sends it.
    return tuple(
        row["code"] for name, section in sections for _, row in read_rows(name, section) if row.get("search", True)
    )


def list_report_search_codes() -> tuple[str, ...]:
    """Return the codes of reports that belong to no prefetch key of Observations, as ``system|code``."""
    return tuple(row["code"] for _, row in read_rows("reports", "report"))
