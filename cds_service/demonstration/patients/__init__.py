"""Synthetic patients with CML, one for each way in which an assessment can end.

They are the demonstration's patients, and the fixtures of journeys and golden cards.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cds_service.demonstration.patients.stories import CHAPTERS
from cds_service.demonstration.patients.story import Expected
from cds_service.synthetic_charts.chart import collection
from cds_service.synthetic_charts.page import Resource


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
