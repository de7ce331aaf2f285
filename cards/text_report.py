"""The assessment as a page of text, for the command line."""

from collections.abc import Iterable, Iterator
from textwrap import fill

from cards.descriptions import (
    describe_applicability,
    describe_context,
    describe_finding,
    describe_missing,
    describe_missing_input,
    describe_precaution,
)
from cards.lines.evidence import format_plain_evidence_lines
from cards.lines.responses import describe_response_course, describe_responses
from cards.lines.treatment import describe_doses, describe_treatment
from cards.markdown_escape import one_line
from cards.sections import state_advisory
from cards.sentences import join_names
from cards.suggestions import format_label
from cards.summaries import compose_summary
from cards.wordings import layout, precautions, report
from response_criteria.model.assessment import Assessment, collect_evidence
from response_criteria.model.findings import Finding

TEXT_WIDTH = 100
"""Columns of a line."""


def format_text_report(assessment: Assessment) -> str:
    """Format the whole assessment as wrapped text, with the recommendation first."""
    title = report.TITLE.format(subject=one_line(assessment.person.reference), as_of=assessment.as_of.isoformat())
    sections = ((heading, list(lines)) for heading, lines in (*_list_results(assessment), *_list_sources(assessment)))
    paragraphs = (
        f"{title}\n{'=' * len(title)}",
        _wrap(f"{assessment.recommendation.action.upper()}: {compose_summary(assessment)}"),
        *("\n".join((heading, "-" * len(heading), *lines)) for heading, lines in sections if lines),
        _wrap(state_advisory(assessment)),
    )
    return "\n\n".join(paragraphs) + "\n"


def _list_results(assessment: Assessment) -> Iterator[tuple[str, Iterable[str]]]:
    yield report.APPLICABILITY, _list_applicability(assessment)
    yield report.TREATMENT, _list_treatment(assessment)
    yield report.RESPONSES, _list_responses(assessment)
    yield report.CRITERIA, _list_criteria(assessment)
    yield report.PRECAUTIONS, _list_precautions(assessment)
    yield report.CONTEXT, _list_context(assessment)
    yield report.OFFERED, map(_bullet, map(format_label, assessment.options))


def _list_sources(assessment: Assessment) -> Iterator[tuple[str, Iterable[str]]]:
    # The document lists evidence once for all parts, and so does the report.
    yield report.EVIDENCE, map(_bullet, format_plain_evidence_lines(collect_evidence(assessment)))
    yield report.NOT_CHECKED, (_bullet(precautions.NAMES[code]) for code in assessment.not_evaluated)
    yield report.EXCLUDED_DATA, (_bullet_keyed(data.origin, data.reason) for data in assessment.excluded_data)
    yield report.UNREAD, (_bullet_keyed(query.key, query.reason) for query in assessment.unavailable_queries)
    yield report.RULES, (_bullet(_format_rule(finding)) for finding in assessment.findings)


def _list_applicability(assessment: Assessment) -> Iterator[str]:
    reasons = assessment.applicability.reasons
    if not reasons:
        yield _wrap(report.APPLICABLE)
    yield from (_bullet(describe_applicability(reason)) for reason in reasons)


def _list_treatment(assessment: Assessment) -> Iterator[str]:
    treatment = describe_treatment(assessment.therapy)
    if treatment:
        yield _wrap(treatment)
        yield from map(_bullet, describe_doses(assessment.therapy))


def _list_responses(assessment: Assessment) -> Iterator[str]:
    lines = (*describe_responses(assessment.responses), *describe_response_course(assessment.responses))
    return map(_bullet, lines)


def _list_criteria(assessment: Assessment) -> Iterator[str]:
    for finding in assessment.findings:
        status, title = layout.STATUS_NAMES[finding.status].upper(), finding.criterion.title
        yield _bullet(report.CRITERION.format(status=status, title=title, text=describe_finding(finding)))
        for missing in finding.missing:
            yield _bullet(report.MISSING.format(what=describe_missing(missing)), depth=1)


def _list_precautions(assessment: Assessment) -> Iterator[str]:
    for precaution in assessment.precautions:
        wording = report.CONTRAINDICATION if precaution.blocks else report.CAUTION
        yield _bullet(wording.format(text=describe_precaution(precaution)))
    for missing in assessment.missing_inputs:
        yield _bullet(report.CAUTION.format(text=describe_missing_input(missing)))


def _list_context(assessment: Assessment) -> Iterator[str]:
    for statement in assessment.context:
        yield _bullet(report.CITED.format(text=describe_context(statement), citation=statement.citation))


def _format_rule(finding: Finding) -> str:
    criterion = finding.criterion
    decisions = join_names(sorted({interpretation.decision for interpretation in criterion.interpretations}))
    return report.RULE.format(
        title=criterion.title, rule=criterion.rule, citation=criterion.citation, decisions=decisions
    )


def _bullet_keyed(key: str, reason: str) -> str:
    return _bullet(report.KEYED.format(key=one_line(key), reason=one_line(reason)))


def _bullet(text: str, depth: int = 0) -> str:
    margin = "  " * depth
    return _wrap(text, first=f"{margin}- ", then=f"{margin}  ")


def _wrap(text: str, first: str = "", then: str = "") -> str:
    # References and dates hold hyphens: they are never broken, so that they can be copied.
    return fill(
        text, TEXT_WIDTH, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False
    )
