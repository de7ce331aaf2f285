"""The stories themselves, in chapters by how they end."""

from collections.abc import Mapping

from cds_service.demonstration.patients.stories.escalating import ESCALATING
from cds_service.demonstration.patients.stories.quiet import QUIET
from cds_service.demonstration.patients.stories.unclear import UNCLEAR
from cds_service.demonstration.patients.stories.withheld import WITHHELD
from cds_service.demonstration.patients.story import Story

CHAPTERS: Mapping[str, tuple[Story, ...]] = {
    "A circumstance is met": ESCALATING,
    "Met, but no step is offered": WITHHELD,
    "To be confirmed or completed": UNCLEAR,
    "Nothing to advise": QUIET,
}
"""Every story, in the order of the demonstration's list of patients."""
