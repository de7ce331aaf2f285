"""A patient's story: dated facts in the order in which they happened, counted back from today.

A story is written as a table of ``(when, entry)``. Every name is invented.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from cds_service.synthetic_charts.chart import person, written
from cds_service.synthetic_charts.laboratories import HARBOR, Laboratory
from cds_service.synthetic_charts.page import Ago, Entry, Resource
from response_criteria.model.findings import Action, Status

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
    """How the assessment of a story must end: the action, each criterion by its id, the step, and what blocks one."""

    action: Action
    criteria: Mapping[str, Status]
    to_daily_dose_mg: int | None = None
    blocked_by: tuple[str, ...] = ()


def ends_in(
    action: Action, *, step: int | None = None, blocked_by: tuple[str, ...] = (), **criteria: Status
) -> Expected:
    """The expected ending; criteria are named by the last part of their id, such as ``cytogenetic_relapse``."""
    return Expected(action, {_CRITERIA[name]: status for name, status in criteria.items()}, step, blocked_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A synthetic patient and what happened, oldest first."""

    id: str
    given: str
    family: str
    gender: str
    born: str
    title: str
    tells: str
    expected: Expected
    chart: tuple[tuple[Ago, Entry], ...]
    laboratory: Laboratory = field(default=HARBOR)

    def resources(self, today: date) -> Iterator[Resource]:
        """The chart as it stands on that day."""
        yield person(self.id, self.given, self.family, self.gender, self.born)
        happened = ((ago.before(today), entry) for ago, entry in self.chart)
        yield from written(self.id, happened, today, self.laboratory)
