"""Synthetic patients with CML, one for every outcome of an assessment.

The demonstration shows them; the tests of whole calls use them as fixtures.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cds_service.demonstration.patients.stories import CHAPTERS
from cds_service.demonstration.patients.story import Expected
from cds_service.synthetic_charts.chart import build_collection_bundle
from cds_service.synthetic_charts.entry import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class DemonstrationPatient:
    """A patient on one day: the chart as FHIR R4 resources, and the assessment that a story expects."""

    id: str
    name: str
    gender: str
    born: str
    chapter: str
    title: str
    story: str
    expected: Expected | None
    resources: tuple[Resource, ...]


def build_patients(today: date) -> tuple[DemonstrationPatient, ...]:
    """Build all demonstration patients, with their dates counted back from ``today``."""
    return tuple(
        DemonstrationPatient(
            id=story.id,
            name=f"{story.given} {story.family}",
            gender=story.gender,
            born=story.born,
            chapter=chapter,
            title=story.title,
            story=story.summary,
            expected=story.expected,
            resources=tuple(story.write_resources(today)),
        )
        for chapter, stories in CHAPTERS.items()
        for story in stories
    )


def build_chart_bundle(patient: DemonstrationPatient) -> dict[str, Any]:
    """Build the chart as a Bundle of type ``collection``, which ``imatinib-cds assess`` reads."""
    return build_collection_bundle(patient.id, patient.resources)
