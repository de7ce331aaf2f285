"""The paper's tables with the program's figures beside the printed ones."""

from collections.abc import Iterator, Sequence

from cards.wordings.actions import CRITERION_NAME
from cds_service.reproduction import wordings
from cds_service.reproduction.counts import count, hematologic_in, is_met, responses_in
from cds_service.reproduction.evaluated_cohort import RESPONSES, Judged
from cds_service.reproduction.page import Line
from cds_service.reproduction.printed import IN_OUR_WORDS, Figure, Group, Row, percent_of
from response_criteria.model.findings import Status
from response_criteria.publications.kantarjian2003.grades import COMPLETE, PARTIAL


def figure_line(judged: Sequence[Judged], figure: Figure) -> Line:
    """A count of the paper, and the program's."""
    ours = count(judged, figure)
    return figure.what, figure.source, _of(figure, figure.count), _of(figure, ours)


def _of(figure: Figure, number: int) -> str:
    """With the percentage where the paper prints one: its own beside its own count."""
    if figure.percent is None:
        return f"{number} of {figure.of}"
    percent = figure.percent if number == figure.count else percent_of(figure, number)
    return f"{number} of {figure.of} ({percent}%)"


def circumstances_line(judged: Sequence[Judged], group: Group) -> Line:
    """A group of Table 2: how many meet its circumstance, only another one, or none."""
    members = [each for each in judged if group.holds(each.member.group)]
    as_printed = sum(each.of_the_paper.status is Status.MET for each in members)
    met = sum(map(is_met, members))
    months = f"{group.median} ({group.shortest}-{group.longest})"
    return group.title, months, group.patients, as_printed, met - as_printed, len(members) - met


def responses_line(judged: Sequence[Judged], group: Group) -> Line:
    """A group of Table 2: the responses to the raise."""
    blood: Line = (wordings.NOT_APPLICABLE, wordings.NOT_APPLICABLE)
    if not group.is_cytogenetic:
        ours = (hematologic_in(judged, group, each) for each in (COMPLETE, PARTIAL))
        blood = (f"{group.chr}/{group.phr}", "/".join(map(str, ours)))
    chromosomes = (
        _starred(*numbers)
        for each in RESPONSES
        for numbers in (group.responses[each], responses_in(judged, group, each))
    )
    return group.title, *blood, *chromosomes


def _starred(by_karyotype: int, by_fish: int) -> str:
    """As the paper writes it: 1 + 1*."""
    fish = f"{by_fish}*" if by_fish else ""
    return " + ".join(filter(None, (str(by_karyotype or ""), fish))) or "0"


def of_table_3(judged: Sequence[Judged]) -> Iterator[tuple[Row, Judged]]:
    """The rows of Table 3, each with its patient."""
    return ((each.member.row, each) for each in judged if each.member.row)


def before_line(row: Row, judged: Judged) -> Line:
    """A row of Table 3 before the raise."""
    in_paper = CRITERION_NAME[judged.member.group.criterion_id]
    found = (_named(judged, status) for status in (Status.MET, Status.POSSIBLE))
    return row.patient, f"{row.lowest}/{row.before}", row.before - row.lowest, in_paper, *found


def after_line(row: Row, judged: Judged) -> Line:
    """A row of Table 3 after the raise."""
    best = judged.to_raise.cytogenetic_best
    remarks = (
        wordings.LABEL_DIFFERS if IN_OUR_WORDS[row.label] != best else "",
        "" if judged.improved_to else wordings.NOT_BETTER,
    )
    since = f"{row.after} ({row.by})" if row.by_fish else str(row.after)
    remark = ", ".join(filter(None, remarks))
    return row.patient, since, row.label, row.strict, best, row.duration, judged.months_held, remark


def _named(judged: Judged, status: Status) -> str:
    return ", ".join(CRITERION_NAME[each.criterion.id] for each in judged.before.findings if each.status is status)
