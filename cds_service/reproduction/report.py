"""The page that ``imatinib-cds reproduce`` prints: Markdown that is read as well on a terminal."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from cards import texts
from cards.sentences import listed
from cards.wordings.layout import STATUS
from cds_service.reproduction import wordings
from cds_service.reproduction.charts import (
    BLOOD_COUNTS,
    COUNTED_DAYS_BEFORE,
    DIAGNOSED_MONTHS_BEFORE,
    KARYOTYPED_DAYS_BEFORE,
    NORMAL_AT_MONTHS,
    OCCASIONS_MONTHS_APART,
    RAISED_ON,
)
from cds_service.reproduction.cohort import FOLLOWED_MONTHS, IMPROVED_AFTER_MONTHS
from cds_service.reproduction.differences import Difference, differences
from cds_service.reproduction.evaluated_cohort import Judged, any_is, judged_before
from cds_service.reproduction.page import bullet, paragraph, pipe_table
from cds_service.reproduction.paper_comparison import (
    after_line,
    before_line,
    circumstances_line,
    figure_line,
    of_table_3,
    responses_line,
)
from cds_service.reproduction.printed import counted, groups, rows, unlisted
from response_criteria.model.findings import Finding, Status
from response_criteria.publications.kantarjian2003 import EDITION, PAPER
from response_criteria.results.cytogenetic_analyses import MINIMUM_METAPHASES


def report(judged: Sequence[Judged]) -> str:
    """The whole page about the cohort. Nothing in it depends on the day on which it is written."""
    sections = (_opening(judged), _table_2(judged), _table_3(judged), _differences(judged), _assumed(judged))
    return "\n\n".join(part for section in sections for part in section)


def explanation(difference: Difference) -> str:
    """Why there is that difference. Raises KeyError where nobody has explained it yet."""
    return wordings.EXPLANATIONS[difference.id].format_map(difference.values)


def _opening(judged: Sequence[Judged]) -> Iterator[str]:
    yield wordings.TITLE
    for each in wordings.OPENING:
        yield paragraph(each.format(paper=PAPER.label, patients=len(judged), rules=f"{EDITION.id} {EDITION.version}"))
    yield wordings.IN_SHORT
    yield pipe_table(wordings.FIGURES_HEAD, (figure_line(judged, each) for each in counted()))


def _table_2(judged: Sequence[Judged]) -> Iterator[str]:
    yield wordings.TABLE_2
    yield paragraph(wordings.CIRCUMSTANCES_SAID)
    yield pipe_table(wordings.CIRCUMSTANCES_HEAD, (circumstances_line(judged, each) for each in groups().values()))
    yield paragraph(wordings.RESPONSES_SAID)
    yield pipe_table(wordings.RESPONSES_HEAD, (responses_line(judged, each) for each in groups().values()))


def _table_3(judged: Sequence[Judged]) -> Iterator[str]:
    yield wordings.TABLE_3
    yield paragraph(wordings.BEFORE_SAID)
    yield pipe_table(wordings.BEFORE_HEAD, (before_line(*each) for each in of_table_3(judged)))
    yield paragraph(wordings.AFTER_SAID)
    yield pipe_table(wordings.AFTER_HEAD, (after_line(*each) for each in of_table_3(judged)))


def _differences(judged: Sequence[Judged]) -> Iterator[str]:
    yield wordings.DIFFERENCES
    yield paragraph(wordings.DIFFERENCES_SAID)
    yield "\n".join(line for each in differences(judged) for line in _difference(each))


def _difference(difference: Difference) -> Iterator[str]:
    heading = wordings.HEADINGS[difference.kind].format_map(difference.values)
    yield bullet(f"**{heading}.** {explanation(difference)}")
    for finding in difference.findings:
        yield bullet(_said(finding), depth=1)


def _said(finding: Finding) -> str:
    return wordings.FINDING.format(
        criterion=finding.criterion.title, status=STATUS[finding.status], text=texts.of_finding(finding)
    )


def _assumed(judged: Sequence[Judged]) -> Iterator[str]:
    once = [judged_before(each.member, occasions=1) for each in judged]
    not_met = [each for each in once if not any_is(Status.MET, each)]
    yield wordings.ASSUMED
    yield paragraph(wordings.ASSUMPTIONS_SAID)
    filled = {response: _in_words(counts) for response, counts in BLOOD_COUNTS.items()} | {
        "apart": OCCASIONS_MONTHS_APART,
        "met_once": len(once) - len(not_met),
        "possible_once": sum(any_is(Status.POSSIBLE, each) for each in not_met),
        "normal_at": listed([str(each) for each in NORMAL_AT_MONTHS]),
        "followed": FOLLOWED_MONTHS,
        "counted_apart": max(COUNTED_DAYS_BEFORE) - min(COUNTED_DAYS_BEFORE),
        "karyotyped": KARYOTYPED_DAYS_BEFORE,
        "metaphases": MINIMUM_METAPHASES,
        "diagnosed": DIAGNOSED_MONTHS_BEFORE,
        "raised_on": RAISED_ON,
        "improved": IMPROVED_AFTER_MONTHS,
        "without": sum(each.member.ph is None for each in judged),
    }
    yield "\n".join(bullet(each.format_map(filled)) for each in wordings.ASSUMPTIONS)
    yield wordings.INFERRED
    yield paragraph(wordings.INFERRED_SAID)
    yield "\n".join(map(bullet, (*_inferred_of_groups(), *_inferred_of_rows(), *_supplied())))


def _in_words(counts: Mapping[str, str]) -> str:
    return ", ".join(f"{cells} {count}" for cells, count in counts.items())


def _inferred_of_groups() -> Iterator[str]:
    for group in groups().values():
        figures = (
            wordings.INFERRED_FIGURE.format(figure=figure, number=group.total(figure), source=source)
            for figure, source in group.inferred.items()
        )
        if group.inferred:
            yield wordings.INFERRED_OF_GROUP.format(place=group.source, title=group.title, figures="; ".join(figures))


def _inferred_of_rows() -> Iterator[str]:
    patients: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows():
        for figure in row.inferred:
            patients[figure].append(str(row.patient))
    for figure, numbers in patients.items():
        yield wordings.INFERRED_OF_ROWS[figure].format(patients=listed(numbers))


def _supplied() -> Iterator[str]:
    for kind in unlisted():
        wording = wordings.SUPPLIED_PH if kind.ph else wordings.SUPPLIED_HEMATOLOGIC
        of_300 = wordings.OF_300.format(count=kind.from_300) if kind.from_300 else ""
        yield wording.format(title=groups()[kind.group].title, kind=kind, of_300=of_300)
