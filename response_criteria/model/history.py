"""Everything known of one patient: the input of the engine."""

from dataclasses import dataclass, field

from response_criteria.model.diagnoses import Diagnosis
from response_criteria.model.facts import Origin
from response_criteria.model.medications import DrugOrder, DrugUse, NotTakenStatement
from response_criteria.model.periods import PartialDate
from response_criteria.model.results import Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The patient. ``reference`` is opaque; ``birth_date`` is None where it is missing or unreadable."""

    reference: str
    birth_date: PartialDate | None
    deceased: bool = False


@dataclass(frozen=True, slots=True)
class ExcludedData:
    """A relevant resource that was not used, and the reason in plain words, as the end of a sentence."""

    origin: Origin
    reason: str


@dataclass(frozen=True, slots=True)
class UnavailableQuery:
    """An optional query of the chart that failed: its key and the reason."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything known of one patient. The order within each tuple never matters."""

    person: Person
    observed: tuple[Observed, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    orders: tuple[DrugOrder, ...] = ()
    uses: tuple[DrugUse, ...] = ()
    not_taken_statements: tuple[NotTakenStatement, ...] = ()
    excluded: tuple[ExcludedData, ...] = ()
    unavailable_queries: tuple[UnavailableQuery, ...] = field(default=())
