"""A patient's story: a table of ``(when, entry)``, oldest first, dated back from today. Every name is invented."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from cds_service.synthetic_charts.chart import build_patient_resource, write_entries
from cds_service.synthetic_charts.entry import Ago, Entry, Resource
from cds_service.synthetic_charts.laboratories import HARBOR, Laboratory
from response_criteria.model.findings import Status
from response_criteria.model.recommendations import Action

# fmt: off
_CRITERIA = MappingProxyType({
    "hematologic_resistance": "kantarjian2003/hematologic-resistance",
    "cytogenetic_resistance": "kantarjian2003/cytogenetic-resistance",
    "hematologic_relapse":    "kantarjian2003/hematologic-relapse",
    "cytogenetic_relapse":    "kantarjian2003/cytogenetic-relapse",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Expected:
    """The expected assessment: the action, the criteria by id, the escalated dose, and the contraindications."""

    action: Action
    criteria: Mapping[str, Status]
    to_daily_dose_mg: int | None = None
    blocked_by: tuple[str, ...] = ()


def expect_assessment(
    action: Action, *, step: int | None = None, blocked_by: tuple[str, ...] = (), **criteria: Status
) -> Expected:
    """Build the expected assessment; criteria are named by the last part of their id, as in ``cytogenetic_relapse``."""
    return Expected(action, {_CRITERIA[name]: status for name, status in criteria.items()}, step, blocked_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A synthetic patient and the entries of the chart, oldest first."""

    id: str
    given: str
    family: str
    gender: str
    born: str
    title: str
    summary: str
    expected: Expected
    chart: tuple[tuple[Ago, Entry], ...]
    laboratory: Laboratory = field(default=HARBOR)

    def write_resources(self, today: date) -> Iterator[Resource]:
        """Write the chart as of that day."""
        yield build_patient_resource(self.id, self.given, self.family, self.gender, self.born)
        dated_entries = ((ago.before(today), entry) for ago, entry in self.chart)
        yield from write_entries(self.id, dated_entries, today, self.laboratory)
