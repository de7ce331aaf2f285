"""What happened to a patient, and from which day on the chart shows it."""

from datetime import date
from typing import NamedTuple

from cds_service.synthetic_charts.entry import Entry


class Event(NamedTuple):
    """An entry of a chart: filed on ``known_on``, dated ``on``; ``changes`` if it reads differently on later days."""

    known_on: date
    on: date
    entry: Entry
    changes: bool = False
