"""The 54 patients: the rows of Table 3, then those without a row, with what the paper prints of them or their group."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

from cds_service.reproduction.printed import Group, Row, Unlisted, groups, rows, unlisted
from response_criteria.model.facts import CytogeneticMethod

IMPROVED_AFTER_MONTHS = 3
"""After the raise: when the improvement of a row is first seen. Not printed."""

FOLLOWED_MONTHS = 8
"""After the raise, where no duration is printed: the paper's median follow-up."""


@dataclass(frozen=True, slots=True)
class PhPercents:
    """Ph-positive cells in %: the lowest and the last before the raise, by karyotype; the lowest after it."""

    lowest: int
    before: int
    after: int
    after_by: CytogeneticMethod = CytogeneticMethod.KARYOTYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One synthetic patient.

    ``months`` are those on the standard dose, ``followed_months`` those after the raise. ``hematologic`` is the
    response to the raise as the text counts it, empty where the table has "not applicable".
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
        """The id of its Patient resource."""
        return f"founding-paper-{self.number:02}"


def cohort() -> tuple[Member, ...]:
    """All patients, numbered from 1; the first 21 are those of Table 3 under their own numbers."""
    months = {each.id: iter(months_of(each)) for each in groups().values()}
    members = [_with_row(row, next(months[row.group])) for row in rows()]
    for kind in unlisted():
        for place in range(kind.count):
            member = _without_row(kind, number=len(members) + 1, place=place, months=next(months[kind.group]))
            members.append(member)
    return tuple(members)


def months_of(group: Group) -> Sequence[int]:
    """Months on the standard dose with the printed median and range: the last two patients stand at its ends."""
    return (*repeat(group.median, group.patients - 2), group.longest, group.shortest)


def _with_row(row: Row, months: int) -> Member:
    return Member(
        number=row.patient,
        group=groups()[row.group],
        months=months,
        followed_months=IMPROVED_AFTER_MONTHS + row.months,
        ph=PhPercents(row.lowest, row.before, row.after, row.by),
        hematologic=row.hematologic,
        row=row,
    )


def _without_row(kind: Unlisted, *, number: int, place: int, months: int) -> Member:
    """The patient at that place among those of its kind, counted from 0."""
    unchanged = None
    if kind.lowest is not None and kind.before is not None:
        unchanged = PhPercents(kind.lowest, kind.before, after=kind.before)
    return Member(
        number=number,
        group=groups()[kind.group],
        months=months,
        followed_months=FOLLOWED_MONTHS,
        ph=unchanged,
        hematologic=kind.hematologic,
        from_300=place < kind.from_300,
    )
