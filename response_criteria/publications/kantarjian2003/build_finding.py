"""How the criteria tell what they found: a reason with its values, the evidence it rests on, and what is missing."""

from datetime import date

from response_criteria.model.findings import NO_VALUES, Criterion, Evidence, Finding, Missing, Values
from response_criteria.publications.kantarjian2003.evaluated_course import JudgedCourse
from response_criteria.publications.kantarjian2003.reasons import REASONS, Lack, Reason


def finding(
    criterion: Criterion,
    reason: Reason,
    values: Values = NO_VALUES,
    *,
    evidence: tuple[Evidence, ...] = (),
    missing: tuple[Missing, ...] = (),
) -> Finding:
    """A finding with the status that belongs to its reason."""
    return Finding(criterion, REASONS[reason].status, reason, values, evidence, missing)


def not_yet(criterion: Criterion, course: JudgedCourse, judged_from: date) -> Finding:
    """It is too early: after a raise, under an uncertain start (decisions 0004, 0027), or simply."""
    started_on = course.started_on
    if course.after_raise:
        return finding(criterion, Reason.AFTER_RAISE, {"raised_on": started_on, "judged_from": judged_from})
    values = {"started_on": started_on, "judged_from": judged_from}
    if course.start_may_be_earlier:
        missing = lacking(Lack.START_OF_IMATINIB, {"started_on": started_on})
        return finding(criterion, Reason.START_UNCERTAIN, values, missing=missing)
    return finding(criterion, Reason.TOO_EARLY, values)


def lacking(lack: Lack, values: Values) -> tuple[Missing, ...]:
    """One thing that is missing, as a finding carries it."""
    return (Missing(lack, values),)
