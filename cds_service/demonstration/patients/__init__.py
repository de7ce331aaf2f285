"""Synthetic patients with CML, one for each way in which an assessment can end.

They are the demonstration's patients, and the fixtures of journeys, benchmarks and golden cards.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cds_service.demonstration.patients.stories import CHAPTERS
from cds_service.demonstration.patients.story import Expected, Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class DemonstrationPatient:
    """A story as it stands on one day: its chart as FHIR R4 resources, and how its assessment must end."""

    id: str
    name: str
    gender: str
    born: str
    chapter: str
    title: str
    story: str
    expected: Expected
    resources: tuple[Resource, ...]


def patients(today: date) -> tuple[DemonstrationPatient, ...]:
    """All demonstration patients, their dates counted back from that day."""
    return tuple(
        DemonstrationPatient(
            id=story.id,
            name=f"{story.given} {story.family}",
            gender=story.gender,
            born=story.born,
            chapter=chapter,
            title=story.title,
            story=story.tells,
            expected=story.expected,
            resources=tuple(story.resources(today)),
        )
        for chapter, stories in CHAPTERS.items()
        for story in stories
    )


def bundle(patient: DemonstrationPatient) -> dict[str, Any]:
    """The chart as a Bundle of type collection: what ``imatinib-cds assess`` reads."""
    return collection(patient.id, patient.resources)


def collection(bundle_id: str, resources: Iterable[Resource]) -> dict[str, Any]:
    """Resources of a chart as a Bundle of type collection."""
    home = "https://demonstration.example/fhir"
    entries = [{"fullUrl": f"{home}/{each['resourceType']}/{each['id']}", "resource": each} for each in resources]
    return {"resourceType": "Bundle", "id": bundle_id, "type": "collection", "entry": entries}
