"""The stories, in chapters by their outcome."""

from collections.abc import Mapping

from cds_service.demonstration.patients.stories.escalating import ESCALATING
from cds_service.demonstration.patients.stories.quiet import QUIET
from cds_service.demonstration.patients.stories.reviewed import REVIEWED
from cds_service.demonstration.patients.stories.unclear import UNCLEAR
from cds_service.demonstration.patients.stories.withheld import WITHHELD
from cds_service.demonstration.patients.story import Story

CHAPTERS: Mapping[str, tuple[Story, ...]] = {
    "A criterion is met: escalation": ESCALATING,
    "Met, but no escalation is advised": WITHHELD,
    "No criterion is met, but the treatment is to be reviewed": REVIEWED,
    "To confirm or complete": UNCLEAR,
    "Nothing to advise": QUIET,
}
"""The stories by chapter, in the order of the demonstration's patient list."""
