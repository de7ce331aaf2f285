"""The assessment as a page of text, for the command line."""

from collections.abc import Iterable, Iterator
from textwrap import fill

from cards import texts
from cards.document.assessment import all_evidence
from cards.lines.evidence import plain_evidence_lines
from cards.lines.responses import response_details, response_lines
from cards.lines.treatment import dose_lines, treatment_line
from cards.markdown_escape import one_line
from cards.sections import advisory
from cards.sentences import listed
from cards.suggestions import label
from cards.summaries import summary
from cards.wordings import layout, precautions, report
from response_criteria.model.findings import Assessment, Finding

WIDTH = 100
"""Columns: it still fits beside something else."""


def readable_report(assessment: Assessment) -> str:
    """Everything the assessment says, wrapped; the recommendation first."""
    title = report.TITLE.format(subject=one_line(assessment.person.reference), as_of=assessment.as_of.isoformat())
    sections = (
        (report.APPLICABILITY, _applicability(assessment)),
        (report.TREATMENT, _treatment(assessment)),
        (report.RESPONSES, _responses(assessment)),
        (report.CRITERIA, _criteria(assessment)),
        (report.PRECAUTIONS, _precautions(assessment)),
        (report.CONTEXT, _context(assessment)),
        (report.OFFERED, _bulleted(map(label, assessment.options))),
        (report.EVIDENCE, _bulleted(plain_evidence_lines(all_evidence(assessment)))),
        (report.NOT_CHECKED, _bulleted(precautions.NAMES[each] for each in assessment.not_evaluated)),
        (report.SET_ASIDE, _bulleted(_keyed(each.origin, each.because) for each in assessment.set_aside)),
        (report.UNREAD, _bulleted(_keyed(each.key, each.because) for each in assessment.unread)),
        (report.RULES, _bulleted(map(_rule, assessment.findings))),
    )
    headed = ("\n".join((heading, "-" * len(heading), *lines)) for heading, said in sections if (lines := list(said)))
    recommended = _wrapped(f"{assessment.recommendation.action.upper()}: {summary(assessment)}")
    return (
        "\n\n".join(("\n".join((title, "=" * len(title))), recommended, *headed, _wrapped(advisory(assessment)))) + "\n"
    )


def _applicability(assessment: Assessment) -> Iterator[str]:
    reasons = assessment.applicability.reasons
    if not reasons:
        yield _wrapped(report.APPLICABLE)
    yield from _bulleted(map(texts.of_applicability, reasons))


def _treatment(assessment: Assessment) -> Iterator[str]:
    known = treatment_line(assessment.therapy)
    if known:
        yield _wrapped(known)
        yield from _bulleted(dose_lines(assessment.therapy))


def _responses(assessment: Assessment) -> Iterator[str]:
    return _bulleted((*response_lines(assessment.responses), *response_details(assessment.responses)))


def _criteria(assessment: Assessment) -> Iterator[str]:
    for each in assessment.findings:
        status = layout.STATUS[each.status].upper()
        yield _bullet(report.CRITERION.format(status=status, title=each.criterion.title, text=texts.of_finding(each)))
        yield from (_bullet(report.MISSING.format(what=texts.of_missing(lack)), depth=1) for lack in each.missing)


def _rule(finding: Finding) -> str:
    criterion = finding.criterion
    readings = listed(sorted({each.decision for each in criterion.readings}))
    return report.RULE.format(
        title=criterion.title, rule=criterion.rule, citation=criterion.citation, readings=readings
    )


def _precautions(assessment: Assessment) -> Iterator[str]:
    for each in assessment.precautions:
        yield _bullet((report.BLOCKS if each.blocks else report.WEIGH).format(text=texts.of_precaution(each)))
    yield from (_bullet(report.WEIGH.format(text=texts.of_unchecked(each))) for each in assessment.unchecked)


def _context(assessment: Assessment) -> Iterator[str]:
    cited = (report.CITED.format(text=texts.of_context(each), citation=each.citation) for each in assessment.context)
    return _bulleted(cited)


def _keyed(key: str, because: str) -> str:
    return report.KEYED.format(key=one_line(key), because=one_line(because))


def _bulleted(lines: Iterable[str]) -> Iterator[str]:
    return (_bullet(line) for line in lines)


def _bullet(text: str, depth: int = 0) -> str:
    margin = "  " * depth
    return _wrapped(text, first=f"{margin}- ", then=f"{margin}  ")


def _wrapped(text: str, first: str = "", then: str = "") -> str:
    """References and dates are never broken."""
    return fill(
        text, WIDTH, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False
    )
