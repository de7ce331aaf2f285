"""The 54 patients of the paper: the rows of Table 3, then those without a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

from cds_service.reproduction.paper_tables import (
    Group,
    PatientsWithoutRow,
    Row,
    load_groups,
    load_patients_without_row,
    load_rows,
)
from response_criteria.model.results import CytogeneticMethod

IMPROVED_AFTER_MONTHS = 3
"""Months after the escalation at which an improvement is first seen. The paper does not print it."""

FOLLOWED_MONTHS = 8
"""Months after the escalation, where no duration is printed: the paper's median follow-up."""


@dataclass(frozen=True, slots=True)
class PhPercents:
    """Ph-positive cells in %: the lowest and the last before the escalation, by karyotype; the lowest after it."""

    lowest: int
    before: int
    after: int
    after_by: CytogeneticMethod = CytogeneticMethod.KARYOTYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One synthetic patient.

    ``months`` are those on the standard dose, ``followed_months`` those after the escalation. ``hematologic`` is the
    response to the escalation as the text counts it, empty where the table has "not applicable".
    """

    number: int
    group: Group
    months: int
    followed_months: int
    ph: PhPercents | None
    hematologic: str
    from_300: bool = False
    row: Row | None = None

    @property
    def id(self) -> str:
        """The id of the Patient resource."""
        return f"founding-paper-{self.number:02}"


def build_cohort() -> tuple[Member, ...]:
    """Build all patients, numbered from 1; the first 21 keep their numbers of Table 3."""
    months = {group.id: iter(spread_months(group)) for group in load_groups().values()}
    members = [_build_with_row(row, next(months[row.group])) for row in load_rows()]
    for kind in load_patients_without_row():
        for place in range(kind.count):
            member = _build_without_row(kind, number=len(members) + 1, place=place, months=next(months[kind.group]))
            members.append(member)
    return tuple(members)


def spread_months(group: Group) -> Sequence[int]:
    """Return months on the standard dose with the printed median and range of a group."""
    # Everyone has the median, except for the last two patients, who have the ends of the range.
    return (*repeat(group.median, group.patients - 2), group.longest, group.shortest)


def _build_with_row(row: Row, months: int) -> Member:
    return Member(
        number=row.patient,
        group=load_groups()[row.group],
        months=months,
        followed_months=IMPROVED_AFTER_MONTHS + row.months,
        ph=PhPercents(row.lowest, row.before, row.after, row.by),
        hematologic=row.hematologic,
        row=row,
    )


def _build_without_row(kind: PatientsWithoutRow, *, number: int, place: int, months: int) -> Member:
    """Build the patient at a place among those of its kind, counted from 0."""
    ph = None
    if kind.lowest is not None and kind.before is not None:
        # Without a row the paper reports no response: the share after the escalation stays as it was before.
        ph = PhPercents(kind.lowest, kind.before, after=kind.before)
    return Member(
        number=number,
        group=load_groups()[kind.group],
        months=months,
        followed_months=FOLLOWED_MONTHS,
        ph=ph,
        hematologic=kind.hematologic,
        from_300=place < kind.from_300,
    )
