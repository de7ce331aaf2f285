"""Rows of the paper's tables, with the program's figures next to the printed ones."""

from collections.abc import Iterator, Sequence

from cards import CRITERION_NAMES
from cds_service.reproduction import wordings
from cds_service.reproduction.counts import (
    count_cytogenetic_responses,
    count_figure,
    count_hematologic_responses,
    meets_any_criterion,
)
from cds_service.reproduction.evaluated_cohort import RESPONSES, EvaluatedMember
from cds_service.reproduction.markdown import Line
from cds_service.reproduction.paper_tables import RESPONSE_OF_LABEL, Figure, Group, Row, calculate_percent
from response_criteria.model.findings import Status
from response_criteria.publications.kantarjian2003.grades import COMPLETE, PARTIAL


def format_figure_row(cohort: Sequence[EvaluatedMember], figure: Figure) -> Line:
    """Format a count of the paper with the program's count."""
    counted = count_figure(cohort, figure)
    return figure.what, figure.source, _format_share(figure, figure.count), _format_share(figure, counted)


def _format_share(figure: Figure, number: int) -> str:
    if figure.percent is None:
        return f"{number} of {figure.of}"
    # The paper's own percentage stays next to its own count, even where the paper rounded it wrongly.
    percent = figure.percent if number == figure.count else calculate_percent(figure, number)
    return f"{number} of {figure.of} ({percent}%)"


def format_circumstances_row(cohort: Sequence[EvaluatedMember], group: Group) -> Line:
    """Format a group of Table 2: how many meet its criterion, only another one, or none."""
    members = [evaluated for evaluated in cohort if group.includes(evaluated.member.group)]
    as_printed = sum(evaluated.paper_finding.status is Status.MET for evaluated in members)
    met = sum(map(meets_any_criterion, members))
    months = f"{group.median} ({group.shortest}-{group.longest})"
    return group.title, months, group.patients, as_printed, met - as_printed, len(members) - met


def format_responses_row(cohort: Sequence[EvaluatedMember], group: Group) -> Line:
    """Format a group of Table 2: the responses to the escalation."""
    hematologic: Line = (wordings.NOT_APPLICABLE, wordings.NOT_APPLICABLE)
    if not group.is_cytogenetic:
        counts = (count_hematologic_responses(cohort, group, response) for response in (COMPLETE, PARTIAL))
        hematologic = (f"{group.chr}/{group.phr}", "/".join(map(str, counts)))
    cytogenetic = (
        _mark_fish(*numbers)
        for response in RESPONSES
        for numbers in (group.responses[response], count_cytogenetic_responses(cohort, group, response))
    )
    return group.title, *hematologic, *cytogenetic


def _mark_fish(by_karyotype: int, by_fish: int) -> str:
    """Mark the responses by FISH with an asterisk, as the paper does: ``1 + 1*``."""
    fish = f"{by_fish}*" if by_fish else ""
    return " + ".join(filter(None, (str(by_karyotype or ""), fish))) or "0"


def pair_table_3_rows(cohort: Sequence[EvaluatedMember]) -> Iterator[tuple[Row, EvaluatedMember]]:
    """Pair the rows of Table 3 with their patients."""
    return ((evaluated.member.row, evaluated) for evaluated in cohort if evaluated.member.row)


def format_before_row(row: Row, evaluated: EvaluatedMember) -> Line:
    """Format a row of Table 3 before the escalation."""
    in_paper = CRITERION_NAMES[evaluated.member.group.criterion_id]
    by_status = (_name_criteria(evaluated, status) for status in (Status.MET, Status.POSSIBLE))
    return row.patient, f"{row.lowest}/{row.before}", row.before - row.lowest, in_paper, *by_status


def format_after_row(row: Row, evaluated: EvaluatedMember) -> Line:
    """Format a row of Table 3 after the escalation."""
    best = evaluated.to_escalation.cytogenetic_best
    remarks = (
        wordings.LABEL_DIFFERS if RESPONSE_OF_LABEL[row.label] != best else "",
        "" if evaluated.improved_to else wordings.NOT_BETTER,
    )
    since = f"{row.after} ({row.by})" if row.by_fish else str(row.after)
    remark = ", ".join(filter(None, remarks))
    return row.patient, since, row.label, row.strict, best, row.duration, evaluated.months_of_best_response, remark


def _name_criteria(evaluated: EvaluatedMember, status: Status) -> str:
    return ", ".join(
        CRITERION_NAMES[finding.criterion.id] for finding in evaluated.before.findings if finding.status is status
    )
