"""The stories themselves, sorted by how they end."""

from cds_service.demonstration.patients.stories.escalating import ESCALATING
from cds_service.demonstration.patients.stories.quiet import QUIET
from cds_service.demonstration.patients.stories.unclear import UNCLEAR
from cds_service.demonstration.patients.stories.withheld import WITHHELD

STORIES = ESCALATING + WITHHELD + UNCLEAR + QUIET
"""Every story, in the order of the demonstration's list of patients."""
