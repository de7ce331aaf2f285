"""The chart of one patient, as it came."""

from dataclasses import dataclass
from functools import cached_property

from fhir_mappings.chart.resource_index import Catalogue, Entries, catalogued
from fhir_mappings.datatypes.references import ChartEntry, Unopened
from response_criteria.model.facts import Unread


@dataclass(frozen=True)
class Chart:
    """The resources of one patient's chart, as they came, and the optional questions to it that failed.

    ``unopened`` are results about something else.
    """

    patient_id: str
    resources: tuple[ChartEntry, ...]
    unread: tuple[Unread, ...] = ()
    unopened: tuple[Unopened, ...] = ()

    @cached_property
    def catalogue(self) -> Catalogue:
        """Each resource once, in its newest version, by its origin."""
        return catalogued(self.resources, self.unopened)

    @cached_property
    def entries(self) -> Entries:
        """The whole catalogue as one."""
        return {**self.catalogue.results, **self.catalogue.others}
