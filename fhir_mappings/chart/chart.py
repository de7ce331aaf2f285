"""The chart of one patient as received."""

from dataclasses import dataclass
from functools import cached_property

from fhir_mappings.chart.resource_index import EntriesByOrigin, ResourceIndex, index_resources
from fhir_mappings.datatypes.references import ChartEntry, UnparsedResult
from response_criteria.model.history import UnavailableQuery


@dataclass(frozen=True)
class Chart:
    """The resources of one patient's chart as received, and the optional queries for it that failed.

    ``unparsed`` are Observations without a known code.
    """

    patient_id: str
    resources: tuple[ChartEntry, ...]
    unavailable_queries: tuple[UnavailableQuery, ...] = ()
    unparsed: tuple[UnparsedResult, ...] = ()

    @cached_property
    def resource_index(self) -> ResourceIndex:
        """The newest version of each resource by its origin."""
        return index_resources(self.resources, self.unparsed)

    @cached_property
    def entries(self) -> EntriesByOrigin:
        """All resources of the index together."""
        return {**self.resource_index.results, **self.resource_index.others}
