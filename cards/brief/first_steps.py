"""What to do first: the tests and questions that come before any change of treatment."""

from collections.abc import Collection, Iterator

from cards.brief.facts import URGENCY, has_fact, list_urgent_facts
from cards.brief.room import Room
from cards.markdown_escape import escape_markdown
from cards.selection import has_blasts, is_asked_for, select_deciding_findings
from cards.sentences import fill_limits, fill_sentence, join_names
from cards.wordings import brief
from cards.wordings.actions import INVESTIGATION
from response_criteria.assessment.which_tests import TESTS_FOR_MISSING, TESTS_FOR_PRECAUTION
from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import ApplicabilityStatus, Missing
from response_criteria.model.recommendations import Action, Investigation, InvestigationOption
from response_criteria.precautions import Code
from response_criteria.precautions.snapshot import is_hematologic
from response_criteria.publications.who2016 import PAPER as WHO
from response_criteria.review import ReviewCode


def list_first_steps(assessment: Assessment, room: Room) -> str:
    """List what to do first, the most urgent first."""
    steps = list(dict.fromkeys(filter(None, _choose_steps(assessment))))[: room.steps]
    return brief.FIRST.format(steps="; ".join(steps or [brief.REVIEW_CHART]))


def _choose_steps(assessment: Assessment) -> Iterator[str]:
    if assessment.applicability.status is ApplicabilityStatus.UNKNOWN:
        yield from _list_steps_for_facts(assessment)
        yield from (brief.FIRST_FOR_UNKNOWN[reason.code] for reason in assessment.applicability.reasons)
        return
    findings, action = select_deciding_findings(assessment), assessment.recommendation.action
    if has_blasts(findings):
        yield brief.CHECK_BLASTS
    yield from _list_steps_for_facts(assessment)
    if action is Action.HOLD:
        yield from _list_steps_for_blocking(assessment)
    if action is Action.COMPLETE_DATA:
        yield from _list_missing(assessment)
        yield brief.CHECK_UNREAD if assessment.unavailable_queries else ""
        return
    yield from _list_missing(assessment) if action is Action.CONFIRM else (_list_other_tests(assessment),)
    if any(statement.id.startswith(f"{WHO.id}/") for statement in assessment.context):
        yield brief.CHECK_PHASE
    if findings or has_fact(assessment.review_facts, ReviewCode.MOLECULAR_FAILURE):
        counts = any(map(is_hematologic, findings))
        yield brief.CHECK_TREATMENT_AND_COUNTS if counts else brief.CHECK_TREATMENT


def _list_steps_for_facts(assessment: Assessment) -> Iterator[str]:
    for fact in list_urgent_facts(assessment):
        if fact.code in brief.FIRST_FOR_REVIEW:
            yield fill_limits(brief.FIRST_FOR_REVIEW[fact.code])


def _list_steps_for_blocking(assessment: Assessment) -> Iterator[str]:
    blocking = {precaution.code for precaution in assessment.precautions if precaution.blocks}
    urgent = (code for codes in URGENCY.values() for code in codes)
    for code in dict.fromkeys((*urgent, *Code)):
        if code in blocking:
            yield fill_limits(brief.FIRST_FOR_PRECAUTION[code])


def _list_other_tests(assessment: Assessment) -> str:
    """Name the tests that no step for a contraindication names."""
    blocking = [precaution.code for precaution in assessment.precautions if precaution.blocks]
    return _join_tests(assessment, without={test for code in blocking for test in TESTS_FOR_PRECAUTION.get(code, ())})


def _list_missing(assessment: Assessment) -> Iterator[str]:
    """Yield the tests that are offered and supply no missing data, then what is missing."""
    findings = select_deciding_findings(assessment)
    missing = [item for finding in findings for item in finding.missing if is_asked_for(item, assessment)]
    yield _join_tests(assessment, without={test for item in missing for test in TESTS_FOR_MISSING.get(item.code, ())})
    # With blasts the count is repeated now, which stands above.
    named = [item for item in missing if not (has_blasts(findings) and _is_about_counts(item))]
    yield from (fill_sentence(brief.MISSING[item.code], item.values, escape_markdown) for item in named)


def _is_about_counts(missing: Missing) -> bool:
    return Investigation.BLOOD_COUNT in TESTS_FOR_MISSING.get(missing.code, ())


def _join_tests(assessment: Assessment, without: Collection[Investigation] = ()) -> str:
    """Join the names of the tests that the card offers."""
    options = (option for option in assessment.options if isinstance(option, InvestigationOption))
    tests = dict.fromkeys(test for option in options for test in option.investigations)
    return join_names([INVESTIGATION[test] for test in tests if test not in without])
