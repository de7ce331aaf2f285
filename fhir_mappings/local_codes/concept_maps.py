"""FHIR R4 ConceptMap -> which of our codes a site's own codes stand for.

Only what says that two codes mean the same is taken: a wider, narrower or merely related code would be a guess about a
patient. A map with any row that cannot be taken is refused as a whole, with every such row named.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fhir.resources.R4B.conceptmap import ConceptMap
from pydantic import ValidationError

from fhir_mappings.datatypes.codings import Coding, system_named
from fhir_mappings.local_codes.known_codes import is_listed

SAME = ("equal", "equivalent")
"""The equivalences that are taken."""

Row = tuple[Coding, Coding]


class MapsUnusable(ValueError):
    """Every problem of a site's maps at once, each with its file and row. They hold no patient data."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def local_codes(maps: Mapping[str, Any]) -> dict[Coding, Coding]:
    """What each local code stands for, by ConceptMaps given as JSON under the names of their files.

    Raises MapsUnusable.
    """
    stands_for: dict[Coding, Coding] = {}
    problems: list[str] = []
    for name, resource in maps.items():
        for place, row in _rows(resource):
            because = row if isinstance(row, str) else _not_taken(row, stands_for)
            if because:
                problems.append(f"{name}: {place}: {because}")
            elif not isinstance(row, str):
                stands_for[row[0]] = row[1]
    if problems:
        raise MapsUnusable(problems)
    return stands_for


def _not_taken(row: Row, stands_for: Mapping[Coding, Coding]) -> str:
    """Why a row cannot be taken beside those before it; empty if it can."""
    local, ours = row
    if is_listed(local):
        return f"{_shown(local)} is a code of our own tables and cannot be given another meaning"
    if not is_listed(ours):
        return f"{_shown(ours)}, which {_shown(local)} is mapped to, is in none of our tables"
    if stands_for.get(local, ours) != ours:
        return f"{_shown(local)} is mapped to {_shown(ours)} and, before, to {_shown(stands_for[local])}"
    return ""


def _rows(resource: Any) -> Iterator[tuple[str, Row | str]]:
    """Each row of a ConceptMap with its place, or why it cannot be read."""
    faults = list(_faults(resource))
    if faults:
        yield from faults
        return
    if resource.get("modifierExtension"):
        yield "ConceptMap", "it carries a modifier that is not understood"
    for place, group in enumerate(resource.get("group") or (), 1):
        yield from _rows_of_group(f"group {place}", group)
    if not resource.get("group"):
        yield "ConceptMap", "it maps no code"


def _faults(resource: Any) -> Iterator[tuple[str, str]]:
    """What makes it no FHIR R4 ConceptMap."""
    if not isinstance(resource, dict) or resource.get("resourceType") != "ConceptMap":
        yield "ConceptMap", "it is not a FHIR ConceptMap"
        return
    try:
        ConceptMap.model_validate(resource)
    except ValidationError as invalid:
        for each in invalid.errors(include_url=False, include_input=False, include_context=False):
            yield _place(each["loc"]), f"it is not valid FHIR R4 ({each['msg']})"


def _place(steps: tuple[int | str, ...]) -> str:
    """The rows of a list are counted from 1, as in all other messages."""
    return " ".join(str(each + 1 if isinstance(each, int) else each) for each in steps) or "ConceptMap"


def _rows_of_group(place: str, group: Mapping[str, Any]) -> Iterator[tuple[str, Row | str]]:
    systems = [system_named(group.get(end, "")) for end in ("source", "target")]
    if not all(systems):
        yield place, "it has to name the source and the target system"
        return
    if "unmapped" in group:
        yield place, "unmapped is not taken: every code has to be mapped by itself"
    for number, element in enumerate(group["element"], 1):
        row = _row(element, *systems)
        yield f"{place}, element {number}", row


def _row(element: Mapping[str, Any], source: str, target: str) -> Row | str:
    code = element.get("code")
    targets: list[dict[str, Any]] = element.get("target") or []
    if not code:
        return "it has no code"
    local = Coding(source, code)
    if len(targets) != 1:
        return f"{_shown(local)} has {len(targets)} targets, and needs one"
    to = targets[0]
    if to["equivalence"] not in SAME:
        return f"{_shown(local)}: the equivalence {to['equivalence']} is not taken, only {' and '.join(SAME)} are"
    if to.get("dependsOn") or to.get("product"):
        return f"{_shown(local)}: a mapping that depends on other elements, or yields further ones, is not taken"
    return (local, Coding(target, to["code"])) if to.get("code") else f"{_shown(local)} has a target without a code"


def _shown(coding: Coding) -> str:
    return "|".join(coding)
