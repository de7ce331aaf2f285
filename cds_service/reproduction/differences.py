"""Where the paper and the program differ, and where the paper differs from itself. Found, never listed by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cds_service.reproduction.cohort import Member
from cds_service.reproduction.counts import count
from cds_service.reproduction.evaluated_cohort import Judged
from cds_service.reproduction.printed import IN_OUR_WORDS, counted, groups, percent_of, rounded, rows
from response_criteria.model.findings import Finding, Status, Values


class Kind(StrEnum):
    """What differs."""

    CIRCUMSTANCE = "circumstance"
    """The program does not find met what the paper counts the patient under."""
    LABEL = "label"
    """The program gives another cytogenetic response than the paper's label."""
    COUNT = "count"
    """The program counts otherwise."""
    FOOTNOTE = "footnote"
    """A footnote puts a patient into another group than the text."""
    TEXT = "text"
    """The text counts otherwise than the table."""
    ROUNDING = "rounding"
    """A printed percentage is not that of its count."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: ``key`` is the patient's number, or the id of the group or figure.

    ``findings`` are what the program says in place of the circumstance that the paper counts.
    """

    kind: Kind
    key: str
    values: Values
    findings: tuple[Finding, ...] = ()

    @property
    def id(self) -> str:
        """Under which it is explained."""
        return f"{self.kind}/{self.key}"


def differences(judged: Sequence[Judged]) -> tuple[Difference, ...]:
    """All of them, in the order of ``Kind``."""
    return (
        *_circumstances(judged),
        *_labels(judged),
        *_counts(judged),
        *_footnotes(),
        *_texts(),
        *_roundings(),
    )


def _circumstances(judged: Sequence[Judged]) -> Iterator[Difference]:
    for each in judged:
        asked = each.of_the_paper
        if asked.status is not Status.MET:
            others = (
                finding
                for finding in each.before.findings
                if finding is not asked and finding.status in (Status.MET, Status.POSSIBLE)
            )
            yield Difference(Kind.CIRCUMSTANCE, str(each.member.number), _before(each.member), (asked, *others))


def _before(member: Member) -> Values:
    values = {"patient": member.number, "months": member.months}
    if member.ph:
        lowest, points = member.ph.lowest, member.ph.before - member.ph.lowest
        values |= {"lowest": lowest, "before": member.ph.before, "points": points}
        values |= {"relative": round(100 * points / lowest)} if lowest else {}
    return values


def _labels(judged: Sequence[Judged]) -> Iterator[Difference]:
    for each in judged:
        row = each.member.row
        if row and IN_OUR_WORDS[row.label] != each.to_raise.cytogenetic_best:
            values: Values = {"patient": row.patient, "before": row.before, "after": row.after}
            yield Difference(Kind.LABEL, str(row.patient), values)


def _counts(judged: Sequence[Judged]) -> Iterator[Difference]:
    for figure in counted():
        ours = count(judged, figure)
        if ours != figure.count:
            values: Values = {"what": figure.what, "printed": figure.count, "counted": ours}
            yield Difference(Kind.COUNT, figure.id, values)


def _footnotes() -> Iterator[Difference]:
    for row in rows():
        if row.footnote_group and row.footnote_group != row.group:
            yield Difference(Kind.FOOTNOTE, str(row.patient), {"patient": row.patient})


def _texts() -> Iterator[Difference]:
    for group in groups().values():
        for response, in_text in group.in_text.items():
            if in_text != group.total(response):
                values: Values = {"title": group.title, "in_text": in_text, "in_table": group.total(response)}
                yield Difference(Kind.TEXT, group.id, values)


def _roundings() -> Iterator[Difference]:
    for figure in (*counted(), *rounded()):
        if figure.percent is not None and figure.percent != percent_of(figure, figure.count):
            values: Values = {
                "source": figure.source,
                "what": figure.what,
                "count": figure.count,
                "of": figure.of,
                "printed": figure.percent,
                "exact": percent_of(figure, figure.count, to=Decimal("0.1")),
            }
            yield Difference(Kind.ROUNDING, figure.id, values)
