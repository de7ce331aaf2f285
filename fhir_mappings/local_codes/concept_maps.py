"""Parse a site's FHIR R4 ConceptMaps into the listed codes that its local codes mean.

A map with any row that cannot be used is rejected as a whole, and every such row is reported.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fhir.resources.R4B.conceptmap import ConceptMap
from pydantic import ValidationError

from fhir_mappings.datatypes.codings import Coding, resolve_system
from fhir_mappings.errors import UnusableConceptMapError
from fhir_mappings.local_codes.known_codes import is_known_code

# Only codes with the same meaning: a wider, narrower or related one would be a guess about a patient.
ACCEPTED_EQUIVALENCES = ("equal", "equivalent")

Row = tuple[Coding, Coding]


def parse_concept_maps(maps: Mapping[str, Any]) -> dict[Coding, Coding]:
    """Parse ConceptMaps, given as JSON by file name, into the listed code of each local code.

    Raises UnusableConceptMapError with all problems at once.
    """
    translations: dict[Coding, Coding] = {}
    problems: list[str] = []
    for name, resource in maps.items():
        for place, row in _read_rows(resource):
            problem = row if isinstance(row, str) else _find_conflict(row, translations)
            if problem:
                problems.append(f"{name}: {place}: {problem}")
            elif not isinstance(row, str):
                translations[row[0]] = row[1]
    if problems:
        raise UnusableConceptMapError(problems)
    return translations


def _find_conflict(row: Row, translations: Mapping[Coding, Coding]) -> str:
    """Return why a row cannot be added to those before it; empty if it can."""
    local, target = row
    if is_known_code(local):
        return f"{_format(local)} is a code of the service's own tables and cannot be given another meaning"
    if not is_known_code(target):
        return f"{_format(target)}, which {_format(local)} is mapped to, is in none of the service's tables"
    if translations.get(local, target) != target:
        return f"{_format(local)} is mapped to {_format(target)}, but before to {_format(translations[local])}"
    return ""


def _read_rows(resource: Any) -> Iterator[tuple[str, Row | str]]:
    """Yield each row of a ConceptMap, or what is wrong with it, with its place."""
    problems = list(_find_problems(resource))
    if problems:
        yield from problems
        return
    if resource.get("modifierExtension"):
        yield "ConceptMap", "it carries a modifier that is not understood"
    for number, group in enumerate(resource.get("group") or (), 1):
        yield from _read_group(f"group {number}", group)
    if not resource.get("group"):
        yield "ConceptMap", "it maps no code"


def _find_problems(resource: Any) -> Iterator[tuple[str, str]]:
    """Yield what makes a resource no valid FHIR R4 ConceptMap."""
    if not isinstance(resource, dict) or resource.get("resourceType") != "ConceptMap":
        yield "ConceptMap", "it is not a FHIR ConceptMap"
        return
    try:
        ConceptMap.model_validate(resource)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False, include_input=False, include_context=False):
            yield _format_place(error["loc"]), f"it is not valid FHIR R4 ({error['msg']})"


def _format_place(location: tuple[int | str, ...]) -> str:
    # pydantic counts from 0; all other messages of a map count from 1.
    return " ".join(str(step + 1 if isinstance(step, int) else step) for step in location) or "ConceptMap"


def _read_group(place: str, group: Mapping[str, Any]) -> Iterator[tuple[str, Row | str]]:
    systems = [resolve_system(group.get(end, "")) for end in ("source", "target")]
    if not all(systems):
        yield place, "it must name the source and the target system"
        return
    if "unmapped" in group:
        yield place, "unmapped is not accepted: every code must be mapped individually"
    for number, element in enumerate(group["element"], 1):
        row = _parse_row(element, *systems)
        yield f"{place}, element {number}", row


def _parse_row(element: Mapping[str, Any], source: str, target_system: str) -> Row | str:
    code = element.get("code")
    targets: list[dict[str, Any]] = element.get("target") or []
    if not code:
        return "it has no code"
    local = Coding(source, code)
    if len(targets) != 1:
        return f"{_format(local)} has {len(targets)} targets, and needs one"
    target = targets[0]
    if target["equivalence"] not in ACCEPTED_EQUIVALENCES:
        accepted = " and ".join(ACCEPTED_EQUIVALENCES)
        return f"{_format(local)}: the equivalence {target['equivalence']} is not accepted, only {accepted} are"
    if target.get("dependsOn") or target.get("product"):
        return f"{_format(local)}: a mapping that depends on other elements, or yields further ones, is not accepted"
    if not target.get("code"):
        return f"{_format(local)} has a target without a code"
    return local, Coding(target_system, target["code"])


def _format(coding: Coding) -> str:
    return "|".join(coding)
