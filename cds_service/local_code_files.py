"""The files that map a site's local codes and units to standard ones, read once at the start."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from cds_service import decimal_json
from cds_service.settings import PREFIX, InvalidSettingsError, Settings
from fhir_mappings import LocalCodeTranslation, UnusableConceptMapError, parse_concept_maps, parse_unit_table

Source = TypeVar("Source")
Key = TypeVar("Key")
Value = TypeVar("Value")

CONCEPT_MAPS, LOCAL_UNITS = f"{PREFIX}CONCEPT_MAPS", f"{PREFIX}LOCAL_UNITS"


def load_local_codes(settings: Settings) -> LocalCodeTranslation:
    """Load the translation of a site's local codes and units.

    Raises InvalidSettingsError with one line per problem: its variable, file and row.
    """
    problems: list[str] = []
    concept_maps: dict[str, Any] = {}
    for path in settings.concept_maps:
        concept_maps |= _collect_problems(problems, CONCEPT_MAPS, _read_concept_map, path)
    codes = _collect_problems(problems, CONCEPT_MAPS, parse_concept_maps, concept_maps)
    units = _collect_problems(problems, LOCAL_UNITS, _read_local_units, settings.local_units)
    if problems:
        raise InvalidSettingsError("\n".join(problems))
    return LocalCodeTranslation(codes, units)


def _collect_problems(
    problems: list[str], variable: str, read: Callable[[Source], dict[Key, Value]], source: Source
) -> dict[Key, Value]:
    """Return what ``read`` returns. If it fails, add its problems and return nothing, so that checking goes on."""
    try:
        return read(source)
    except UnusableConceptMapError as error:
        problems += [f"{variable}: {problem}" for problem in error.problems]
        return {}


def _read_concept_map(path: str) -> dict[str, Any]:
    """Return the JSON of a file, keyed by its path."""
    try:
        return {path: decimal_json.read(_read_text(path))}
    except decimal_json.InvalidJsonError as error:
        raise UnusableConceptMapError([f"{path}: the file is not JSON: {error}"]) from None


def _read_local_units(path: str) -> dict[str, str]:
    return parse_unit_table(path, _read_text(path)) if path else {}


def _read_text(path: str) -> str:
    try:
        return Path(path).read_text("utf-8-sig")  # spreadsheets write a byte order mark
    except OSError as error:
        raise UnusableConceptMapError([f"{path}: the file cannot be read ({error.strerror})"]) from None
    except UnicodeDecodeError as error:
        raise UnusableConceptMapError([f"{path}: the file is not UTF-8 (byte {error.start})"]) from None
