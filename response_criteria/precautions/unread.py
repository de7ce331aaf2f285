"""The precaution about what the chart holds and this service could not read (decision 0047)."""

from response_criteria.model.findings import Evidence
from response_criteria.model.history import Unavailability, UnavailableQuery
from response_criteria.precautions.codes import Code, Reason
from response_criteria.precautions.rule import BLOCKS, PrecautionRule, Questions
from response_criteria.precautions.snapshot import PatientSnapshot, Trigger
from response_criteria.results.doubts import find_doubts, may_be_pregnant

CLINICAL_FINDINGS = "clinical-findings"
"""The query of the chart whose results are pregnancy tests."""

WITHHOLDING_NOTHING = ("chemistry", "reports", "local-reports", "dispenses", "statements", "administrations")
"""Beginnings of the names of queries that are named if they are unread, and withhold nothing (decision 0101)."""


def find_unread_result(patient: PatientSnapshot) -> Trigger | None:
    """Check for excluded data of which some value would argue against an escalation."""
    doubts = find_doubts(patient.history, patient.as_of)
    unread = _list_unread_keys(patient)
    if not doubts and not unread:
        return None
    evidence = tuple(
        Evidence(data.origin, f"{data.subject}, not readable", data.on.earliest, reported=data.reported)
        for data in doubts
        if data.on is not None
    )
    subjects = sorted({*(str(data.subject) for data in doubts), *(query.key for query in unread)})
    (why, *_) = (*(data.reason for data in doubts), *(query.reason for query in unread))
    return Trigger(Reason.RESULT_NOT_READ, {"subjects": ", ".join(subjects), "why": why}, evidence)


def _list_unread_keys(patient: PatientSnapshot) -> list[UnavailableQuery]:
    """Return the queries of the chart that may have missed what would block an escalation."""
    is_possible = may_be_pregnant(patient.history.person, patient.as_of)
    return [
        query
        for query in patient.history.unavailable_queries
        if (is_possible if query.key == CLINICAL_FINDINGS else _came_short(query))
    ]


def _came_short(query: UnavailableQuery) -> bool:
    return query.kind is Unavailability.INCOMPLETE and not query.key.startswith(WITHHOLDING_NOTHING)


RULES = (
    PrecautionRule(
        code=Code.UNREAD_RESULT,
        name="unread result",
        blocks=BLOCKS,
        evaluate=find_unread_result,
        when="data that could argue against an escalation were recognized and could not be read, unless they were "
        "withdrawn or a newer result of the same kind was read; or a query of the chart came short; or clinical "
        "findings were not read where pregnancy is possible",
        decision="0047",
        questions=Questions.ALL,
    ),
)
