"""The files in which a site says what its own codes and units stand for, read once, at the start."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from cds_service import decimal_json
from cds_service.settings import PREFIX, Settings, SettingsUnusable
from fhir_mappings.local_codes.concept_maps import MapsUnusable, local_codes
from fhir_mappings.local_codes.local_units import local_units
from fhir_mappings.local_codes.translation import SiteMaps

Of = TypeVar("Of")
Key = TypeVar("Key")
Value = TypeVar("Value")

CONCEPT_MAPS, LOCAL_UNITS = f"{PREFIX}CONCEPT_MAPS", f"{PREFIX}LOCAL_UNITS"


def site_maps(settings: Settings) -> SiteMaps:
    """What the site's own codes and units stand for.

    Raises SettingsUnusable with a line for every problem, each with its variable, file and row.
    """
    problems: list[str] = []
    maps: dict[str, Any] = {}
    for name in settings.concept_maps:
        maps |= _gathered(problems, CONCEPT_MAPS, _concept_map, name)
    codes = _gathered(problems, CONCEPT_MAPS, local_codes, maps)
    units = _gathered(problems, LOCAL_UNITS, _local_units, settings.local_units)
    if problems:
        raise SettingsUnusable("\n".join(problems))
    return SiteMaps(codes, units)


def _gathered(problems: list[str], variable: str, made: Callable[[Of], dict[Key, Value]], of: Of) -> dict[Key, Value]:
    """What is made; where that cannot be, nothing and its problems, so that the rest is looked at all the same."""
    try:
        return made(of)
    except MapsUnusable as unusable:
        problems += [f"{variable}: {each}" for each in unusable.problems]
        return {}


def _concept_map(name: str) -> dict[str, Any]:
    """The JSON of a file under its name."""
    try:
        return {name: decimal_json.read(_text(name))}
    except decimal_json.NotJson as fault:
        raise MapsUnusable([f"{name}: it is not JSON: {fault}"]) from None


def _local_units(name: str) -> dict[str, str]:
    return local_units(name, _text(name)) if name else {}


def _text(name: str) -> str:
    try:
        return Path(name).read_text("utf-8-sig")
    except OSError as fault:
        raise MapsUnusable([f"{name}: it cannot be read ({fault.strerror})"]) from None
    except UnicodeDecodeError as fault:
        raise MapsUnusable([f"{name}: it is not UTF-8 (byte {fault.start})"]) from None
