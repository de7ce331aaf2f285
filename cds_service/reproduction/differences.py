"""Differences between the paper and the program, and within the paper.

They are found by comparison and never listed by hand (decision 0030).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cds_service.reproduction.cohort import Member
from cds_service.reproduction.counts import count_figure
from cds_service.reproduction.evaluated_cohort import EvaluatedMember
from cds_service.reproduction.paper_tables import (
    RESPONSE_OF_LABEL,
    calculate_percent,
    load_counted_figures,
    load_groups,
    load_rounded_figures,
    load_rows,
)
from response_criteria.model.findings import Finding, Status, Values


class Kind(StrEnum):
    """What differs; the values are ids in the JSON document."""

    CIRCUMSTANCE = "circumstance"
    """The program does not find the criterion met under which the paper counts the patient."""
    LABEL = "label"
    """The program's cytogenetic response is not the paper's label."""
    COUNT = "count"
    """The program's count is not the paper's."""
    FOOTNOTE = "footnote"
    """A footnote assigns a patient to another group than the text."""
    TEXT = "text"
    """The count in the text is not that of the table."""
    ROUNDING = "rounding"
    """A printed percentage does not match its count."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    ``key`` is the patient's number, or the id of the group or figure. ``findings`` are the program's in place of the
    criterion that the paper counts.
    """

    kind: Kind
    key: str
    values: Values
    findings: tuple[Finding, ...] = ()

    @property
    def id(self) -> str:
        """The key of its explanation."""
        return f"{self.kind}/{self.key}"


def find_differences(cohort: Sequence[EvaluatedMember]) -> tuple[Difference, ...]:
    """Return all differences, in the order of ``Kind``."""
    return (
        *_find_criterion_differences(cohort),
        *_find_label_differences(cohort),
        *_find_count_differences(cohort),
        *_find_footnote_differences(),
        *_find_text_differences(),
        *_find_rounding_differences(),
    )


def _find_criterion_differences(cohort: Sequence[EvaluatedMember]) -> Iterator[Difference]:
    for evaluated in cohort:
        expected = evaluated.paper_finding
        if expected.status is not Status.MET:
            others = (
                finding
                for finding in evaluated.before.findings
                if finding is not expected and finding.status in (Status.MET, Status.POSSIBLE)
            )
            member = evaluated.member
            yield Difference(Kind.CIRCUMSTANCE, str(member.number), _describe_before(member), (expected, *others))


def _describe_before(member: Member) -> Values:
    values = {"patient": member.number, "months": member.months}
    if member.ph:
        lowest, points = member.ph.lowest, member.ph.before - member.ph.lowest
        values |= {"lowest": lowest, "before": member.ph.before, "points": points}
        values |= {"relative": round(100 * points / lowest)} if lowest else {}
    return values


def _find_label_differences(cohort: Sequence[EvaluatedMember]) -> Iterator[Difference]:
    for evaluated in cohort:
        row = evaluated.member.row
        if row and RESPONSE_OF_LABEL[row.label] != evaluated.to_escalation.cytogenetic_best:
            values: Values = {"patient": row.patient, "before": row.before, "after": row.after}
            yield Difference(Kind.LABEL, str(row.patient), values)


def _find_count_differences(cohort: Sequence[EvaluatedMember]) -> Iterator[Difference]:
    for figure in load_counted_figures():
        counted = count_figure(cohort, figure)
        if counted != figure.count:
            values: Values = {"what": figure.what, "printed": figure.count, "counted": counted}
            yield Difference(Kind.COUNT, figure.id, values)


def _find_footnote_differences() -> Iterator[Difference]:
    for row in load_rows():
        if row.footnote_group and row.footnote_group != row.group:
            yield Difference(Kind.FOOTNOTE, str(row.patient), {"patient": row.patient})


def _find_text_differences() -> Iterator[Difference]:
    for group in load_groups().values():
        for response, in_text in group.in_text.items():
            if in_text != group.count_patients(response):
                values: Values = {"title": group.title, "in_text": in_text, "in_table": group.count_patients(response)}
                yield Difference(Kind.TEXT, group.id, values)


def _find_rounding_differences() -> Iterator[Difference]:
    for figure in (*load_counted_figures(), *load_rounded_figures()):
        if figure.percent is not None and figure.percent != calculate_percent(figure, figure.count):
            values: Values = {
                "source": figure.source,
                "what": figure.what,
                "count": figure.count,
                "of": figure.of,
                "printed": figure.percent,
                "exact": calculate_percent(figure, figure.count, to=Decimal("0.1")),
            }
            yield Difference(Kind.ROUNDING, figure.id, values)
