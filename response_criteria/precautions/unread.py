"""The precaution about what the chart holds and this service could not read (decision 0047)."""

from response_criteria.model.findings import Evidence
from response_criteria.precautions.codes import Code, Reason
from response_criteria.precautions.rule import BLOCKS, PrecautionRule, Questions
from response_criteria.precautions.snapshot import PatientSnapshot, Trigger
from response_criteria.results.doubts import find_doubts


def find_unread_result(patient: PatientSnapshot) -> Trigger | None:
    """Check for excluded data of which some value would argue against an escalation."""
    doubts = find_doubts(patient.history, patient.as_of)
    if not doubts:
        return None
    evidence = tuple(
        Evidence(data.origin, f"{data.subject}, not readable", data.on.earliest, reported=data.reported)
        for data in doubts
        if data.on is not None
    )
    subjects = sorted({str(data.subject) for data in doubts})
    return Trigger(Reason.RESULT_NOT_READ, {"subjects": ", ".join(subjects), "why": doubts[0].reason}, evidence)


RULES = (
    PrecautionRule(
        code=Code.UNREAD_RESULT,
        name="unread result",
        blocks=BLOCKS,
        evaluate=find_unread_result,
        when="data that could argue against an escalation were recognized and could not be read, unless they were "
        "withdrawn or a newer result of the same kind was read",
        decision="0047",
        questions=Questions.ALL,
    ),
)
