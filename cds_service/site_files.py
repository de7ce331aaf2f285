"""The files in which a site says what its own codes and units stand for, read once, at the start."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from cds_service import exact_json
from cds_service.settings import PREFIX, Settings, SettingsUnusable
from fhir_mappings.concept_maps import MapsUnusable, local_codes
from fhir_mappings.local_units import local_units
from fhir_mappings.site_maps import SiteMaps

T = TypeVar("T")

CONCEPT_MAPS, LOCAL_UNITS = f"{PREFIX}CONCEPT_MAPS", f"{PREFIX}LOCAL_UNITS"


def site_maps(settings: Settings) -> SiteMaps:
    """What the site's own codes and units stand for.

    Raises SettingsUnusable with a line for every problem, each with its variable, file and row.
    """
    problems: list[str] = []
    codes = _gathered(CONCEPT_MAPS, problems, lambda: local_codes(_concept_maps(settings.concept_maps)))
    units = _gathered(LOCAL_UNITS, problems, lambda: _local_units(settings.local_units))
    if problems:
        raise SettingsUnusable("\n".join(problems))
    return SiteMaps(codes, units)


def _gathered(variable: str, problems: list[str], made: Callable[[], dict[T, Any]]) -> dict[T, Any]:
    try:
        return made()
    except MapsUnusable as unusable:
        problems += [f"{variable}: {each}" for each in unusable.problems]
        return {}


def _concept_maps(names: tuple[str, ...]) -> dict[str, Any]:
    """The JSON of each file; all that cannot be read is told at once."""
    read: dict[str, Any] = {}
    problems: list[str] = []
    for name in names:
        try:
            read[name] = exact_json.read(_text(name))
        except exact_json.NotJson as fault:
            problems.append(f"{name}: it is not JSON: {fault}")
        except MapsUnusable as fault:
            problems += fault.problems
    if problems:
        raise MapsUnusable(problems)
    return read


def _local_units(name: str) -> dict[str, str]:
    return local_units(name, _text(name)) if name else {}


def _text(name: str) -> str:
    try:
        return Path(name).read_text("utf-8-sig")
    except OSError as fault:
        raise MapsUnusable([f"{name}: it cannot be read ({fault.strerror})"]) from None
    except UnicodeDecodeError as fault:
        raise MapsUnusable([f"{name}: it is not UTF-8 (byte {fault.start})"]) from None
