"""A simulated patient: the chart as it stands on a day, and what is true."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cds_service.synthetic_charts.chart import build_patient_resource
from cds_service.synthetic_charts.clinic.complications import Complication
from cds_service.synthetic_charts.clinic.courses import Course
from cds_service.synthetic_charts.clinic.event import Event
from cds_service.synthetic_charts.clinic.truth import Truth
from cds_service.synthetic_charts.entry import EntryContext, Resource
from cds_service.synthetic_charts.laboratories import Laboratory


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a patient is."""

    id: str
    given: str
    family: str
    gender: str
    born: date


@dataclass(frozen=True, kw_only=True)
class SimulatedPatient:
    """A patient of the clinic.

    ``started`` is the true start of imatinib. ``followed_from`` is when the chart begins, ``leaves`` when another TKI
    replaces imatinib, or the last day of the simulation.
    """

    identity: Identity
    course: Course
    trajectory: str
    complications: frozenset[Complication]
    started: date
    followed_from: date
    leaves: date
    laboratory: Laboratory
    events: Sequence[Event]
    truth: Truth

    @property
    def keys_not_granted(self) -> tuple[str, ...]:
        """The prefetch keys that the service may not read for this patient."""
        return ("clinical-findings",) if Complication.SCOPE_NOT_GRANTED in self.complications else ()

    def write_resources(self, today: date) -> Iterator[Resource]:
        """Write the chart as it stands on a day."""
        who = self.identity
        yield build_patient_resource(who.id, who.given, who.family, who.gender, who.born.isoformat())
        for number, event in enumerate(self.events):
            if event.known_on <= today:
                yield from self._write(number, today) if event.changes else self._unchanging[number]

    @cached_property
    def _unchanging(self) -> dict[int, list[Resource]]:
        """The resources of the events that read alike on every day: a chart is opened many times."""
        return {
            number: self._write(number, event.known_on) for number, event in enumerate(self.events) if not event.changes
        }

    def _write(self, number: int, today: date) -> list[Resource]:
        event = self.events[number]
        return event.entry(EntryContext(self.identity.id, number, event.on, today, self.laboratory))
