"""The page that ``imatinib-cds reproduce`` prints, in Markdown."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from cards import STATUS_NAMES, describe_finding, join_names
from cds_service.reproduction import wordings
from cds_service.reproduction.charts import (
    BLOOD_COUNTS,
    COUNTED_DAYS_BEFORE,
    DIAGNOSED_MONTHS_BEFORE,
    ESCALATED_ON,
    KARYOTYPED_DAYS_BEFORE,
    NORMAL_AT_MONTHS,
    OCCASIONS_MONTHS_APART,
)
from cds_service.reproduction.cohort import FOLLOWED_MONTHS, IMPROVED_AFTER_MONTHS
from cds_service.reproduction.differences import Difference, find_differences
from cds_service.reproduction.evaluated_cohort import EvaluatedMember, assess_before_escalation, has_finding_with
from cds_service.reproduction.markdown import format_bullet, format_paragraph, format_table
from cds_service.reproduction.paper_comparison import (
    format_after_row,
    format_before_row,
    format_circumstances_row,
    format_figure_row,
    format_responses_row,
    pair_table_3_rows,
)
from cds_service.reproduction.paper_tables import (
    load_counted_figures,
    load_groups,
    load_patients_without_row,
    load_rows,
)
from response_criteria.model.findings import Finding, Status
from response_criteria.publications.kantarjian2003 import EDITION, PAPER
from response_criteria.results.cytogenetic_analyses import MINIMUM_METAPHASES


def write_report(cohort: Sequence[EvaluatedMember]) -> str:
    """Write the page about the cohort. It does not depend on today's date."""
    sections = (
        _write_opening(cohort),
        _write_table_2(cohort),
        _write_table_3(cohort),
        _write_differences(cohort),
        _write_assumptions(cohort),
    )
    return "\n\n".join(part for section in sections for part in section)


def explain_difference(difference: Difference) -> str:
    """Return the explanation of a difference. Raises KeyError if it has none."""
    return wordings.EXPLANATIONS[difference.id].format_map(difference.values)


def _write_opening(cohort: Sequence[EvaluatedMember]) -> Iterator[str]:
    yield wordings.TITLE
    for text in wordings.OPENING:
        yield format_paragraph(
            text.format(paper=PAPER.label, patients=len(cohort), rules=f"{EDITION.id} {EDITION.version}")
        )
    yield wordings.IN_SHORT
    yield format_table(wordings.FIGURES_HEAD, (format_figure_row(cohort, figure) for figure in load_counted_figures()))


def _write_table_2(cohort: Sequence[EvaluatedMember]) -> Iterator[str]:
    groups = load_groups().values()
    yield wordings.TABLE_2
    yield format_paragraph(wordings.CIRCUMSTANCES_INTRODUCTION)
    yield format_table(wordings.CIRCUMSTANCES_HEAD, (format_circumstances_row(cohort, group) for group in groups))
    yield format_paragraph(wordings.RESPONSES_INTRODUCTION)
    yield format_table(wordings.RESPONSES_HEAD, (format_responses_row(cohort, group) for group in groups))


def _write_table_3(cohort: Sequence[EvaluatedMember]) -> Iterator[str]:
    yield wordings.TABLE_3
    yield format_paragraph(wordings.BEFORE_INTRODUCTION)
    yield format_table(wordings.BEFORE_HEAD, (format_before_row(*pair) for pair in pair_table_3_rows(cohort)))
    yield format_paragraph(wordings.AFTER_INTRODUCTION)
    yield format_table(wordings.AFTER_HEAD, (format_after_row(*pair) for pair in pair_table_3_rows(cohort)))


def _write_differences(cohort: Sequence[EvaluatedMember]) -> Iterator[str]:
    yield wordings.DIFFERENCES
    yield format_paragraph(wordings.DIFFERENCES_INTRODUCTION)
    yield "\n".join(line for difference in find_differences(cohort) for line in _write_difference(difference))


def _write_difference(difference: Difference) -> Iterator[str]:
    heading = wordings.HEADINGS[difference.kind].format_map(difference.values)
    yield format_bullet(f"**{heading}.** {explain_difference(difference)}")
    for finding in difference.findings:
        yield format_bullet(_describe_finding(finding), depth=1)


def _describe_finding(finding: Finding) -> str:
    return wordings.FINDING.format(
        criterion=finding.criterion.title, status=STATUS_NAMES[finding.status], text=describe_finding(finding)
    )


def _write_assumptions(cohort: Sequence[EvaluatedMember]) -> Iterator[str]:
    once = [assess_before_escalation(evaluated.member, occasions=1) for evaluated in cohort]
    not_met = [assessment for assessment in once if not has_finding_with(Status.MET, assessment)]
    yield wordings.ASSUMPTIONS_TITLE
    yield format_paragraph(wordings.ASSUMPTIONS_INTRODUCTION)
    filled = {response: _format_counts(counts) for response, counts in BLOOD_COUNTS.items()} | {
        "apart": OCCASIONS_MONTHS_APART,
        "met_once": len(once) - len(not_met),
        "possible_once": sum(has_finding_with(Status.POSSIBLE, assessment) for assessment in not_met),
        "normal_at": join_names([str(months) for months in NORMAL_AT_MONTHS]),
        "followed": FOLLOWED_MONTHS,
        "counted_apart": max(COUNTED_DAYS_BEFORE) - min(COUNTED_DAYS_BEFORE),
        "karyotyped": KARYOTYPED_DAYS_BEFORE,
        "metaphases": MINIMUM_METAPHASES,
        "diagnosed": DIAGNOSED_MONTHS_BEFORE,
        "escalated_on": ESCALATED_ON,
        "improved": IMPROVED_AFTER_MONTHS,
        "without": sum(evaluated.member.ph is None for evaluated in cohort),
    }
    yield "\n".join(format_bullet(text.format_map(filled)) for text in wordings.ASSUMPTIONS)
    yield wordings.INFERRED
    yield format_paragraph(wordings.INFERRED_INTRODUCTION)
    yield "\n".join(
        map(format_bullet, (*_list_inferred_group_figures(), *_list_inferred_row_figures(), *_list_supplied_figures()))
    )


def _format_counts(counts: Mapping[str, str]) -> str:
    return ", ".join(f"{cells} {count}" for cells, count in counts.items())


def _list_inferred_group_figures() -> Iterator[str]:
    for group in load_groups().values():
        figures = (
            wordings.INFERRED_FIGURE.format(figure=figure, number=group.count_patients(figure), source=source)
            for figure, source in group.inferred.items()
        )
        if group.inferred:
            yield wordings.INFERRED_OF_GROUP.format(place=group.source, title=group.title, figures="; ".join(figures))


def _list_inferred_row_figures() -> Iterator[str]:
    patients: defaultdict[str, list[str]] = defaultdict(list)
    for row in load_rows():
        for figure in row.inferred:
            patients[figure].append(str(row.patient))
    for figure, numbers in patients.items():
        yield wordings.INFERRED_OF_ROWS[figure].format(patients=join_names(numbers))


def _list_supplied_figures() -> Iterator[str]:
    for kind in load_patients_without_row():
        wording = wordings.SUPPLIED_PH if kind.ph else wordings.SUPPLIED_HEMATOLOGIC
        of_300 = wordings.OF_300.format(count=kind.from_300) if kind.from_300 else ""
        yield wording.format(title=load_groups()[kind.group].title, kind=kind, of_300=of_300)
