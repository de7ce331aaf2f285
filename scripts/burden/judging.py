"""Open the charts of a simulated clinic on many days, and judge each as the hook does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from cds_service.decision import Decision
from cds_service.hooks.patient_view import IMATINIB_RESPONSE
from cds_service.synthetic_charts.clinic import Complication, Concern, Course, SimulatedPatient
from cds_service.synthetic_charts.clinic.draws import Draws
from fhir_mappings import Chart, ChartEntry
from response_criteria.model.history import Unavailability, UnavailableQuery
from response_criteria.model.periods import months_between
from response_criteria.model.recommendations import Investigation, InvestigationOption

OPENINGS_A_YEAR = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One opening of a chart: what is true of the patient, and what the service answered."""

    patient: str
    day: date
    course: Course
    complications: frozenset[Complication]
    months: int
    concerns: frozenset[Concern]
    overdue: bool
    action: str
    cards: int
    rules: tuple[str, ...]
    """What led to the action: criteria with the data that they miss, review facts, contraindications."""
    asks_for_marrow: bool

    @property
    def is_silent_failure(self) -> bool:
        """Whether the chart documents a concern and no card was shown."""
        return bool(self.concerns) and not self.cards

    @property
    def asks_for_marrow_instead_of_bcr_abl1(self) -> bool:
        """Whether a marrow was asked for although nothing is wrong but an overdue BCR::ABL1."""
        return self.asks_for_marrow and self.overdue and not self.concerns


def list_days(patient: SimulatedPatient) -> Iterator[date]:
    """Yield the days on which a chart is opened, about 15 a year, which only the patient determines."""
    draws = Draws(f"openings of {patient.identity.id}")
    days = (patient.leaves - patient.followed_from).days
    for _ in range(round(OPENINGS_A_YEAR * days / 365.25)):
        yield patient.followed_from + timedelta(days=draws.randrange(days))


def judge_openings(patient: SimulatedPatient) -> Iterator[Opening]:
    """Judge one chart on each day on which it is opened."""
    yield from (judge_opening(patient, day) for day in list_days(patient))


def judge_opening(patient: SimulatedPatient, day: date) -> Opening:
    """Judge the chart of one day."""
    entries = tuple(ChartEntry(resource) for resource in patient.write_resources(day))
    unread = tuple(
        UnavailableQuery(key, "the access token does not cover it", Unavailability.NOT_OFFERED)
        for key in patient.keys_not_granted
    )
    chart = Chart(patient.identity.id, entries, unread)
    decision = IMATINIB_RESPONSE.decide(chart, day, for_clinician=True, new_uuid=lambda: str(uuid4()))
    return Opening(
        patient=patient.identity.id,
        day=day,
        course=patient.course,
        complications=patient.complications,
        months=months_between(patient.started, day),
        concerns=patient.truth.find_concerns(day),
        overdue=patient.truth.is_bcr_abl1_overdue(day),
        action=decision.document["recommendation"]["action"],
        cards=len(decision.cards),
        rules=tuple(_list_rules(decision.document)),
        asks_for_marrow=_asks_for_marrow(decision),
    )


def _asks_for_marrow(decision: Decision) -> bool:
    options = (option for option in decision.assessment.options if isinstance(option, InvestigationOption))
    return any(Investigation.MARROW_KARYOTYPE in option.investigations for option in options)


def _list_rules(document: dict[str, Any]) -> Iterator[str]:
    """Yield what led to the action, as codes of the document."""
    because = document["recommendation"].get("because", ())
    if document["applicability"]["status"] == "unknown":
        yield from (f"applicability: {reason['code']}" for reason in document["applicability"]["reasons"])
    if document["recommendation"]["action"] == "hold":
        yield from (f"blocked: {item['code']}" for item in document["precautions"] if item["blocks"])
    criteria = {criterion["id"]: criterion for criterion in document["criteria"]}
    for rule in because:
        if rule not in criteria:
            yield rule
            continue
        missing = ", ".join(item["code"] for item in criteria[rule].get("missing", ()))
        yield f"{rule.partition('/')[2]} {criteria[rule]['status']}" + (f": {missing}" if missing else "")
    if not because and document["recommendation"]["action"] == "complete-data":
        yield from (f"unread: {item['key']}" for item in document.get("unread", ()))
        yield from sorted({f"set aside: {item['reason']}" for item in document.get("setAside", ())})
